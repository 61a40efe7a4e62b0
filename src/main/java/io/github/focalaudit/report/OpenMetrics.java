package io.github.focalaudit.report;

import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.SliceSummary;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.gate.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * {@code metrics.prom}: the run as text that is both OpenMetrics 1.0 and Prometheus' text format
 * 0.0.4, gauges alone. A metric without a value is left out. Samples carry no time unless they are
 * asked to: the textfile collector of node_exporter refuses a file with times. Stateless.
 */
public final class OpenMetrics {
  private static final String SECONDS = "Seconds";
  private static final String WALL = "wallSeconds";

  private final StringBuilder text = new StringBuilder();
  private final String time;
  private final boolean timestamps;

  private OpenMetrics(Instant finishedAt, boolean timestamps) {
    this.timestamps = timestamps;
    time =
        String.format(
            Locale.ROOT, "%d.%03d", finishedAt.getEpochSecond(), finishedAt.getNano() / 1_000_000);
  }

  /**
   * The file's content.
   *
   * @param summary the numbers
   * @param verdict of the run
   * @param finishedAt when it ended
   * @param timestamps whether every sample carries that time
   */
  public static byte[] bytes(
      RunSummary summary, Verdict verdict, Instant finishedAt, boolean timestamps) {
    OpenMetrics metrics = new OpenMetrics(finishedAt, timestamps);
    metrics.dataset(summary);
    metrics.run(summary);
    metrics.classes(summary);
    metrics.slices(summary.slices());
    metrics.verdict(verdict);
    metrics.text.append("# EOF\n");
    return metrics.text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void dataset(RunSummary summary) {
    family("loss_mean", "Mean focal loss, a ratio of sums.");
    for (GammaMean point : summary.sweep()) {
      sample("loss_mean", point.mean(), "gamma", Double.toString(point.gamma()));
    }
    family("loss_image_mean", "Mean of the image means.");
    sample("loss_image_mean", summary.loss().imageMean());
    family("cross_entropy_mean_nats", "Mean cross-entropy.");
    sample("cross_entropy_mean_nats", summary.crossEntropy().mean());
    family("accuracy_ratio", "Correct pixels over valid pixels.");
    sample("accuracy_ratio", summary.accuracy());
    family("mean_iou_ratio", "Mean intersection over union.");
    sample("mean_iou_ratio", summary.meanIou());
    family("mean_dice_ratio", "Mean Dice coefficient.");
    sample("mean_dice_ratio", summary.meanDice());
    family("images_expected", "Images that a complete dataset would have.");
    sample("images_expected", (double) summary.images().expected());
    family("images", "Images by what became of them.");
    sample("images", (double) summary.images().scored(), "state", "scored");
    sample("images", (double) summary.images().quarantined(), "state", "quarantined");
    family("pixels", "Pixels by whether they count.");
    sample("pixels", (double) summary.pixels().valid(), "state", "valid");
    sample("pixels", (double) summary.pixels().ignored(), "state", "ignored");
    family("duration_seconds", "Wall time of the run.");
    sample("duration_seconds", summary.timing().get(WALL));
    family("part_duration_seconds", "Wall time by part of the run.");
    summary
        .timing()
        .forEach(
            (part, seconds) -> {
              if (!part.equals(WALL)) {
                sample("part_duration_seconds", seconds, "part", part.replace(SECONDS, ""));
              }
            });
  }

  private void run(RunSummary summary) {
    family("finished_timestamp_seconds", "When the run ended, in seconds of the epoch.");
    line("finished_timestamp_seconds", time);
    family("build_info", "1, labelled with what scored the run.");
    RunSummary.Provenance provenance = summary.provenance();
    sample("build_info", 1d, "version", provenance.version(), "commit", provenance.commit());
  }

  private void classes(RunSummary summary) {
    List<ClassSummary> classes = summary.classes();
    family("class_iou_ratio", "Intersection over union by class.");
    classes.forEach(c -> sample("class_iou_ratio", c.iou(), "class", c.name()));
    family("class_dice_ratio", "Dice coefficient by class.");
    classes.forEach(c -> sample("class_dice_ratio", c.dice(), "class", c.name()));
    family("class_loss_ratio", "Part of the class in the loss sum.");
    classes.forEach(c -> sample("class_loss_ratio", c.lossShare(), "class", c.name()));
    family("class_positive_elements", "Valid elements whose target is the class.");
    classes.forEach(
        c -> sample("class_positive_elements", (double) c.positives(), "class", c.name()));
  }

  private void slices(List<SliceSummary> slices) {
    if (slices.isEmpty()) {
      return;
    }
    family("slice_loss_mean", "Mean focal loss by slice.");
    slices.forEach(s -> sample("slice_loss_mean", loss(s), "slice", s.slice()));
    family("slice_mean_iou_ratio", "Mean intersection over union by slice.");
    slices.forEach(s -> sample("slice_mean_iou_ratio", s.meanIou(), "slice", s.slice()));
    family("slice_images", "Scored images by slice.");
    slices.forEach(s -> sample("slice_images", (double) s.images(), "slice", s.slice()));
  }

  private static @Nullable Double loss(SliceSummary slice) {
    return slice.loss() == null ? null : slice.loss().mean();
  }

  private void verdict(Verdict verdict) {
    family("verdict", "1 for the verdict of the run.");
    for (VerdictStatus status : VerdictStatus.values()) {
      sample("verdict", verdict.status() == status ? 1d : 0d, "verdict", status.label());
    }
    family("exit_code", "Exit code of the run.");
    sample("exit_code", (double) verdict.exitCode());
    if (verdict.rules().isEmpty()) {
      return;
    }
    family("rules", "Bounds of the gate by what became of them.");
    for (RuleStatus status : RuleStatus.values()) {
      long count = verdict.rules().stream().filter(rule -> rule.status() == status).count();
      sample("rules", (double) count, "status", status.label());
    }
  }

  private void family(String name, String help) {
    text.append("# TYPE focal_audit_").append(name).append(" gauge\n");
    text.append("# HELP focal_audit_").append(name).append(' ').append(help).append('\n');
  }

  private void sample(String name, @Nullable Double value, String... labels) {
    if (value == null || value.isNaN()) {
      return;
    }
    line(name, number(value), labels);
  }

  private void line(String name, String value, String... labels) {
    text.append("focal_audit_").append(name);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(escaped(labels[i + 1])).append('"');
    }
    text.append(labels.length == 0 ? " " : "} ").append(value);
    text.append(timestamps ? " " + time : "").append('\n');
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  private static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }
}
