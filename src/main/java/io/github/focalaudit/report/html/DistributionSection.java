package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.AuditDocument.Concentration;
import io.github.focalaudit.document.AuditDocument.Distribution;
import io.github.focalaudit.document.AuditDocument.HistogramBin;
import io.github.focalaudit.document.AuditDocument.ImageShare;
import io.github.focalaudit.evaluation.audit.LossHistogram;
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
    AuditDocument audit = run.audit();
    Distribution distribution = audit == null ? null : audit.distribution();
    if (audit == null || distribution == null) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    if (!distribution.histogram().isEmpty()) {
      blocks.add(histogram(distribution.histogram()));
    }
    List<List<Cell>> quantiles = new ArrayList<>();
    for (AuditDocument.Quantile quantile : distribution.quantiles()) {
      quantiles.add(List.of(Cell.level(quantile.fraction()), Cell.number(quantile.value())));
    }
    blocks.add(
        new Table(
            "Quantiles of the loss mean of an image",
            List.of(Column.number("Images at or below"), Column.number("Loss mean")),
            quantiles));
    Concentration concentration = audit.concentration();
    if (!concentration.images().isEmpty()) {
      blocks.add(images(concentration.images()));
    }
    if (!concentration.pixels().isEmpty()) {
      blocks.add(pixels(concentration.pixels()));
    }
    return new Section(
        "distribution",
        "Spread of the loss",
        "How the loss spreads over "
            + HtmlNumbers.count(distribution.images())
            + " images with valid pixels. Quantiles of images are exact; the share of the worst pixels "
            + "comes from a histogram, and is larger by its stated error at most.",
        blocks);
  }

  private static Block histogram(List<HistogramBin> histogram) {
    double from = histogram.get(0).from();
    double to = histogram.get(histogram.size() - 1).to();
    ChartBuilder chart =
        new ChartBuilder(from, to, RunView.largest(histogram, bin -> (double) bin.images()));
    chart.axes("loss mean of an image", "images");
    for (HistogramBin bin : histogram) {
      if (bin.images() > 0) {
        chart.bar(
            bin.from(),
            bin.to(),
            bin.images(),
            HtmlNumbers.digits(bin.from())
                + " to "
                + HtmlNumbers.digits(bin.to())
                + ": "
                + HtmlNumbers.count(bin.images()));
      }
    }
    return chart.build(
        "histogram",
        "Images by their loss mean",
        "A histogram of " + histogram.size() + " bins of equal width; the quantiles follow.");
  }

  private static Table images(List<ImageShare> shares) {
    List<List<Cell>> rows = new ArrayList<>();
    for (ImageShare share : shares) {
      rows.add(
          List.of(
              Cell.level(share.fraction()),
              Cell.count(share.count()),
              Cell.bar(share.lossShare(), 1)));
    }
    return new Table(
        "Share of the loss that the worst images carry",
        List.of(
            Column.number("Worst"), Column.number("Images"), Column.number("Share of the loss")),
        rows);
  }

  private static Table pixels(List<LossHistogram.Share> shares) {
    List<List<Cell>> rows = new ArrayList<>();
    for (LossHistogram.Share share : shares) {
      rows.add(
          List.of(
              Cell.level(share.fraction()),
              Cell.count(share.count()),
              Cell.bar(share.lossShare(), 1),
              Cell.percent(share.error())));
    }
    return new Table(
        "Share of the loss that the worst pixels carry",
        List.of(
            Column.number("Worst"),
            Column.number("Pixels"),
            Column.number("Share of the loss"),
            Column.number("Error at most")),
        rows);
  }
}
