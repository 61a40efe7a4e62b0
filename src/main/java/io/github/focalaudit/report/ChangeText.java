package io.github.focalaudit.report;

import io.github.focalaudit.comparison.ChangeTerms;
import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.comparison.ImagePair;
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
  public static List<String> lines(RunChange change) {
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("baseline   " + change.baseline());
    lines.add("candidate  " + change.candidate());
    StringBuilder images = new StringBuilder("images    ");
    for (ImagePair.Kind kind : ImagePair.Kind.values()) {
      images.append(' ').append(change.images().getOrDefault(kind, 0L)).append(' ');
      images.append(kind.label()).append(',');
    }
    lines.add(images.substring(0, images.length() - 1));
    String column = change.clusterColumn();
    lines.add("clusters   " + change.clusters() + " by " + (column == null ? "image" : column));
    lines.add("");
    int width =
        change.metrics().stream().mapToInt(m -> m.metric().label().length()).max().orElse(0);
    for (ComparedMetric metric : change.metrics()) {
      lines.add(line(metric, width));
    }
    lines.add("");
    ChangeTerms terms = change.change();
    if (terms != null) {
      lines.add("what carries the change of loss.mean, " + signed(terms.change()) + ":");
      for (Map.Entry<String, ChangeTerms.Dimension> entry : terms.dimensions().entrySet()) {
        StringBuilder line = new StringBuilder("  ").append(entry.getKey()).append(": ");
        List<ChangeTerms.Term> list = entry.getValue().terms();
        for (int i = 0; i < Math.min(TERMS, list.size()); i++) {
          line.append(i == 0 ? "" : ", ").append(list.get(i).label()).append(' ');
          line.append(signed(list.get(i).value()));
        }
        lines.add(line + (list.size() > TERMS ? ", " + (list.size() - TERMS) + " more" : ""));
      }
      lines.add("");
    }
    lines.add(ComparedMetric.MEANING);
    lines.addAll(change.notes());
    return lines;
  }

  private static String line(ComparedMetric metric, int width) {
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
                + Numbers.fixed(metric.difference().effectiveClusters(), 1)
                + ", largest share "
                + Numbers.fixed(metric.difference().largestShare(), 2);
    return String.format(
        Locale.ROOT,
        "%-" + Math.max(1, width) + "s  %s -> %s  %s  %s",
        metric.metric().label(),
        value(metric.baseline()),
        value(metric.value()),
        signed(metric.difference().change()),
        interval);
  }

  private static String value(@Nullable Double value) {
    return value == null ? "undefined" : Numbers.significant(value);
  }

  private static String signed(double value) {
    if (Double.isNaN(value)) {
      return "undefined";
    }
    return (value > 0 ? "+" : "") + Numbers.significant(value);
  }
}
