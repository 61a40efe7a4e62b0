package io.github.focalaudit.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A strict reader of OpenMetrics text, version 1.0, as far as gauges go: every family is declared
 * once, before its samples, and its samples come together; names, labels, escapes, numbers and
 * timestamps follow the grammar; no sample comes twice; the text ends with the end mark. Names
 * follow the conventions of Prometheus as {@code promtool check metrics} does: help for every
 * family, lower case, no suffix that belongs to counters, histograms and summaries, no type in the
 * name, base units in full.
 */
public final class OpenMetricsChecker {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\\{(.*)\\})? (\\S+)(?: (\\d+(?:\\.\\d+)?))?");
  private static final Pattern UNCONVENTIONAL =
      Pattern.compile(
          ".*[A-Z].*|.*_(total|count|sum|bucket|created)|.*_(gauge|counter|histogram|summary)(_.*)?"
              + "|.*_(ms|millis|milliseconds|minutes|hours|kb|mb|kilobytes|percent)(_.*)?");
  private static final Pattern LABEL =
      Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\\n]|\\\\[\"\\\\n])*)\"(,|$)");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(?:\\d+(?:\\.\\d*)?|\\.\\d+)(?:[eE][+-]?\\d+)?|[+-]Inf|NaN");

  private OpenMetricsChecker() {}

  /**
   * One line of values.
   *
   * @param name of the metric
   * @param labels by name
   * @param value as it is written
   * @param timestamp in seconds; null where there is none
   */
  public record Sample(
      String name, Map<String, String> labels, double value, @Nullable Double timestamp) {}

  /** Reads a text; an {@link AssertionError} names the first line that is wrong. */
  public static List<Sample> check(String text) {
    if (!text.endsWith("# EOF\n")) {
      throw new AssertionError("does not end with # EOF and a line end");
    }
    Set<String> declared = new HashSet<>();
    Set<String> helped = new HashSet<>();
    Set<String> seen = new HashSet<>();
    List<Sample> samples = new ArrayList<>();
    String family = "";
    for (String line : text.substring(0, text.length() - 6).lines().toList()) {
      if (line.startsWith("# TYPE ")) {
        List<String> words = List.of(line.split(" ", -1));
        require(words.size() == 4 && words.get(3).equals("gauge"), line);
        family = words.get(2);
        require(NAME.matcher(family).matches() && declared.add(family), line);
        require(!UNCONVENTIONAL.matcher(family).matches(), line);
      } else if (line.startsWith("# HELP ")) {
        require(line.startsWith("# HELP " + family + " ") && helped.add(family), line);
      } else {
        Matcher sample = SAMPLE.matcher(line);
        require(sample.matches() && family.equals(sample.group(1)), line);
        require(NUMBER.matcher(sample.group(3)).matches(), line);
        Map<String, String> labels = labels(sample.group(2) == null ? "" : sample.group(2), line);
        require(seen.add(family + labels), line);
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        String time = sample.group(4);
        samples.add(new Sample(family, labels, value, time == null ? null : Double.valueOf(time)));
      }
    }
    require(helped.equals(declared), "HELP is missing: " + declared);
    return samples;
  }

  private static Map<String, String> labels(String text, String line) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher label = LABEL.matcher(text);
    int at = 0;
    while (at < text.length()) {
      require(label.find(at) && label.start() == at, line);
      require(labels.put(label.group(1), label.group(2)) == null, line);
      require(!UNCONVENTIONAL.matcher(label.group(1)).matches(), line);
      at = label.end();
    }
    require(!text.endsWith(","), line);
    return labels;
  }

  private static void require(boolean holds, String line) {
    if (!holds) {
      throw new AssertionError("not OpenMetrics: " + line);
    }
  }
}
