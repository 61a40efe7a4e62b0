package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.count;
import static io.github.focalaudit.report.html.RunView.number;
import static io.github.focalaudit.report.html.RunView.text;
import static io.github.focalaudit.report.html.RunView.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sections about other runs: the baseline, and the trend. Stateless. */
final class ComparisonSections {
  private ComparisonSections() {}

  /** The change of the mean with its interval, in words; null where there is none. */
  static @Nullable String interval(RunView run) {
    for (JsonNode metric : run.comparison().path("metrics")) {
      Double change = number(metric, "difference");
      if (metric.path("metric").asText().equals("loss.mean") && change != null) {
        Double low = number(metric, "lower");
        Double high = number(metric, "upper");
        return "change against the baseline "
            + Numbers.signed(change)
            + (low == null || high == null
                ? ", no interval"
                : "; one-sided "
                    + RunView.percent(metric, "confidence")
                    + " limits "
                    + Numbers.signed(low)
                    + " and "
                    + Numbers.signed(high));
      }
    }
    return null;
  }

  static @Nullable Section comparison(RunView run) {
    JsonNode comparison = run.comparison();
    if (!comparison.isObject()) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("Baseline", text(comparison.path("baseline"))));
    JsonNode clusters = comparison.path("clusters");
    facts.add(
        new Fact(
            "Clusters",
            count(clusters, "count"),
            clusters.path("column").isTextual()
                ? "by " + text(clusters.path("column"))
                : "each image by itself"));
    for (Map.Entry<String, JsonNode> kind : comparison.path("images").properties()) {
      facts.add(
          new Fact(
              "Images, " + ReadableText.of(kind.getKey()),
              Numbers.count(kind.getValue().longValue())));
    }
    blocks.add(new Facts(facts));
    for (JsonNode note : comparison.path("notes")) {
      blocks.add(new Note(text(note), false));
    }
    if (!comparison.path("metrics").isEmpty()) {
      blocks.add(
          new Note(
              "Clusters: how many of equal size tell as much as those there are. Largest: what part"
                  + " one of them carries by itself. Where there is no interval, its column says"
                  + " why.",
              false));
      blocks.add(metrics(comparison.path("metrics")));
    }
    carriers(blocks, comparison.path("change"));
    return new Section(
        "comparison",
        "Comparison with the baseline",
        comparison.path("meaning").isTextual() ? text(comparison.path("meaning")) : "",
        blocks);
  }

  private static Table metrics(JsonNode metrics) {
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode metric : metrics) {
      rows.add(
          List.of(
              Cell.text(metric.path("metric").asText()),
              Cell.number(number(metric, "baseline")),
              Cell.number(number(metric, "value")),
              Cell.signed(number(metric, "difference")),
              interval(metric),
              Cell.decimal(number(metric, "effectiveClusters")),
              Cell.percent(number(metric, "largestClusterShare"))));
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
  private static Cell interval(JsonNode metric) {
    Double low = number(metric, "lower");
    Double high = number(metric, "upper");
    String note = metric.path("note").asText("");
    if (low == null || high == null) {
      String reason = ReadableText.of(note.replaceFirst("^no interval: ", ""));
      return new Cell(reason, "", null, null);
    }
    String ends = Numbers.signed(low) + "\u00a0to\u00a0" + Numbers.signed(high);
    String said = note.isEmpty() ? ends : ends + "; " + ReadableText.of(note);
    return new Cell(said, Double.toString(low), null, null);
  }

  /** What carries the change: signed parts of the mean that add up to it. */
  private static void carriers(List<Block> blocks, JsonNode change) {
    for (Map.Entry<String, JsonNode> dimension : change.path("terms").properties()) {
      List<List<Cell>> rows = new ArrayList<>();
      for (JsonNode term : dimension.getValue().path("terms")) {
        rows.add(
            List.of(
                Cell.text(term.path("label").asText()),
                Cell.signed(number(term, "value")),
                Cell.count(whole(term, "images"))));
      }
      blocks.add(
          new Table(
              "What carries the change: " + ReadableText.of(dimension.getKey()),
              List.of(
                  Column.text("Part"),
                  Column.number("Change of the mean"),
                  Column.number("Images")),
              rows));
    }
    List<List<Cell>> images = new ArrayList<>();
    for (JsonNode image : change.path("largestImages")) {
      images.add(
          List.of(
              Cell.text(image.path("imageId").asText()),
              Cell.text(image.path("kind").asText()),
              Cell.signed(number(image, "value"))));
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

  static @Nullable Section trend(RunView run) {
    JsonNode points = run.trend().path("points");
    if (points.isEmpty()) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<JsonNode> drawn =
        RunView.list(points).stream().filter(point -> number(point, "value") != null).toList();
    if (drawn.size() > 1) {
      double[] line = new double[2 * drawn.size()];
      ChartBuilder chart =
          new ChartBuilder(1, drawn.size(), RunView.largest(points, "value"))
              .axes("run", text(run.trend().path("metric")));
      for (int i = 0; i < drawn.size(); i++) {
        line[2 * i] = i + 1d;
        line[2 * i + 1] = drawn.get(i).path("value").doubleValue();
        chart.point(
            line[2 * i],
            line[2 * i + 1],
            text(drawn.get(i).path("run")) + ": " + Numbers.digits(line[2 * i + 1]));
      }
      blocks.add(
          chart
              .line("line", line)
              .build("trend-chart", "The mean over past runs", "The table has the numbers."));
    }
    blocks.add(GenericTable.of("Runs, the oldest first", points));
    return new Section("trend", "Trend", "This run among the earlier ones.", blocks);
  }
}
