package io.github.focalaudit.run;

import io.github.focalaudit.document.AuditDocument.Refused;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.report.WorstText;
import io.github.focalaudit.run.RunConclusion.Concluded;
import io.github.focalaudit.run.RunConclusion.Terms;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.tables.AuditTables;
import io.github.focalaudit.storage.OutputRefusedException;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole of a validation run: settings checked, dataset scored, audited, judged and compared,
 * put into the history, its verdict written. However it ends, it leaves a verdict and no lock. Used
 * by one thread.
 */
public final class ValidationRun {
  private static final Logger LOG = LoggerFactory.getLogger(ValidationRun.class);

  private final Storage storage;
  private final Supplier<SparkSession> session;
  private final ValidationRequest request;
  private final JudgeOptions judge;
  private final @Nullable AuditOptions audit;
  private final RunConclusion.Files files;

  /**
   * @param storage the files
   * @param session asked for when it is needed first
   * @param request what to score
   * @param judge what the run is judged by and compared with
   * @param audit what is looked for in its pixels and tables; null for no audit
   * @param files what else the run leaves behind
   */
  public ValidationRun(
      Storage storage,
      Supplier<SparkSession> session,
      ValidationRequest request,
      JudgeOptions judge,
      @Nullable AuditOptions audit,
      RunConclusion.Files files) {
    this.storage = storage;
    this.session = session;
    this.request = request;
    this.judge = judge;
    this.audit = audit;
    this.files = files;
  }

  /**
   * Checks the settings, pairs files and reads a sample of headers and masks; scores and writes
   * nothing.
   *
   * @return what a run would do, in lines for a person
   * @throws IllegalArgumentException where the settings do not fit the dataset
   */
  public List<String> describe() throws IOException {
    Prepared prepared = prepare(false, history -> {});
    return prepared.validation().describe(prepared.dataset());
  }

  /**
   * Runs.
   *
   * @param watcher told when scoring starts and ends
   * @throws IllegalArgumentException where the settings do not fit the dataset; where the output is
   *     free, its verdict says so
   * @throws OutputRefusedException where something else is at the output, or another run has it
   * @throws RunFailedException where the run had begun and broke off; its verdict says so
   */
  public ValidatedRun run(ScoringWatcher watcher) throws IOException {
    try (RunEnd end = new RunEnd(storage, request.output())) {
      try {
        return run(end, watcher);
      } catch (RunFailedException | OutputRefusedException e) {
        throw e;
      } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
        end.neverBegan(e);
        if (e instanceof Error) {
          throw new RunFailedException(FailureReason.oneLine(e), e);
        }
        throw e;
      }
    }
  }

  /**
   * Leaves the verdict of a run that could not begin because of its settings: in the run directory,
   * where it is free, and in the history.
   *
   * @param history directory of past runs; null for none
   * @param reason in one line
   */
  public static void neverBegan(
      Storage storage, String output, @Nullable String history, String reason, int exitCode) {
    History past = null;
    try {
      past = new JudgeOptions(null, null, history, SliceRequest.NONE).createHistory(storage);
    } catch (IOException | IllegalArgumentException e) {
      LOG.debug("No entry can be written to the history {}", history, e);
    }
    RunConclusion.neverBegan(storage, output, Verdict.error(reason, exitCode, false), past);
  }

  private ValidatedRun run(RunEnd end, ScoringWatcher watcher) throws IOException {
    Prepared prepared = prepare(true, end::recordErrorsIn);
    Validation validation = prepared.validation();
    StoredRun baseline = prepared.terms().baseline();
    if (baseline != null) {
      validation.checkReadable(baseline);
    }
    RunDirectory directory = end.open(validation::open);
    // From here on a failure is the run's, not the user's.
    return end.begun(
        () -> {
          directory.nameApplication(session.get().sparkContext().applicationId());
          ValidationOutcome outcome =
              validation.audit(score(prepared, directory, watcher), prepared.dataset());
          AuditTables tables =
              new AuditTables(
                  session.get(),
                  directory.resolve(RunDirectory.IMAGES),
                  directory.resolve(RunDirectory.QUARANTINE));
          List<WorstImage> worst = tables.worst(WorstText.ROWS);
          List<Refused> refused =
              outcome.summary().images().quarantined() > 0
                  ? tables.quarantine(WorstText.ROWS)
                  : List.of();
          RunConclusion conclusion = new RunConclusion(storage, outcome, Instant.now(), files);
          Concluded concluded =
              end.conclude(() -> conclusion.conclude(session.get(), prepared.terms()));
          return new ValidatedRun(
              outcome.summary(),
              outcome.runDirectory(),
              worst,
              refused,
              concluded.verdict(),
              concluded.change(),
              concluded.report());
        });
  }

  private static ValidationOutcome score(
      Prepared prepared, RunDirectory directory, ScoringWatcher watcher) throws IOException {
    try {
      return prepared.validation().run(prepared.dataset(), directory, watcher::start);
    } finally {
      watcher.end();
    }
  }

  private record Prepared(Validation validation, PreparedDataset dataset, Terms terms) {}

  /**
   * @param writes whether the run is going to be put into the history
   * @param recorder gets the history first, so that every later mistake is recorded in it
   */
  private Prepared prepare(boolean writes, Consumer<@Nullable History> recorder)
      throws IOException {
    History history = writes ? judge.createHistory(storage) : judge.openHistory(storage);
    if (history != null) {
      history.checkReadable();
    }
    recorder.accept(history);
    Gate gate = judge.readGate(storage);
    if (gate != null && gate.crossCheckRequired() && request.crossCheckBands() == 0) {
      throw new IllegalArgumentException(
          Setting.CROSS_CHECK
              + " 0 switches off what gate file "
              + gate.file()
              + " requires (crossCheck: required); take one of both away");
    }
    SliceRequest slicing = judge.slicingBy(gate);
    StoredRun baseline = judge.readBaseline(storage);
    Validation validation = new Validation(storage, session, request, slicing, audit);
    validation.askedBy(files.invocation().withGate(judge.gate()));
    PreparedDataset dataset = validation.prepare();
    if (gate != null) {
      slicing.checkRules(gate, dataset.listing().images());
    }
    if (baseline != null) {
      checkOutput(baseline);
      validation.checkComparable(dataset, baseline);
    }
    return new Prepared(
        validation,
        dataset,
        new Terms(gate, baseline, history, slicing, request.acceptedWarnings()));
  }

  /** A run over its own baseline would be compared with itself, and pass. */
  private void checkOutput(StoredRun baseline) throws IOException {
    String output = request.output();
    if (!output.isEmpty() && storage.isSame(output, baseline.path())) {
      throw new IllegalArgumentException(
          Setting.OUTPUT
              + " "
              + output
              + " is the directory of the baseline; give every run one of its own, such as"
              + " run-{utc}");
    }
  }
}
