package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.SliceSummary;
import io.github.focalaudit.evaluation.audit.ProblemSlice;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sections about slices: those of columns, and groups that were found. Stateless. */
final class SliceSections {
  private static final String SLICES = "Metrics of a slice are ratios of sums over its images.";

  private SliceSections() {}

  static @Nullable Section slices(RunView run) {
    List<Block> blocks = new ArrayList<>();
    List<SliceSummary> asked = run.summary().slices();
    if (!asked.isEmpty()) {
      blocks.add(asked(asked));
    }
    AuditDocument audit = run.audit();
    if (audit == null || audit.slices().isEmpty()) {
      return blocks.isEmpty() ? null : new Section("slices", "Slices", SLICES, blocks);
    }
    double largest = RunView.largest(audit.slices(), AuditDocument.Slice::lossShare);
    List<List<Cell>> rows = new ArrayList<>();
    for (AuditDocument.Slice slice : audit.slices()) {
      rows.add(
          List.of(
              Cell.text(slice.column()),
              slice.value() == null ? Cell.missing() : Cell.text(slice.value()),
              Cell.count(slice.images()),
              Cell.count(slice.validPixels()),
              Cell.number(slice.lossMean()),
              Cell.bar(slice.lossShare(), largest),
              Cell.percent(slice.accuracy())));
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
                rows)
            .withoutEmptyColumns());
    long left = audit.slicesLeftOut();
    if (left > 0) {
      blocks.add(new Note(HtmlNumbers.count(left) + " smaller slices are not shown.", false));
    }
    return new Section("slices", "Slices", SLICES, blocks);
  }

  /** The slices that the run was asked for, whose sums are exact. */
  private static Table asked(List<SliceSummary> slices) {
    List<List<Cell>> rows = new ArrayList<>();
    for (SliceSummary slice : slices) {
      SliceSummary.Loss loss = slice.loss();
      RunSummary.CrossEntropy crossEntropy = slice.crossEntropy();
      RunSummary.Pixels pixels = slice.pixels();
      rows.add(
          List.of(
              Cell.text(slice.slice()),
              Cell.count(slice.images()),
              Cell.count(pixels == null ? null : (Long) pixels.valid()),
              Cell.number(loss == null ? null : loss.mean()),
              Cell.number(crossEntropy == null ? null : crossEntropy.mean()),
              Cell.percent(defined(slice.accuracy())),
              Cell.percent(defined(slice.meanIou())),
              Cell.percent(defined(slice.meanDice()))));
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
            rows)
        .withoutEmptyColumns();
  }

  private static @Nullable Double defined(@Nullable Double value) {
    return value == null || value.isNaN() ? null : value;
  }

  static @Nullable Section problemSlices(RunView run) {
    AuditDocument audit = run.audit();
    AuditDocument.ProblemSlices found = audit == null ? null : audit.problemSlices();
    if (found == null) {
      return null;
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (ProblemSlice slice : found.slices()) {
      String what =
          slice.attributes().stream()
              .map(ReadableText::isolated)
              .collect(Collectors.joining(" and "));
      rows.add(
          List.of(
              Cell.phrase(what),
              Cell.count(slice.images()),
              Cell.percent(slice.imageShare()),
              Cell.percent(slice.lossShare()),
              Cell.number(slice.ratio()),
              Cell.number(slice.low()),
              Cell.number(slice.high())));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Note(
            HtmlNumbers.count(found.tried())
                + " combinations of up to three attributes with at least "
                + HtmlNumbers.count(found.minimumImages())
                + " images were tried; the more are tried, the more stand out by chance. The interval"
                + " is "
                + HtmlNumbers.level(found.confidence())
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
        "Groups of images, found by frequent patterns, that carry at least a tenth more of the loss "
            + "than their share of images. A group that says no more than a larger one is left out.",
        blocks);
  }
}
