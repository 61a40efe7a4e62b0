package io.github.focalaudit.report;

import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run's numbers for a person at a terminal. Stateless. */
public final class SummaryText {
  private SummaryText() {}

  /** The lines, without line ends. */
  public static List<String> lines(RunSummary summary, String runDirectory) {
    DatasetMetrics metrics = summary.metrics();
    LossSettings loss = summary.loss();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("focal loss     " + number(metrics.lossMean()) + "  " + settings(loss));
    lines.add("cross-entropy  " + number(metrics.crossEntropyMean()));
    metrics.sweep().stream()
        .skip(1)
        .forEach(
            point ->
                lines.add(
                    String.format(Locale.ROOT, "  gamma %-7s", plain(point.gamma()))
                        + number(point.mean())));
    lines.add(
        String.format(
            Locale.ROOT,
            "images         %d scored, %d quarantined, of %d expected",
            metrics.images(),
            summary.quarantinedCount(),
            summary.expectedImages()));
    lines.add(
        "quality        accuracy "
            + shortNumber(metrics.accuracy())
            + ", mean IoU "
            + shortNumber(metrics.meanIou())
            + ", mean of image means "
            + number(metrics.imageMean()));
    lines.add(
        "kernel         "
            + String.join(", ", summary.kernels().keySet())
            + "; cross-check "
            + summary.crossCheck().status()
            + difference(summary.crossCheck()));
    summary.warnings().forEach(warning -> lines.add("warning        " + warning));
    lines.add("run            " + runDirectory);
    lines.add(
        "worst images   spark-sql: SELECT image_id, loss_mean FROM parquet.`"
            + runDirectory
            + "/images` ORDER BY loss_mean DESC LIMIT 10");
    return lines;
  }

  private static String difference(RunSummary.CrossCheck check) {
    return check.maxRelativeDifference() == null
        ? ""
        : String.format(
            Locale.ROOT,
            " (%d bands, largest relative difference %.1e)",
            check.bands(),
            check.maxRelativeDifference());
  }

  private static String settings(LossSettings loss) {
    return "("
        + loss.preset().label()
        + ", "
        + loss.activationLabel()
        + ", gamma "
        + plain(loss.gamma())
        + ", alpha "
        + String.join(",", loss.alpha().stream().map(SummaryText::plain).toList())
        + (loss.classWeights().isEmpty() ? "" : ", class weights")
        + ", eps "
        + plain(loss.eps())
        + ", over "
        + loss.normalizer().label()
        + ")";
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  private static String number(@Nullable Double value) {
    return value == null ? "undefined (no valid pixel)" : Double.toString(value);
  }

  private static String shortNumber(@Nullable Double value) {
    return value == null ? "undefined" : String.format(Locale.ROOT, "%.5f", value);
  }
}
