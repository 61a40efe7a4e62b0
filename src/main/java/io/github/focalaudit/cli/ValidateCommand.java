package io.github.focalaudit.cli;

import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.launch.RunStamp;
import io.github.focalaudit.report.ChangeText;
import io.github.focalaudit.report.FollowUpText;
import io.github.focalaudit.report.SummaryText;
import io.github.focalaudit.report.VerdictText;
import io.github.focalaudit.report.WorstText;
import io.github.focalaudit.run.AuditOptions;
import io.github.focalaudit.run.PreparedDataset;
import io.github.focalaudit.run.RunConclusion;
import io.github.focalaudit.run.RunConclusion.Concluded;
import io.github.focalaudit.run.RunConclusion.Terms;
import io.github.focalaudit.run.SliceRequest;
import io.github.focalaudit.run.Validation;
import io.github.focalaudit.run.ValidationOutcome;
import io.github.focalaudit.run.ValidationRequest;
import io.github.focalaudit.spark.tables.AuditTables;
import io.github.focalaudit.storage.OutputRefusedException;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Scores a dataset and writes the run directory. */
@Command(
    name = "validate",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Score a dataset: one exact mean loss, and a table of every image.")
final class ValidateCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ValidateCommand.class);

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final DatasetArguments dataset = new DatasetArguments();

  @Mixin private final LossOptions loss = new LossOptions();

  @Mixin private final AuditArguments audit = new AuditArguments();

  @Mixin private final GateOptions gateOptions = new GateOptions();

  @Mixin private final RunFileOptions runFiles = new RunFileOptions();

  @Option(
      names = "--kernel",
      paramLabel = "NAME",
      defaultValue = "vector",
      description = "vector, reference or nd4j (default: ${DEFAULT-VALUE}).")
  private KernelKind kernel = KernelKind.VECTOR;

  @Option(
      names = "--cross-check",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Bands that the ND4J kernel scores as well; 0 for none (default: ${DEFAULT-VALUE}).")
  private int crossCheck = 8;

  @Option(
      names = "--max-bad-fraction",
      paramLabel = "F",
      defaultValue = "0",
      description = "Share of bad inputs that is allowed (default: ${DEFAULT-VALUE}).")
  private double maxBadFraction;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Number of partitions (default: by bytes and cores).")
  private @Nullable Integer partitions;

  @Option(
      names = "--output",
      paramLabel = "URI",
      description =
          "The run directory; absent, empty, or an earlier run with --overwrite. {utc} in it becomes"
              + " the time, such as 20260102T030405Z.")
  private @Nullable String output;

  @Option(names = "--overwrite", fallbackValue = "true", description = "Replace an earlier run.")
  private boolean overwrite;

  @Option(
      names = "--dry-run",
      fallbackValue = "true",
      description = "Pair files and read headers, say what would be done, score nothing.")
  private boolean dryRun;

  @Option(
      names = ConfigFile.OPTION,
      paramLabel = "URI",
      description = "YAML with option names without dashes as keys; the command line wins.")
  private @Nullable String config;

  @Option(names = "--no-progress", fallbackValue = "true", description = "No progress line.")
  private boolean noProgress;

  @Override
  public Integer call() throws Exception {
    output = RunStamp.filled(output, Instant.now());
    if (output == null || dryRun) {
      return validate(null);
    }
    try (RunEnd end = new RunEnd(Sessions.configuredStorage(), output)) {
      try {
        return validate(end);
      } catch (RunFailedException | OutputRefusedException e) {
        throw e;
      } catch (Throwable e) { // Spark throws checked exceptions that no signature declares
        end.neverBegan(e);
        if (e instanceof Error) {
          throw new RunFailedException(Failures.oneLine(e), e);
        }
        throw e;
      }
    }
  }

  /**
   * @param end of the run; null for one that only looks
   */
  private int validate(@Nullable RunEnd end) throws Exception {
    if (config != null) {
      LOG.info("options from {}", config);
    }
    History history = history(end);
    AuditOptions asked = audit.options();
    ValidationRequest request = request();
    try (Sessions sessions = new Sessions("focal-audit validate")) {
      Storage storage = sessions.storage();
      Gate gate = gateOptions.gate(storage);
      if (gate != null && gate.crossCheckRequired() && crossCheck == 0) {
        throw new IllegalArgumentException(
            "--cross-check 0 switches off what gate file "
                + gate.file()
                + " requires (crossCheck: required); take one of both away");
      }
      SliceRequest slicing = gateOptions.slicing(gate);
      StoredRun baseline = gateOptions.baseline(storage);
      Terms terms = new Terms(gate, baseline, history, slicing);
      Validation validation = new Validation(storage, sessions, request, slicing, asked);
      PreparedDataset prepared = validation.prepare();
      if (gate != null) {
        slicing.checkRules(gate, prepared.listing().images());
      }
      if (baseline != null) {
        checkBaseline(storage, baseline);
        validation.checkComparable(prepared, baseline);
      }
      if (end == null) {
        validation.describe(prepared).forEach(spec.commandLine().getOut()::println);
        return ExitCode.PASS;
      }
      if (baseline != null) {
        validation.checkReadable(baseline);
      }
      RunDirectory directory = end.open(validation::open);
      return run(end, sessions, validation, prepared, directory, terms);
    }
  }

  /** The history, readable; comes first, so that every later mistake is recorded in it. */
  private @Nullable History history(@Nullable RunEnd end) throws IOException {
    Storage storage = Sessions.configuredStorage();
    History history =
        end == null ? gateOptions.history(storage) : gateOptions.writableHistory(storage);
    if (history != null) {
      history.checkReadable();
    }
    if (end != null) {
      end.recordErrorsIn(history);
    }
    return history;
  }

  private ValidationRequest request() {
    if (output == null && !dryRun) {
      throw new IllegalArgumentException("--output is missing: say where the run directory goes");
    }
    if (partitions != null && partitions < 1) {
      throw new IllegalArgumentException("--partitions has to be at least 1, got " + partitions);
    }
    return new ValidationRequest(
        dataset.options(),
        loss.settings(),
        kernel,
        crossCheck,
        maxBadFraction,
        partitions == null ? 0 : partitions,
        output == null ? "" : output,
        overwrite ? RunDirectory.Existing.OVERWRITE : RunDirectory.Existing.REFUSE);
  }

  /** A run over its own baseline would be compared with itself, and pass. */
  private void checkBaseline(Storage storage, StoredRun baseline) throws IOException {
    if (output != null && storage.isSame(output, baseline.path())) {
      throw new IllegalArgumentException(
          "--output "
              + output
              + " is the directory of the baseline; give every run one of its own, such as"
              + " run-{utc}");
    }
  }

  /** From here on a failure is the run's, not the user's, and its verdict says so. */
  private int run(
      RunEnd end,
      Sessions sessions,
      Validation validation,
      PreparedDataset prepared,
      RunDirectory directory,
      Terms terms) {
    Storage storage = sessions.storage();
    return end.begun(
        () -> {
          directory.nameApplication(sessions.get().sparkContext().applicationId());
          ValidationOutcome outcome =
              validation.audit(score(validation, prepared, directory), prepared);
          List<String> worst = worst(outcome, sessions);
          RunConclusion conclusion =
              new RunConclusion(storage, outcome, Instant.now(), runFiles.files(audit.report()));
          Concluded concluded = end.conclude(() -> conclusion.conclude(sessions.get(), terms));
          return report(outcome, worst, concluded, spec.commandLine().getOut());
        });
  }

  private ValidationOutcome score(
      Validation validation, PreparedDataset prepared, RunDirectory directory) throws IOException {
    boolean interactive = !noProgress && System.console() != null;
    try (ProgressLine progress = new ProgressLine(System.err, interactive)) {
      return validation.run(prepared, directory, noProgress ? (p, n) -> {} : progress::watch);
    }
  }

  /** What a person looks for first: the worst images and classes, and the refused inputs. */
  private static List<String> worst(ValidationOutcome outcome, Sessions sessions) {
    String run = outcome.runDirectory();
    AuditTables tables =
        new AuditTables(
            sessions.get(),
            StoragePaths.child(run, RunDirectory.IMAGES),
            StoragePaths.child(run, RunDirectory.QUARANTINE));
    boolean refused = outcome.summary().images().quarantined() > 0;
    return WorstText.lines(
        outcome.summary(),
        tables.worst(WorstText.ROWS),
        refused ? tables.quarantine(WorstText.ROWS) : List.of());
  }

  private static int report(
      ValidationOutcome outcome, List<String> worst, Concluded concluded, PrintWriter out) {
    Verdict verdict = concluded.verdict();
    SummaryText.lines(outcome.summary(), outcome.runDirectory()).forEach(out::println);
    if (concluded.report() != null) {
      out.println("report         " + concluded.report());
    }
    worst.forEach(out::println);
    FollowUpText.lines(outcome.summary(), outcome.runDirectory(), concluded.report() != null)
        .forEach(out::println);
    if (concluded.change() != null) {
      ChangeText.lines(concluded.change()).forEach(out::println);
    }
    if (!verdict.rules().isEmpty()) {
      out.println();
      VerdictText.lines(verdict.document()).forEach(out::println);
    }
    LOG.info(
        "verdict {}: {}; exit code {}",
        verdict.status().label(),
        verdict.reason(),
        verdict.exitCode());
    return verdict.exitCode();
  }
}
