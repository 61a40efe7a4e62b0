package io.github.focalaudit.report;

import io.github.focalaudit.document.LossSummary;
import io.github.focalaudit.document.RunSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run's numbers for a person at a terminal. Stateless. */
public final class SummaryText {
  private SummaryText() {}

  /** The lines, without line ends. */
  public static List<String> lines(RunSummary summary, String runDirectory) {
    LossSummary loss = summary.loss();
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add("focal loss     " + number(loss.mean()) + "  " + settings(loss));
    if (loss.relativeBound() != null) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  accuracy     the sum is exact, its terms are the kernel's: within %.1e relative of"
                  + " double precision",
              loss.relativeBound()));
    }
    lines.add("cross-entropy  " + number(summary.crossEntropy().mean()));
    summary.sweep().stream()
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
            summary.images().scored(),
            summary.images().quarantined(),
            summary.images().expected()));
    lines.add(
        "quality        accuracy "
            + shortNumber(summary.accuracy())
            + ", mean IoU "
            + shortNumber(summary.meanIou())
            + ", mean of image means "
            + number(loss.imageMean()));
    lines.add(
        "kernel         "
            + String.join(", ", summary.kernel().images().keySet())
            + "; cross-check "
            + summary.crossCheck().status().label()
            + difference(summary.crossCheck()));
    summary.warnings().forEach(warning -> lines.add("warning        " + warning));
    lines.add("run            " + runDirectory);
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

  private static String settings(LossSummary loss) {
    return "("
        + loss.preset().label()
        + ", "
        + loss.activationLabel()
        + ", gamma "
        + plain(loss.gamma())
        + ", alpha "
        + (loss.alpha().isEmpty()
            ? "none"
            : String.join(",", loss.alpha().stream().map(SummaryText::plain).toList()))
        + (loss.classWeights().isEmpty() ? "" : ", class weights")
        + (loss.dropped().isEmpty() ? "" : ", dropped classes " + loss.dropped())
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
