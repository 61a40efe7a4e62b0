package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the audit of a validation run. A picocli mixin. */
final class AuditArguments {
  @Option(
      names = "--audit",
      description =
          "Look for wrong labels and problem slices, draw pictures, write report.html; reads the"
              + " images once more.")
  private boolean audit;

  @Option(
      names = "--label-issues",
      description =
          "Calibration, and wrong labels by confident learning; reads the images once more.")
  private boolean labelIssues;

  @Option(
      names = "--pictures",
      paramLabel = "N",
      description =
          "Pictures of the N worst images and the N most suspicious labels (with --audit: 12).")
  private @Nullable Integer pictures;

  @Option(
      names = "--images",
      paramLabel = "PATTERN",
      description =
          "Photographs for the pictures, as in 'images/{id}.png'; names are slice columns"
              + " (default: the column image, where there is one).")
  private @Nullable String images;

  /** Sets what the options say. */
  void addTo(DatasetAudit settings) {
    settings.audit(audit).labelIssues(labelIssues).pictures(pictures).images(images);
  }
}
