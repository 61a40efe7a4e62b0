package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
import picocli.CommandLine.Option;

/** What the files of a run say. A picocli mixin. */
final class RunFileOptions {
  @Option(
      names = "--metrics-timestamps",
      fallbackValue = "true",
      description =
          "Write the time of the run behind every sample of metrics.prom (node_exporter's textfile"
              + " collector refuses such files).")
  private boolean metricsTimestamps;

  /** Sets what the options say. */
  void addTo(DatasetAudit audit) {
    audit.metricsTimestamps(metricsTimestamps);
  }
}
