package io.github.focalaudit.report.html;

import java.util.function.Function;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.RunSummary;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON files of a run, as the sections read them. What a run does not have is a missing node,
 * and its section is left out. Immutable.
 *
 * @param path the run directory, as commands name it
 * @param summary of the run
 * @param verdict null where it has none
 * @param audit content of {@code audit.json}
 * @param comparison null where it has none
 * @param trend null where it has none
 */
record RunView(
    String path,
    RunSummary summary,
    @Nullable VerdictDocument verdict,
    JsonNode audit,
    @Nullable ComparisonDocument comparison,
    @Nullable TrendDocument trend) {

  RunView(String path, RunSummary summary, @Nullable VerdictDocument verdict, JsonNode audit) {
    this(path, summary, verdict, audit, null, null);
  }

  /** The name of a class, with its number where it has no name. */
  String className(long classId) {
    List<ClassSummary> classes = summary.classes();
    String name = classId < 0 || classId >= classes.size() ? "" : classes.get((int) classId).name();
    return name.isEmpty() ? "class " + classId : name;
  }

  /** A number, which a file may hold as text where it is infinite; null where there is none. */
  static @Nullable Double number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText("")) {
      case "Infinity" -> Double.valueOf(Double.POSITIVE_INFINITY);
      case "-Infinity" -> Double.valueOf(Double.NEGATIVE_INFINITY);
      default -> null;
    };
  }

  /** A number as it is read: a dash where there is none. */
  static String digits(@Nullable Double value) {
    return value == null || value.isNaN() ? "–" : Numbers.digits(value);
  }

  /** A share as a percentage: a dash where there is none. */
  static String percent(@Nullable Double value) {
    return value == null || value.isNaN() ? "–" : Numbers.percent(value);
  }

  /** A number as it is read: a dash where there is none. */
  static String digits(JsonNode node, String name) {
    Double value = number(node, name);
    return value == null ? "–" : Numbers.digits(value);
  }

  /** A share as a percentage, a dash where there is none. */
  static String percent(JsonNode node, String name) {
    Double value = number(node, name);
    return value == null ? "–" : Numbers.percent(value);
  }

  /** An integer; null where there is none. */
  static @Nullable Long whole(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isIntegralNumber() ? value.longValue() : null;
  }

  /** An integer as it is read; a dash where there is none. */
  static String count(JsonNode node, String name) {
    Long value = whole(node, name);
    return value == null ? "–" : Numbers.count(value);
  }

  /** The text of a value, made readable; a dash where there is none. */
  static String text(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return "–";
    }
    return ReadableText.of(node.isValueNode() ? node.asText() : node.toString());
  }

  /** The elements of an array. */
  static List<JsonNode> list(JsonNode array) {
    List<JsonNode> elements = new ArrayList<>();
    array.forEach(elements::add);
    return elements;
  }

  /** The largest of a number over the elements of an array; 0 where there is none. */
  static double largest(JsonNode array, String name) {
    double largest = 0;
    for (JsonNode element : array) {
      Double value = number(element, name);
      largest = value == null ? largest : Math.max(largest, value);
    }
    return largest;
  }

  /** The largest of a number over the elements of a list; 0 where there is none. */
  static <T> double largest(List<T> elements, Function<T, @Nullable Double> number) {
    double largest = 0;
    for (T element : elements) {
      Double value = number.apply(element);
      largest = value == null ? largest : Math.max(largest, value);
    }
    return largest;
  }
}
