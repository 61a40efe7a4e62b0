package io.github.focalaudit.report.html;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.ComparisonDocument.Change;
import io.github.focalaudit.document.ComparisonDocument.Image;
import io.github.focalaudit.document.ComparisonDocument.Metric;
import io.github.focalaudit.document.ComparisonDocument.Term;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.TrendDocument.Point;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Chart;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sections about other runs: the baseline, and the trend. Stateless. */
final class ComparisonSections {
  private ComparisonSections() {}

  /** The change of the mean with its interval, in words; null where there is none. */
  static @Nullable String interval(RunView run) {
    ComparisonDocument comparison = run.comparison();
    if (comparison == null) {
      return null;
    }
    for (Metric metric : comparison.metrics()) {
      Double change = metric.difference();
      if (metric.metric().equals(MetricKind.LOSS_MEAN.label()) && change != null) {
        Double low = metric.lower();
        Double high = metric.upper();
        return "change against the baseline "
            + HtmlNumbers.signed(change)
            + (low == null || high == null
                ? ", no interval"
                : "; one-sided "
                    + HtmlNumbers.percent(metric.confidence())
                    + " limits "
                    + HtmlNumbers.signed(low)
                    + " and "
                    + HtmlNumbers.signed(high));
      }
    }
    return null;
  }

  static @Nullable Section comparison(RunView run) {
    ComparisonDocument comparison = run.comparison();
    if (comparison == null) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Baseline", ReadableText.of(comparison.baseline())));
    String column = comparison.clusters().column();
    facts.add(
        new Fact(
            "Clusters",
            HtmlNumbers.count(comparison.clusters().count()),
            column == null ? "each image by itself" : "by " + ReadableText.of(column)));
    comparison
        .images()
        .forEach(
            (kind, count) ->
                facts.add(new Fact("Images, " + ReadableText.of(kind), HtmlNumbers.count(count))));
    blocks.add(new Facts(facts));
    for (String note : comparison.notes()) {
      blocks.add(new Note(ReadableText.of(note), false));
    }
    if (!comparison.metrics().isEmpty()) {
      blocks.add(
          new Note(
              "Clusters: how many of equal size tell as much as those there are. Largest: what part"
                  + " one of them carries by itself. Where there is no interval, its column says"
                  + " why.",
              false));
      blocks.add(metrics(comparison.metrics()));
    }
    carriers(blocks, comparison.change());
    return new Section(
        "comparison",
        "Comparison with the baseline",
        ReadableText.of(comparison.meaning()),
        blocks);
  }

  private static Table metrics(List<Metric> metrics) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Metric metric : metrics) {
      rows.add(
          List.of(
              Cell.text(metric.metric()),
              Cell.number(metric.baseline()),
              Cell.number(metric.value()),
              Cell.signed(metric.difference()),
              interval(metric),
              Cell.decimal(metric.effectiveClusters()),
              Cell.percent(metric.largestClusterShare())));
    }
    return new Table(
        "Change of each metric",
        List.of(
            Column.text("Metric"),
            Column.number("Baseline"),
            Column.number("This run"),
            Column.number("Change"),
            Column.ranked("Interval"),
            Column.number("Clusters"),
            Column.number("Largest")),
        rows);
  }

  /**
   * Both ends, and what there is to say of them; sorts by the lower end, below all others where
   * there is none.
   */
  private static Cell interval(Metric metric) {
    Double low = metric.lower();
    Double high = metric.upper();
    String note = metric.note();
    if (low == null || high == null) {
      String reason = ReadableText.of(note.replaceFirst("^no interval: ", ""));
      return new Cell(reason, "", null, null);
    }
    String ends = HtmlNumbers.signed(low) + "\u00a0to\u00a0" + HtmlNumbers.signed(high);
    String said = note.isEmpty() ? ends : ends + "; " + ReadableText.of(note);
    return new Cell(said, Double.toString(low), null, null);
  }

  /** What carries the change: signed parts of the mean that add up to it. */
  private static void carriers(List<Block> blocks, @Nullable Change change) {
    if (change == null) {
      return;
    }
    change.terms().forEach((name, dimension) -> blocks.add(terms(name, dimension.terms())));
    List<List<Cell>> images = new ArrayList<>();
    for (Image image : change.largestImages()) {
      images.add(
          List.of(Cell.text(image.imageId()), Cell.text(image.kind()), Cell.signed(image.value())));
    }
    if (!images.isEmpty()) {
      blocks.add(
          new Table(
              "Images that carry most of the change",
              List.of(
                  Column.text("Image"), Column.text("Kind"), Column.number("Change of the mean")),
              images));
    }
  }

  private static Table terms(String dimension, List<Term> terms) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Term term : terms) {
      rows.add(
          List.of(Cell.text(term.label()), Cell.signed(term.value()), Cell.count(term.images())));
    }
    return new Table(
        "What carries the change: " + ReadableText.of(dimension),
        List.of(Column.text("Part"), Column.number("Change of the mean"), Column.number("Images")),
        rows);
  }

  static @Nullable Section trend(RunView run) {
    TrendDocument trend = run.trend();
    if (trend == null || trend.points().isEmpty()) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    Chart chart = TrendChart.of("trend-chart", "The mean over past runs", trend);
    if (chart != null) {
      blocks.add(chart);
    }
    blocks.add(points(trend.points()));
    return new Section("trend", "Trend", "This run among the earlier ones.", blocks);
  }

  private static Table points(List<Point> points) {
    List<List<Cell>> rows = new ArrayList<>();
    for (Point point : points) {
      rows.add(
          List.of(
              Cell.text(point.run()),
              Cell.text(point.finishedAt().toString()),
              Cell.text(point.verdict().words(point.judged())),
              Cell.number(point.value()),
              Cell.number(point.z()),
              Cell.number(point.limit()),
              Cell.number(point.cusumUp()),
              Cell.number(point.cusumDown()),
              Cell.text(point.note())));
    }
    return new Table(
        "Runs, the oldest first",
        List.of(
            Column.text("Run"),
            Column.text("Finished at"),
            Column.text("Verdict"),
            Column.number("Value"),
            Column.number("Z"),
            Column.number("Limit"),
            Column.number("Cusum up"),
            Column.number("Cusum down"),
            Column.text("Note")),
        rows);
  }
}
