package io.github.focalaudit.report;

import io.github.focalaudit.document.ComparisonDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The comparison of two runs for a person at a terminal. Stateless. */
public final class ChangeText {
  private static final int TERMS = 6;

  private ChangeText() {}

  /** The lines, without line ends. */
  public static List<String> lines(ComparisonDocument change) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("baseline   " + change.baseline());
    lines.add("candidate  " + change.candidate());
    StringBuilder images = new StringBuilder("images    ");
    change
        .images()
        .forEach(
            (kind, count) -> images.append(' ').append(count).append(' ').append(kind).append(','));
    lines.add(images.substring(0, images.length() - 1));
    String column = change.clusters().column();
    lines.add(
        "clusters   " + change.clusters().count() + " by " + (column == null ? "image" : column));
    lines.add("");
    int width = change.metrics().stream().mapToInt(m -> m.metric().length()).max().orElse(0);
    for (ComparisonDocument.Metric metric : change.metrics()) {
      lines.add(line(metric, width));
    }
    lines.add("");
    ComparisonDocument.Change terms = change.change();
    if (terms != null) {
      lines.add(
          "what carries the change of " + terms.metric() + ", " + signed(terms.value()) + ":");
      for (Map.Entry<String, ComparisonDocument.Dimension> entry : terms.terms().entrySet()) {
        StringBuilder line = new StringBuilder("  ").append(entry.getKey()).append(": ");
        List<ComparisonDocument.Term> list = entry.getValue().terms();
        for (int i = 0; i < Math.min(TERMS, list.size()); i++) {
          line.append(i == 0 ? "" : ", ").append(list.get(i).label()).append(' ');
          line.append(signed(list.get(i).value()));
        }
        lines.add(line + (list.size() > TERMS ? ", " + (list.size() - TERMS) + " more" : ""));
      }
      lines.add("");
    }
    lines.add(change.meaning());
    lines.addAll(change.notes());
    return lines;
  }

  private static String line(ComparisonDocument.Metric metric, int width) {
    String interval =
        metric.lower() == null || metric.upper() == null
            ? "no interval: " + metric.note()
            : "["
                + signed(metric.lower())
                + ", "
                + signed(metric.upper())
                + "] at "
                + Numbers.significant(100 * (2 * metric.confidence() - 1))
                + " %, effective clusters "
                + Numbers.fixed(metric.effectiveClusters(), 1)
                + ", largest share "
                + Numbers.fixed(metric.largestClusterShare(), 2);
    return String.format(
        Locale.ROOT,
        "%-" + Math.max(1, width) + "s  %s -> %s  %s  %s",
        metric.metric(),
        value(metric.baseline()),
        value(metric.value()),
        signed(metric.difference()),
        interval);
  }

  private static String value(@Nullable Double value) {
    return value == null ? "undefined" : Numbers.significant(value);
  }

  private static String signed(@Nullable Double value) {
    if (value == null) {
      return "undefined";
    }
    return (value > 0 ? "+" : "") + Numbers.significant(value);
  }
}
