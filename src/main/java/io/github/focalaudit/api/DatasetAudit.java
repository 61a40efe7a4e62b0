package io.github.focalaudit.api;

import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.launch.RunStamp;
import io.github.focalaudit.run.FailureReason;
import io.github.focalaudit.run.RunFailedException;
import io.github.focalaudit.run.RunReport;
import io.github.focalaudit.run.StoredComparison;
import io.github.focalaudit.run.StoredComparison.Compared;
import io.github.focalaudit.run.ValidatedRun;
import io.github.focalaudit.run.ValidationRun;
import io.github.focalaudit.run.WhatIf;
import io.github.focalaudit.storage.OutputRefusedException;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The settings of runs over datasets, and the runs: what the command line does, from Java. Every
 * setting has the default of the option of its name. Settings are checked when something is run;
 * messages name a setting as its option. Paths are local, or URIs of file systems that Hadoop
 * knows.
 *
 * <p>The loss of a dataset, with p the probability of class c and per-class sums over all valid
 * pixels of all images:
 *
 * <pre>
 * S+[c] = sum over pixels of class c        of (1 - p)^gamma * -log(p)
 * S-[c] = sum over pixels of other classes  of p^gamma * -log(1 - p)
 * loss  = sum over c of weight(c) * (alpha * S+[c] + (1 - alpha) * S-[c]) / D
 * </pre>
 *
 * <p>It is in nats; D is what the normalizer counts. Sums are exact, so that no digit depends on
 * partitions or the order of images.
 *
 * <p>Mutable and used by one thread; one instance may run several times. Instances of their own may
 * run on several threads over one session, into directories of their own.
 *
 * <pre>{@code
 * ValidatedRun run =
 *     FocalAudit.on(spark).predictions("p").truth("t").gamma(2, 1).ignoreIndex(255).validate("out");
 * }</pre>
 */
public final class DatasetAudit extends JudgeSettings<DatasetAudit> {
  private final Storage storage;
  private final Supplier<SparkSession> session;
  private boolean unfinished;
  private @Nullable String comparisonOutput;

  DatasetAudit(Storage storage, Supplier<SparkSession> session) {
    this.storage = storage;
    this.session = session;
  }

  @Override
  DatasetAudit self() {
    return this;
  }

  /**
   * Whether {@link #compare}, {@link #whatIf} and {@link #report} read a run without a verdict too,
   * one that was killed or is still running.
   *
   * @param read false by default
   */
  public DatasetAudit unfinished(boolean read) {
    unfinished = read;
    return this;
  }

  /**
   * Where {@link #compare} writes {@code comparison.json} and {@code clusters.csv}, and {@link
   * #whatIf} {@code what-if.json}.
   *
   * @param directory which may not be a run's; null, the default, for nowhere
   */
  public DatasetAudit comparisonOutput(@Nullable String directory) {
    comparisonOutput = directory;
    return this;
  }

  /**
   * Scores the dataset and writes the run directory: tables and {@code summary.json}, with an audit
   * its findings, then the comparison with the baseline, the entry of the history, and {@code
   * verdict.json} last. A failed gate is a verdict, not an exception. However the run ends, also by
   * a signal, it leaves a verdict where the output is its own, and no lock.
   *
   * @param output the run directory: absent, empty, or an earlier run with {@link #overwrite};
   *     {@code {utc}} in it becomes the time, such as 20260102T030405Z
   * @return numbers and verdict; the mean loss is null without valid pixels
   * @throws IllegalArgumentException where a setting is out of range or does not fit the dataset
   * @throws OutputRefusedException where something else is at the output, or another run has it
   * @throws RunFailedException where the run had begun and broke off
   * @throws IOException where files cannot be read before the run begins
   */
  public ValidatedRun validate(String output) throws IOException {
    String directory = RunStamp.filled(output, Instant.now());
    ValidationRun run;
    try {
      run = run(directory);
    } catch (IllegalArgumentException e) {
      neverBegan(directory, FailureReason.oneLine(e), FailureReason.exitCode(e));
      throw e;
    }
    return run.run(watcher());
  }

  /**
   * Leaves the verdict {@code error} of a run that is not asked for because its settings cannot be
   * made out: in the run directory, where it is free, and in the {@link #history}. {@link
   * #validate} does so for mistakes that it finds itself.
   *
   * @param output the run directory
   * @param reason in one line
   * @param exitCode of the process
   */
  public void neverBegan(String output, String reason, int exitCode) {
    ValidationRun.neverBegan(storage, output, historyDirectory(), reason, exitCode);
  }

  /**
   * Checks the settings, pairs files and reads a sample of headers and masks; scores and writes
   * nothing.
   *
   * @param output as for {@link #validate}; null where it is not known yet
   * @return what {@link #validate} would do, in lines for a person
   * @throws IllegalArgumentException where a setting is out of range or does not fit the dataset
   */
  public List<String> dryRun(@Nullable String output) throws IOException {
    return run(output == null ? "" : RunStamp.filled(output, Instant.now())).describe();
  }

  private ValidationRun run(String output) {
    return new ValidationRun(storage, session, request(output), judge(), auditOptions(), files());
  }

  /**
   * Compares a run with the {@link #baseline}, by the tables of both; no score is read. Uses {@link
   * #gate}, {@link #history}, {@link #cluster}, {@link #slice}, {@link #replicates} and {@link
   * #partitions}.
   *
   * @param run the run directory
   * @return differences with their intervals, and the verdict where there is a gate
   * @throws IllegalArgumentException where there is no baseline, or the runs cannot be compared
   *     because their sums mean different things; the message has every difference
   */
  public Compared compare(String run) throws IOException {
    return stored().compare(run, judge(), replicateCount(), partitionCount());
  }

  /**
   * Compares a run with another, as {@link #compare(String)} does.
   *
   * @param run the run directory
   * @param other what becomes the {@link #baseline}
   * @throws IllegalArgumentException where the runs cannot be compared
   */
  public Compared compare(String run, String other) throws IOException {
    return baseline(other).compare(run);
  }

  /**
   * The loss of a run under another alpha, other class weights, some of its classes, or another
   * normalizer: exact, from its table.
   *
   * @param run the run directory
   * @param change null components keep what the run has
   * @throws IllegalArgumentException where a value is out of range or a class is unknown
   */
  public WhatIfDocument whatIf(String run, WhatIf.Change change) throws IOException {
    return stored().whatIf(run, change);
  }

  private StoredComparison stored() {
    return new StoredComparison(storage, session, unfinished, comparisonOutput);
  }

  /**
   * Writes {@code report.html} of a run, one page without network, from its directory alone.
   *
   * @param run the run directory
   * @return path of the page
   * @throws IllegalArgumentException where the directory is not a run's, or the run has no verdict
   */
  public String report(String run) throws IOException {
    return new RunReport(storage, session).rebuild(run, unfinished);
  }
}
