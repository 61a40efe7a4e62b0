package io.github.focalaudit.cli;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.GateFile;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.run.SliceRequest;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What a run is judged by and compared with, and how it is sliced. A picocli mixin. */
final class GateOptions {
  private static final Logger LOG = LoggerFactory.getLogger(GateOptions.class);
  private static final int GATE_LIMIT_BYTES = 1024 * 1024;

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

  /**
   * The gate; null without one.
   *
   * @throws IllegalArgumentException where the file is a directory, or no gate file
   */
  @Nullable Gate gate(Storage storage) throws IOException {
    if (gate == null) {
      return null;
    }
    String path = storage.resolve(gate);
    if (storage.isDirectory(path)) {
      throw new IllegalArgumentException("--gate " + gate + " is a directory, expected a file");
    }
    return GateFile.read(path, storage.readBytes(path, GATE_LIMIT_BYTES));
  }

  /** The history; null without one. */
  @Nullable History history(Storage storage) throws IOException {
    return history == null ? null : new History(storage, history);
  }

  /**
   * The history that a run is going to be added to, with its directory made, so that a place where
   * none can be is found before the dataset is scored.
   *
   * @throws IllegalArgumentException where it cannot be made
   */
  @Nullable History writableHistory(Storage storage) throws IOException {
    if (history != null) {
      try {
        storage.createDirectories(history);
      } catch (IOException e) {
        String reason = e.getClass().getSimpleName() + ": " + Failures.oneLine(e);
        throw new IllegalArgumentException(
            "--history " + history + ": cannot make the directory (" + reason + ")", e);
      }
    }
    return history(storage);
  }

  /**
   * The baseline; null without one, and where the history has none of that name yet.
   *
   * @throws IllegalArgumentException where the name is neither a run nor a reference
   */
  @Nullable StoredRun baseline(Storage storage) throws IOException {
    String name = baseline;
    if (name == null) {
      return null;
    }
    History past = history(storage);
    if (past != null && name.matches("[A-Za-z0-9._-]+")) {
      boolean choice = past.leavesChoice(name);
      for (HistoryEntry reference : past.references(name)) {
        String why = choice ? StoredRun.whyNoReference(storage, reference.run()) : null;
        if (why == null) {
          return stillThere(reference, StoredRun.readReference(storage, reference.run()));
        }
        LOG.warn("--baseline {}: passed over {} of the history: {}", name, reference.runId(), why);
      }
      if (name.equals(History.GOLDEN) || name.equals(History.LAST)) {
        LOG.warn(
            "The history {} has no accepted run to compare with, so that there is no baseline {};"
                + " focal-audit history --history DIR --golden RUN_ID names one",
            history,
            name);
        return null;
      }
    }
    if (past == null && (name.equals(History.GOLDEN) || name.equals(History.LAST))) {
      throw new IllegalArgumentException(
          "--baseline " + name + " is a run of a history; say which by --history DIR");
    }
    if (!RunDirectory.isRunDirectory(storage, name)) {
      throw new IllegalArgumentException(
          "--baseline " + name + " is neither a run directory nor a run of the history");
    }
    return StoredRun.readReference(storage, name);
  }

  /**
   * A run of the history whose directory still holds it: another run may have been written over it.
   */
  private static StoredRun stillThere(HistoryEntry reference, StoredRun found) {
    Double recorded = reference.metric(MetricKind.LOSS_MEAN.label());
    Double mean = found.lossMean();
    if (recorded != null && mean != null && !recorded.equals(mean)) {
      throw new IllegalArgumentException(
          "run "
              + reference.runId()
              + " of the history is gone: its directory "
              + found.path()
              + " holds another run (loss.mean "
              + mean
              + ", the history has "
              + recorded
              + "); give every run an --output of its own, and name another reference by"
              + " history --golden");
    }
    return found;
  }

  /**
   * Slices and clusters; the column of the clusters is the command line's, else the gate's.
   *
   * @throws IllegalArgumentException where a column has no name, or a number is out of range
   */
  SliceRequest slicing(@Nullable Gate read) {
    String column = cluster != null || read == null ? cluster : read.cluster();
    return new SliceRequest(sliceColumns(), sliceMinImages, maxSlices, column);
  }

  private List<List<String>> sliceColumns() {
    List<List<String>> sets = new ArrayList<>();
    for (String text : slices) {
      List<String> columns = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
      if (columns.contains("") || new HashSet<>(columns).size() < columns.size()) {
        throw new IllegalArgumentException(
            "--slice " + text + ": a name of a column is empty or given twice");
      }
      sets.add(columns);
    }
    return sets.stream().distinct().toList();
  }
}
