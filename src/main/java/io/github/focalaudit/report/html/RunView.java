package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictDocument;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The documents of a run, as the sections read them. What a run does not have is null, and its
 * section is left out. Immutable.
 *
 * @param path the run directory, as commands name it
 * @param summary of the run
 * @param verdict null where it has none
 * @param audit null where it has none
 * @param comparison null where it has none
 * @param trend null where it has none
 */
record RunView(
    String path,
    RunSummary summary,
    @Nullable VerdictDocument verdict,
    @Nullable AuditDocument audit,
    @Nullable ComparisonDocument comparison,
    @Nullable TrendDocument trend) {

  RunView(
      String path,
      RunSummary summary,
      @Nullable VerdictDocument verdict,
      @Nullable AuditDocument audit) {
    this(path, summary, verdict, audit, null, null);
  }

  /** The name of a class, with its number where it has no name. */
  String className(long classId) {
    List<ClassSummary> classes = summary.classes();
    String name = classId < 0 || classId >= classes.size() ? "" : classes.get((int) classId).name();
    return name.isEmpty() ? "class " + classId : name;
  }

  /** A number as it is read: a dash where there is none. */
  static String digits(@Nullable Double value) {
    return value == null || value.isNaN() ? "–" : HtmlNumbers.digits(value);
  }

  /** A share as a percentage: a dash where there is none. */
  static String percent(@Nullable Double value) {
    return value == null || value.isNaN() ? "–" : HtmlNumbers.percent(value);
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
