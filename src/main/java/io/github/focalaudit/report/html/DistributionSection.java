package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.count;
import static io.github.focalaudit.report.html.RunView.digits;
import static io.github.focalaudit.report.html.RunView.number;
import static io.github.focalaudit.report.html.RunView.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section about the spread of the loss over images and pixels. Stateless. */
final class DistributionSection {
  private DistributionSection() {}

  static @Nullable Section of(RunView run) {
    JsonNode distribution = run.audit().path("distribution");
    if (distribution.isMissingNode()) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    JsonNode histogram = distribution.path("histogram");
    if (!histogram.isEmpty()) {
      blocks.add(histogram(histogram));
    }
    List<List<Cell>> quantiles = new ArrayList<>();
    for (JsonNode quantile : distribution.path("quantiles")) {
      quantiles.add(
          List.of(
              Cell.level(number(quantile, "fraction")), Cell.number(number(quantile, "value"))));
    }
    blocks.add(
        new Table(
            "Quantiles of the loss mean of an image",
            List.of(Column.number("Images at or below"), Column.number("Loss mean")),
            quantiles));
    JsonNode concentration = run.audit().path("concentration");
    if (!concentration.path("images").isEmpty()) {
      blocks.add(
          concentration(
              "Share of the loss that the worst images carry",
              "Images",
              concentration.path("images")));
    }
    if (!concentration.path("pixels").isEmpty()) {
      blocks.add(
          concentration(
              "Share of the loss that the worst pixels carry",
              "Pixels",
              concentration.path("pixels")));
    }
    return new Section(
        "distribution",
        "Spread of the loss",
        "How the loss spreads over "
            + count(distribution, "images")
            + " images with valid pixels. Quantiles of images are exact; the share of the worst pixels "
            + "comes from a histogram, and is larger by its stated error at most.",
        blocks);
  }

  private static Block histogram(JsonNode histogram) {
    double from = histogram.path(0).path("from").doubleValue();
    double to = histogram.path(histogram.size() - 1).path("to").doubleValue();
    ChartBuilder chart = new ChartBuilder(from, to, RunView.largest(histogram, "images"));
    chart.axes("loss mean of an image", "images");
    for (JsonNode bin : histogram) {
      long images = bin.path("images").longValue();
      if (images > 0) {
        chart.bar(
            bin.path("from").doubleValue(),
            bin.path("to").doubleValue(),
            images,
            digits(bin, "from") + " to " + digits(bin, "to") + ": " + Numbers.count(images));
      }
    }
    return chart.build(
        "histogram",
        "Images by their loss mean",
        "A histogram of " + histogram.size() + " bins of equal width; the quantiles follow.");
  }

  private static Table concentration(String caption, String what, JsonNode rows) {
    boolean bounded = rows.path(0).has("error");
    List<Column> columns =
        new ArrayList<>(
            List.of(
                Column.number("Worst"), Column.number(what), Column.number("Share of the loss")));
    if (bounded) {
      columns.add(Column.number("Error at most"));
    }
    List<List<Cell>> cells = new ArrayList<>();
    for (JsonNode row : rows) {
      List<Cell> line =
          new ArrayList<>(
              List.of(
                  Cell.level(number(row, "fraction")),
                  Cell.count(whole(row, "count")),
                  Cell.bar(number(row, "lossShare"), 1)));
      if (bounded) {
        line.add(Cell.percent(number(row, "error")));
      }
      cells.add(line);
    }
    return new Table(caption, columns, cells);
  }
}
