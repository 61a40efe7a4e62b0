package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The section about calibration. Stateless. */
final class CalibrationSection {
  private static final Words PIXELS = new Words("pixels", "top probability", "accuracy", 2);

  private static final Words ELEMENTS =
      new Words("elements (a class at a pixel)", "probability of a class", "part that is true", 1);

  /** What observations are called. */
  private record Words(String unit, String probability, String right, int largestBrier) {
    String capital(String words) {
      return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
  }

  private CalibrationSection() {}

  static @Nullable Section of(RunView run) {
    AuditDocument audit = run.audit();
    AuditDocument.Calibration calibration = audit == null ? null : audit.calibration();
    if (calibration == null || calibration.bins().isEmpty()) {
      return null;
    }
    Words words = calibration.byElement() ? ELEMENTS : PIXELS;
    ChartBuilder chart = new ChartBuilder(0, 1, 1);
    chart.axes(words.probability(), words.right()).line("reference", 0, 0, 1, 1);
    List<List<Cell>> rows = new ArrayList<>();
    for (PixelStatistics.Bin bin : calibration.bins()) {
      Double confidence = bin.confidence();
      Double accuracy = bin.accuracy();
      String range = HtmlNumbers.percent(bin.from()) + " to " + HtmlNumbers.percent(bin.to());
      if (confidence != null && accuracy != null) {
        chart.bar(
            bin.from(),
            bin.to(),
            accuracy,
            range + ": " + words.right() + " " + HtmlNumbers.percent(accuracy));
        chart.point(
            confidence, accuracy, range + ": mean probability " + HtmlNumbers.percent(confidence));
      }
      rows.add(
          List.of(
              new Cell(range, Double.toString(bin.from()), null, null),
              Cell.count(bin.pixels()),
              Cell.percent(confidence),
              Cell.percent(accuracy)));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Facts(
            List.of(
                new Fact(
                    "Expected calibration error",
                    RunView.percent(calibration.expectedCalibrationError()),
                    "mean distance of probability and "
                        + words.right()
                        + " over the bins, by "
                        + words.unit()),
                new Fact(
                    "Brier score",
                    RunView.digits(calibration.brier()),
                    "mean squared error of the probabilities, 0 to " + words.largestBrier()))));
    blocks.add(
        chart.build(
            "reliability",
            words.capital(words.right()) + " against the " + words.probability(),
            "Bars under the dashed diagonal mean that the model is too sure. The table follows."));
    blocks.add(
        new Table(
            "Reliability bins",
            List.of(
                Column.number(words.capital(words.probability())),
                Column.number(words.capital(words.unit())),
                Column.number("Mean probability"),
                Column.number(words.capital(words.right()))),
            rows));
    return new Section(
        "calibration",
        "Calibration",
        "Whether a probability means what it says, over valid "
            + words.unit()
            + ". Training with a focal loss "
            + "pushes probabilities away from the truth on purpose, so look at cross-entropy too.",
        blocks);
  }
}
