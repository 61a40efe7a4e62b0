package io.github.focalaudit.run;

import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Compares a stored run with another, or with itself under other weights, from the tables alone.
 * Used by one thread.
 */
public final class StoredComparison {
  private static final String WHAT_IF = "what-if.json";

  private final Storage storage;
  private final Supplier<SparkSession> session;
  private final boolean unfinished;
  private final @Nullable String output;

  /**
   * @param session asked for where tables have to be read
   * @param unfinished whether a run without a verdict will do
   * @param output directory for the files of the comparison, which may not be a run's; null for
   *     none
   */
  public StoredComparison(
      Storage storage,
      Supplier<SparkSession> session,
      boolean unfinished,
      @Nullable String output) {
    this.storage = storage;
    this.session = session;
    this.unfinished = unfinished;
    this.output = output;
  }

  /**
   * A run compared. Immutable.
   *
   * @param document what {@code comparison.json} has
   * @param clusterTable the sums by cluster, what {@code clusters.csv} has
   * @param verdict by the gate; null without one
   */
  public record Compared(
      ComparisonDocument document, String clusterTable, @Nullable Verdict verdict) {}

  /**
   * Compares with the baseline, and judges by the gate where there is one.
   *
   * @param run the run directory
   * @param judge has the baseline
   * @param replicates of the bootstrap, where no gate says
   * @param partitions of the joined tables, 0 for what the cores suggest
   * @throws IllegalArgumentException where there is no baseline, or the runs cannot be compared
   */
  public Compared compare(String run, JudgeOptions judge, int replicates, int partitions)
      throws IOException {
    StoredRun candidate = candidate(run);
    StoredRun baseline = judge.readBaseline(storage);
    if (baseline == null) {
      throw new IllegalArgumentException(
          Setting.BASELINE
              + " is missing: say which run to compare with, or ask by "
              + Setting.ALPHA
              + ","
              + " "
              + Setting.CLASS_WEIGHTS
              + ", "
              + Setting.CLASSES
              + " or "
              + Setting.NORMALIZER);
    }
    if (replicates < Gate.MIN_REPLICATES || replicates > Gate.MAX_REPLICATES) {
      throw new IllegalArgumentException(
          Setting.REPLICATES
              + " has to be from "
              + Gate.MIN_REPLICATES
              + " to "
              + Gate.MAX_REPLICATES
              + ", got "
              + replicates);
    }
    Gate gate = judge.readGate(storage);
    JudgeRequest request =
        new JudgeRequest(
            candidate, baseline, gate, judge.slicingBy(gate), replicates, partitions, Set.of());
    Judgement judgement = new RunJudge(session.get(), request).judge();
    Compared compared =
        new Compared(
            Objects.requireNonNull(judgement.change()),
            Objects.requireNonNull(judgement.clusterTable()),
            gate == null
                ? null
                : Verdict.of(null, gate.inconclusiveWarns(), judgement.rules())
                    .crossChecked(gate, candidate.crossCheck()));
    write(RunDirectory.COMPARISON, ComparisonDocument.FORMAT.encode(compared.document()));
    write(RunDirectory.CLUSTERS, compared.clusterTable().getBytes(StandardCharsets.UTF_8));
    return compared;
  }

  /**
   * The loss of a run under another alpha, other class weights, some of its classes, or another
   * normalizer.
   *
   * @throws IllegalArgumentException where a value is out of range or a class is unknown
   */
  public WhatIfDocument whatIf(String run, WhatIf.Change change) throws IOException {
    StoredRun candidate = candidate(run);
    WhatIfDocument answer = WhatIf.ask(session.get(), candidate, change);
    write(WHAT_IF, WhatIfDocument.FORMAT.encode(answer));
    return answer;
  }

  /** The files of a run are its own: a comparison made later goes elsewhere. */
  private StoredRun candidate(String run) throws IOException {
    if (output != null && RunDirectory.isRunDirectory(storage, output)) {
      throw new IllegalArgumentException(
          Setting.OUTPUT + " " + output + " is the directory of a run; name another directory");
    }
    return unfinished ? StoredRun.readUnfinished(storage, run) : StoredRun.read(storage, run);
  }

  private void write(String name, byte[] bytes) throws IOException {
    if (output != null) {
      storage.writeAtomically(StoragePaths.child(storage.resolve(output), name), bytes);
    }
  }
}
