package io.github.focalaudit.cli;

import io.github.focalaudit.run.RunConclusion;
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

  /**
   * @param report whether the report for people is written
   */
  RunConclusion.Files files(boolean report) {
    return new RunConclusion.Files(report, metricsTimestamps);
  }
}
