package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.count;
import static io.github.focalaudit.report.html.RunView.digits;
import static io.github.focalaudit.report.html.RunView.number;
import static io.github.focalaudit.report.html.RunView.percent;
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
import org.jspecify.annotations.Nullable;

/** Sections about the spread of the loss and about calibration. Stateless. */
final class AuditSections {
  private static final String SLICES = "Metrics of a slice are ratios of sums over its images.";

  private AuditSections() {}

  static @Nullable Section distribution(RunView run) {
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
              Cell.percent(number(quantile, "fraction")), Cell.number(number(quantile, "value"))));
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
        "Loss of the images",
        "How the loss spreads over "
            + count(distribution, "images")
            + " images with valid pixels. Quantiles are exact.",
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
                  Cell.percent(number(row, "fraction")),
                  Cell.count(whole(row, "count")),
                  Cell.bar(number(row, "lossShare"), 1)));
      if (bounded) {
        line.add(Cell.percent(number(row, "error")));
      }
      cells.add(line);
    }
    return new Table(caption, columns, cells);
  }

  static @Nullable Section calibration(RunView run) {
    JsonNode calibration = run.audit().path("calibration");
    if (calibration.path("bins").isEmpty()) {
      return null;
    }
    ChartBuilder chart = new ChartBuilder(0, 1, 1);
    chart.axes("top probability", "accuracy").line("reference", 0, 0, 1, 1);
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode bin : calibration.path("bins")) {
      Double confidence = number(bin, "confidence");
      Double accuracy = number(bin, "accuracy");
      String range = digits(bin, "from") + " to " + digits(bin, "to");
      if (confidence != null && accuracy != null) {
        chart.bar(
            bin.path("from").doubleValue(),
            bin.path("to").doubleValue(),
            accuracy,
            range + ": accuracy " + Numbers.percent(accuracy));
        chart.point(
            confidence, accuracy, range + ": mean probability " + digits(bin, "confidence"));
      }
      rows.add(
          List.of(
              new Cell(range, bin.path("from").asText(), null, null),
              Cell.count(whole(bin, "pixels")),
              Cell.percent(confidence),
              Cell.percent(accuracy)));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Facts(
            List.of(
                new Fact(
                    "Expected calibration error",
                    percent(calibration, "expectedCalibrationError"),
                    "mean distance of probability and accuracy over the bins, by pixels"),
                new Fact(
                    "Brier score",
                    digits(calibration, "brier"),
                    "mean squared error of the probabilities, 0 to 2"))));
    blocks.add(
        chart.build(
            "reliability",
            "Accuracy against the top probability",
            "Bars under the dashed diagonal mean that the model is too sure. The table follows."));
    blocks.add(
        new Table(
            "Reliability bins",
            List.of(
                Column.number("Top probability"),
                Column.number("Pixels"),
                Column.number("Mean probability"),
                Column.number("Accuracy")),
            rows));
    return new Section(
        "calibration",
        "Calibration",
        "Whether a probability means what it says, over valid pixels. Training with a focal loss "
            + "pushes probabilities away from the truth on purpose, so look at cross-entropy too.",
        blocks);
  }

  static @Nullable Section slices(RunView run) {
    List<Block> blocks = new ArrayList<>();
    JsonNode asked = run.summary().path("slices");
    if (!asked.isEmpty()) {
      blocks.add(asked(asked));
    }
    JsonNode slices = run.audit().path("slices");
    if (slices.isEmpty()) {
      return blocks.isEmpty() ? null : new Section("slices", "Slices", SLICES, blocks);
    }
    double largest = RunView.largest(slices, "lossShare");
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode slice : slices) {
      rows.add(
          List.of(
              Cell.text(slice.path("column").asText()),
              slice.path("value").isTextual()
                  ? Cell.text(slice.path("value").asText())
                  : Cell.missing(),
              Cell.count(whole(slice, "images")),
              Cell.count(whole(slice, "validPixels")),
              Cell.number(number(slice, "lossMean")),
              Cell.bar(number(slice, "lossShare"), largest),
              Cell.percent(number(slice, "accuracy"))));
    }
    blocks.add(
        new Table(
            "Values of each column",
            List.of(
                Column.text("Column"),
                Column.text("Value"),
                Column.number("Images"),
                Column.number("Valid pixels"),
                Column.number("Mean loss"),
                Column.number("Share of the loss"),
                Column.number("Accuracy")),
            rows));
    long left = run.audit().path("slicesLeftOut").asLong();
    if (left > 0) {
      blocks.add(new Note(Numbers.count(left) + " smaller slices are not shown.", false));
    }
    return new Section("slices", "Slices", SLICES, blocks);
  }

  /** The slices that the run was asked for, whose sums are exact. */
  private static Table asked(JsonNode slices) {
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode slice : slices) {
      rows.add(
          List.of(
              Cell.text(slice.path("slice").asText()),
              Cell.count(whole(slice, "images")),
              Cell.count(whole(slice.path("pixels"), "valid")),
              Cell.number(number(slice.path("loss"), "mean")),
              Cell.number(number(slice.path("crossEntropy"), "mean")),
              Cell.percent(number(slice, "accuracy")),
              Cell.percent(number(slice, "meanIou")),
              Cell.percent(number(slice, "meanDice"))));
    }
    return new Table(
        "Slices that were asked for; those with too few images have no metrics",
        List.of(
            Column.text("Slice"),
            Column.number("Images"),
            Column.number("Valid pixels"),
            Column.number("Mean loss"),
            Column.number("Cross-entropy"),
            Column.number("Accuracy"),
            Column.number("Mean IoU"),
            Column.number("Mean Dice")),
        rows);
  }

  static @Nullable Section problemSlices(RunView run) {
    JsonNode found = run.audit().path("problemSlices");
    if (found.isMissingNode()) {
      return null;
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode slice : found.path("slices")) {
      List<String> attributes = new ArrayList<>();
      slice.path("attributes").forEach(attribute -> attributes.add(text(attribute)));
      String what = String.join("  and  ", attributes);
      rows.add(
          List.of(
              Cell.text(what),
              Cell.count(whole(slice, "images")),
              Cell.percent(number(slice, "imageShare")),
              Cell.percent(number(slice, "lossShare")),
              Cell.number(number(slice, "ratio")),
              Cell.number(number(slice, "low")),
              Cell.number(number(slice, "high"))));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Note(
            count(found, "tried")
                + " combinations of up to three attributes with at least "
                + count(found, "minimumImages")
                + " images were tried; with so many, some stand out by chance. The interval is "
                + percent(found, "confidence")
                + " for one slice by itself, over images.",
            false));
    blocks.add(
        rows.isEmpty()
            ? new Note("No combination carries clearly more of the loss than its share.", false)
            : new Table(
                "Problem slices",
                List.of(
                    Column.text("Images with"),
                    Column.number("Images"),
                    Column.number("Share of images"),
                    Column.number("Share of the loss"),
                    Column.number("Ratio"),
                    Column.number("Low"),
                    Column.number("High")),
                rows));
    return new Section(
        "problem-slices",
        "Problem slices",
        "Groups of images, found by frequent patterns, that carry more of the loss than their "
            + "share of images. A group that says no more than a larger one is left out.",
        blocks);
  }
}
