package io.github.focalaudit.report;

import io.github.focalaudit.document.ComparisonDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The comparison of two runs for a person at a terminal. Stateless. */
public final class ChangeText {
  private static final int TERMS = 6;
  private static final int IMAGES = 10;

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
    lines.addAll(metrics(change.metrics()));
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
      lines.addAll(images(terms));
    }
    lines.add(change.meaning());
    lines.addAll(change.notes());
    return lines;
  }

  /** A table; why a metric has no interval stands below it, once for all that have the reason. */
  private static List<String> metrics(List<ComparisonDocument.Metric> metrics) {
    if (metrics.isEmpty()) {
      return List.of();
    }
    TextTable table = new TextTable(1);
    double confidence = 2 * metrics.get(0).confidence() - 1;
    table.row(
        "metric",
        "baseline",
        "this run",
        "change",
        TextNumbers.significant(100 * confidence) + " % interval",
        "clusters",
        "largest");
    Map<String, List<ComparisonDocument.Metric>> without = new LinkedHashMap<>();
    for (ComparisonDocument.Metric metric : metrics) {
      if (!hasInterval(metric)) {
        without.computeIfAbsent(reason(metric), key -> new ArrayList<>()).add(metric);
      }
    }
    List<String> reasons = List.copyOf(without.keySet());
    for (ComparisonDocument.Metric metric : metrics) {
      boolean interval = hasInterval(metric);
      table.row(
          metric.metric(),
          value(metric.baseline()),
          value(metric.value()),
          signed(metric.difference()),
          interval
              ? "[" + signed(metric.lower()) + ", " + signed(metric.upper()) + "]"
              : "none (" + (reasons.indexOf(reason(metric)) + 1) + ")",
          TextNumbers.fixed(metric.effectiveClusters(), 1),
          interval ? TextNumbers.fixed(metric.largestClusterShare(), 2) : "-");
    }
    List<String> lines = new ArrayList<>(table.lines());
    lines.add(
        "  clusters: how many of equal size tell as much; largest: what share one of them carries");
    for (String reason : reasons) {
      lines.add(
          "  ("
              + (reasons.indexOf(reason) + 1)
              + ") "
              + said(Objects.requireNonNull(without.get(reason))));
    }
    return lines;
  }

  private static boolean hasInterval(ComparisonDocument.Metric metric) {
    return metric.lower() != null && metric.upper() != null;
  }

  /** The end of the note: before it stand the numbers of the metric. */
  private static String reason(ComparisonDocument.Metric metric) {
    String note = metric.note();
    return note.substring(note.lastIndexOf("; ") + 1).strip();
  }

  /** The note of all, or that of the metric that is closest to an interval. */
  private static String said(List<ComparisonDocument.Metric> metrics) {
    boolean same = metrics.stream().map(ComparisonDocument.Metric::note).distinct().count() == 1;
    String note =
        metrics.stream()
            .max(Comparator.comparingDouble(ComparisonDocument.Metric::effectiveClusters))
            .orElseThrow()
            .note();
    return same ? note : "at most " + note;
  }

  private static List<String> images(ComparisonDocument.Change change) {
    List<ComparisonDocument.Image> images = change.largestImages();
    if (images.isEmpty()) {
      return List.of();
    }
    TextTable table = new TextTable(2).row("image", "kind", "change of " + change.metric());
    images.stream()
        .limit(IMAGES)
        .forEach(image -> table.row(image.imageId(), image.kind(), signed(image.value())));
    List<String> lines = new ArrayList<>();
    lines.add("images that carry most of it:");
    lines.addAll(table.lines());
    lines.add("");
    return lines;
  }

  private static String value(@Nullable Double value) {
    return value == null ? "undefined" : TextNumbers.significant(value);
  }

  private static String signed(@Nullable Double value) {
    if (value == null) {
      return "undefined";
    }
    return (value > 0 ? "+" : "") + TextNumbers.significant(value);
  }
}
