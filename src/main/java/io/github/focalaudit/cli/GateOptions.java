package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
import io.github.focalaudit.run.SliceRequest;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a run is judged by and compared with, and how it is sliced. A picocli mixin. */
final class GateOptions {
  @Option(
      names = "--gate",
      paramLabel = "FILE",
      description = "Rules that the run has to hold (YAML).")
  private @Nullable String gate;

  @Option(
      names = "--baseline",
      paramLabel = "RUN",
      description =
          "Run directory to compare with; with --history also golden, last or a run's id.")
  private @Nullable String baseline;

  @Option(names = "--history", paramLabel = "DIR", description = "Where past runs are kept.")
  private @Nullable String history;

  @Option(
      names = "--cluster",
      paramLabel = "COLUMN",
      description =
          "Slice column whose values are independent of each other, such as scene or patient;"
              + " default: every image.")
  private @Nullable String cluster;

  @Option(
      names = "--slice",
      split = ";",
      paramLabel = "COLUMN[,COLUMN]",
      description = "Metrics by the values of a column, or of several together (repeatable).")
  private List<String> slices = List.of();

  @Option(
      names = "--slice-min-images",
      paramLabel = "N",
      defaultValue = "1",
      description = "Slices with fewer images have no metrics (default: ${DEFAULT-VALUE}).")
  private long sliceMinImages = 1;

  @Option(
      names = "--max-slices",
      paramLabel = "N",
      defaultValue = "200",
      description = "The most slices of one --slice (default: ${DEFAULT-VALUE}).")
  private int maxSlices = SliceRequest.DEFAULT_MAX_SLICES;

  /** Sets what the options say; the history first, so that mistakes in others are recorded. */
  void addTo(DatasetAudit audit) {
    audit.history(history).gate(gate).baseline(baseline).cluster(cluster);
    audit.sliceMinImages(sliceMinImages).maxSlices(maxSlices);
    for (String columns : slices) {
      audit.slice(Arrays.stream(columns.split(",", -1)).map(String::strip).toArray(String[]::new));
    }
  }
}
