package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.GateFile;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a run is judged by and compared with, by name. Immutable.
 *
 * @param gate file of rules; null for none
 * @param baseline a run directory, or with a history {@code golden}, {@code last} or a run's id;
 *     null for none
 * @param history directory of past runs; null for none
 * @param slicing slices, and the column of the clusters, which the gate says where it is null
 */
public record JudgeOptions(
    @Nullable String gate,
    @Nullable String baseline,
    @Nullable String history,
    SliceRequest slicing) {
  private static final Logger LOG = LoggerFactory.getLogger(JudgeOptions.class);
  private static final int GATE_LIMIT_BYTES = 1024 * 1024;

  /**
   * The gate; null without one.
   *
   * @throws IllegalArgumentException where the file is a directory, or no gate file
   */
  @Nullable Gate readGate(Storage storage) throws IOException {
    String file = gate;
    if (file == null) {
      return null;
    }
    String path = storage.resolve(file);
    if (storage.isDirectory(path)) {
      throw new IllegalArgumentException(
          Setting.GATE + " " + file + " is a directory, expected a file");
    }
    return GateFile.read(path, storage.readBytes(path, GATE_LIMIT_BYTES));
  }

  /** The history; null without one. */
  @Nullable History openHistory(Storage storage) throws IOException {
    return history == null ? null : new History(storage, history);
  }

  /**
   * The history that a run is going to be added to, with its directory made, so that a place where
   * none can be is found before the dataset is scored.
   *
   * @throws IllegalArgumentException where it cannot be made
   */
  @Nullable History createHistory(Storage storage) throws IOException {
    if (history != null) {
      try {
        storage.createDirectories(history);
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (IOException e) {
        throw new IllegalArgumentException(
            Setting.HISTORY
                + " "
                + history
                + ": cannot make the directory: "
                + FailureReason.oneLine(e),
            e);
      }
    }
    return openHistory(storage);
  }

  /**
   * The baseline; null without one, and where the history has none of that name yet.
   *
   * @throws IllegalArgumentException where the name is neither a run nor a reference
   */
  @Nullable StoredRun readBaseline(Storage storage) throws IOException {
    String name = baseline;
    if (name == null) {
      return null;
    }
    History past = openHistory(storage);
    if (past != null && name.matches("[A-Za-z0-9._-]+")) {
      boolean choice = past.leavesChoice(name);
      for (HistoryEntry reference : past.references(name)) {
        String why = choice ? StoredRun.whyNoReference(storage, reference.run()) : null;
        if (why == null) {
          return stillThere(reference, StoredRun.readReference(storage, reference.run()));
        }
        LOG.warn(
            Setting.BASELINE + " {}: passed over {} of the history: {}",
            name,
            reference.runId(),
            why);
      }
      if (name.equals(History.GOLDEN) || name.equals(History.LAST)) {
        LOG.warn(
            "The history {} has no accepted run to compare with, so that there is no baseline {};"
                + " focal-audit history "
                + Setting.HISTORY
                + " DIR "
                + Setting.GOLDEN
                + " RUN_ID names one",
            history,
            name);
        return null;
      }
    }
    if (past == null && (name.equals(History.GOLDEN) || name.equals(History.LAST))) {
      throw new IllegalArgumentException(
          Setting.BASELINE
              + " "
              + name
              + " is a run of a history; say which by "
              + Setting.HISTORY
              + " DIR");
    }
    if (!RunDirectory.isRunDirectory(storage, name)) {
      throw new IllegalArgumentException(
          Setting.BASELINE + " " + name + " is neither a run directory nor a run of the history");
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
              + "); give every run an "
              + Setting.OUTPUT
              + " of its own, and name another reference by"
              + " history "
              + Setting.GOLDEN);
    }
    return found;
  }

  /** Slices and clusters; the column of the clusters is the one asked for, else the gate's. */
  SliceRequest slicingBy(@Nullable Gate read) {
    return slicing.cluster() != null || read == null
        ? slicing
        : slicing.withCluster(read.cluster());
  }
}
