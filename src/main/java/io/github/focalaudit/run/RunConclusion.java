package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.gate.Trend;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.report.JUnitXml;
import io.github.focalaudit.report.OpenMetrics;
import io.github.focalaudit.report.html.Report;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of a validation run: judged, compared, put into the history, and its verdict written, the
 * last file of all. Used by one thread.
 */
public final class RunConclusion {
  private static final Logger LOG = LoggerFactory.getLogger(RunConclusion.class);
  private static final String TREND_METRIC = "loss.mean";

  private final Storage storage;
  private final ValidationOutcome outcome;
  private final Instant finishedAt;
  private final Files files;

  /**
   * What is written beside the verdict.
   *
   * @param report whether the report for people is written
   * @param metricsTimestamps whether the samples of {@code metrics.prom} carry the time of the run
   * @param invocation how the run was asked for, as its summary tells it
   */
  public record Files(boolean report, boolean metricsTimestamps, Invocation invocation) {}

  /**
   * @param storage the files
   * @param outcome of the run
   * @param finishedAt when it ended
   * @param files what is written beside the verdict
   */
  public RunConclusion(
      Storage storage, ValidationOutcome outcome, Instant finishedAt, Files files) {
    this.files = files;
    this.storage = storage;
    this.outcome = outcome;
    this.finishedAt = finishedAt;
  }

  /**
   * What a run is concluded with.
   *
   * @param gate null for none
   * @param baseline null for none
   * @param history null for none
   * @param slicing slices and clusters
   * @param acceptedWarnings codes of warnings that are known
   */
  public record Terms(
      @Nullable Gate gate,
      @Nullable StoredRun baseline,
      @Nullable History history,
      SliceRequest slicing,
      Set<WarningCode> acceptedWarnings) {

    boolean needTables() {
      return gate != null || baseline != null || history != null;
    }
  }

  /**
   * Judges the run and writes everything that says so.
   *
   * @param change null without a baseline
   * @param report path of the report for people; null where none was asked for
   */
  public record Concluded(
      Verdict verdict, @Nullable ComparisonDocument change, @Nullable String report) {}

  /** Judges the run and writes everything that says so. */
  public Concluded conclude(SparkSession session, Terms terms) throws IOException {
    if (outcome.verdict() == ValidationOutcome.Verdict.ERROR) {
      String run = outcome.runDirectory();
      History history = terms.history();
      return write(
          Verdict.error(outcome.reason()),
          null,
          List.of(),
          history == null ? () -> {} : () -> history.add(withoutResult(run, finishedAt, history)));
    }
    Judgement judgement = terms.needTables() ? judge(session, terms) : null;
    String tooManyBad =
        outcome.verdict() == ValidationOutcome.Verdict.TOO_MANY_BAD_INPUTS
            ? outcome.reason()
            : null;
    Gate gate = terms.gate();
    List<RuleResult> rules = judgement == null ? List.of() : judgement.rules();
    Verdict verdict =
        Verdict.of(tooManyBad, gate != null && gate.inconclusiveWarns(), rules)
            .crossChecked(gate, outcome.summary().crossCheck().status());
    if (outcome.verdict() == ValidationOutcome.Verdict.NOTHING_VALID) {
      verdict = verdict.withoutEvidence(outcome.reason());
    } else if (gate == null && verdict.status() == VerdictStatus.PASS) {
      verdict = Verdict.notJudged(outcome.reason());
    }
    ComparisonDocument change = judgement == null ? null : judgement.change();
    List<String> compared =
        judgement == null ? List.of() : judgement.warnings().stream().map(Warning::line).toList();
    if (judgement != null && change != null) {
      String table = Objects.requireNonNull(judgement.clusterTable());
      put(RunDirectory.COMPARISON, ComparisonDocument.FORMAT.encode(change));
      put(RunDirectory.CLUSTERS, table.getBytes(StandardCharsets.UTF_8));
    }
    History history = terms.history();
    if (judgement == null || history == null) {
      return write(verdict, change, compared, () -> {});
    }
    List<HistoryEntry> past = history.runs();
    HistoryEntry record =
        record(verdict, judgement, History.freeId(past, runId(outcome.runDirectory()), finishedAt));
    List<HistoryEntry> runs = History.with(past, record);
    put(
        RunDirectory.TREND,
        TrendDocument.FORMAT.encode(
            Trend.document(Trend.of(runs, history.golden(runs), TREND_METRIC), TREND_METRIC)));
    return write(verdict, change, compared, () -> history.add(record));
  }

  /**
   * Says that a run did not get to its end.
   *
   * @param runDirectory where the verdict goes
   * @param verdict an error
   * @param history that gets an entry after the verdict is written; null for none
   */
  public static void failed(
      Storage storage, String runDirectory, Verdict verdict, @Nullable History history)
      throws IOException {
    // Without another write: the disk may be full, and the marker names the verdict from the start.
    storage.writeAtomically(
        StoragePaths.child(runDirectory, RunDirectory.VERDICT),
        VerdictDocument.FORMAT.encode(verdict.document()));
    if (history != null) {
      history.add(withoutResult(runDirectory, Instant.now(), history));
    }
  }

  /** The entry of a run that ended in error: it has no metrics, and says nothing of its data. */
  private static HistoryEntry withoutResult(String runDirectory, Instant at, History history)
      throws IOException {
    String id = History.freeId(history.runs(), runId(runDirectory), at);
    return HistoryEntry.of(id, at, runDirectory, VerdictStatus.ERROR, "", "", Map.of());
  }

  /**
   * Says that a run could not begin, for those who look for its verdict. Only where the output is
   * free: what another run has written stays.
   *
   * @param verdict an error
   * @param history that gets an entry after the verdict is written; null for none
   * @return whether the verdict could be written
   */
  public static boolean neverBegan(
      Storage storage, String output, Verdict verdict, @Nullable History history) {
    try (RunDirectory directory =
        RunDirectory.open(storage, output, RunDirectory.Existing.REFUSE, "focal-audit")) {
      failed(storage, directory.path(), verdict, history);
      return true;
    } catch (IOException | RuntimeException e) {
      LOG.debug("No verdict can be written to {}: {}", output, FileFaults.text(e));
      return false;
    }
  }

  private Judgement judge(SparkSession session, Terms terms) throws IOException {
    JudgeRequest request =
        new JudgeRequest(
            StoredRun.readUnfinished(storage, outcome.runDirectory()),
            terms.baseline(),
            terms.gate(),
            terms.slicing(),
            Gate.DEFAULT_REPLICATES,
            0,
            terms.acceptedWarnings());
    return new RunJudge(session, request).judge();
  }

  private HistoryEntry record(Verdict verdict, Judgement judgement, String runId) {
    Map<String, Double> metrics = new TreeMap<>();
    for (MetricName metric : judgement.metrics()) {
      Double value = judgement.value(metric);
      if (value != null && Double.isFinite(value)) {
        metrics.put(metric.label(), value);
      }
    }
    HistoryEntry entry =
        HistoryEntry.of(
            runId,
            finishedAt,
            outcome.runDirectory(),
            verdict.status(),
            judgement.run().totals().datasetFingerprint(),
            outcome.summary().provenance().configHash(),
            metrics);
    return verdict.judged() ? entry : entry.notJudged();
  }

  /** The last name of the run directory, as far as it may stand in a file name. */
  private static String runId(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "-");
    boolean usable =
        name.matches("[A-Za-z0-9].{0,100}")
            && !name.equals(History.GOLDEN)
            && !name.equals(History.LAST);
    return usable ? name : "run-" + name;
  }

  /** Into the history goes only what has everything but its verdict; the verdict is the last. */
  private Concluded write(
      Verdict verdict, @Nullable ComparisonDocument change, List<String> warnings, Step remember)
      throws IOException {
    put(RunDirectory.JUNIT, JUnitXml.bytes(verdict, outcome.reason(), finishedAt));
    put(
        RunDirectory.METRICS,
        OpenMetrics.bytes(outcome.summary(), verdict, finishedAt, files.metricsTimestamps()));
    List<String> all = new ArrayList<>(outcome.summary().warnings());
    all.addAll(warnings);
    VerdictDocument document = verdict.document(all);
    if (files.report()) {
      put(RunDirectory.REPORT, Report.build(storage, outcome.runDirectory(), document));
    }
    remember.run();
    put(RunDirectory.VERDICT, VerdictDocument.FORMAT.encode(document));
    String page = StoragePaths.child(outcome.runDirectory(), RunDirectory.REPORT);
    return new Concluded(verdict, change, files.report() ? page : null);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  private void put(String name, byte[] bytes) throws IOException {
    RunDirectory.write(storage, outcome.runDirectory(), name, bytes);
  }
}
