package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.launch.RunStamp;
import io.github.focalaudit.report.ChangeText;
import io.github.focalaudit.report.FollowUpText;
import io.github.focalaudit.report.SummaryText;
import io.github.focalaudit.report.VerdictText;
import io.github.focalaudit.report.WorstText;
import io.github.focalaudit.run.ValidatedRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
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
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit validate --predictions out --truth masks --ignore-index 255 --output run",
      "  focal-audit validate --manifest data.csv --audit --images 'photos/{id}.png' --output run",
      "  focal-audit validate --config night.yaml --gate gate.yaml --history history --baseline golden",
      "  focal-audit validate --config night.yaml --dry-run"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Score a dataset: one exact mean loss, and a table of every image.")
final class ValidateCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger(ValidateCommand.class);

  private static final String APPLICATION = "focal-audit validate";

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final DatasetArguments dataset = new DatasetArguments();

  @Mixin private final LossOptions loss = new LossOptions();

  @Mixin private final AuditArguments auditArguments = new AuditArguments();

  @Mixin private final GateOptions gateOptions = new GateOptions();

  @Mixin private final RunFileOptions runFiles = new RunFileOptions();

  @Mixin private final WarningOptions warnings = new WarningOptions();

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
      names = "--unit-bytes",
      paramLabel = "N",
      description =
          "Most bytes of an image that one task reads; larger ones are split over tasks where parts"
              + " can be read (default: the share of a partition, at least 256 MiB).")
  private @Nullable Long unitBytes;

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
  public Integer call() throws IOException {
    if (config != null) {
      LOG.info("options from {}", config);
    }
    if (dryRun) {
      try (Sessions sessions = new Sessions(APPLICATION)) {
        DatasetAudit audit = FocalAudit.on(sessions.storage(), sessions);
        set(audit);
        audit.dryRun(output).forEach(spec.commandLine().getOut()::println);
        return ExitCode.PASS;
      }
    }
    if (output == null) {
      throw new IllegalArgumentException("--output is missing: say where the run directory goes");
    }
    String directory = RunStamp.filled(output, Instant.now());
    try (Sessions sessions = new Sessions(APPLICATION);
        ProgressLine progress = new ProgressLine(System.err, System.console() != null)) {
      DatasetAudit audit = FocalAudit.on(Sessions.configuredStorage(), sessions);
      if (!noProgress) {
        audit.watch(progress);
      }
      try {
        set(audit);
        sessions.checkMaster();
      } catch (RuntimeException e) {
        audit.neverBegan(directory, Failures.oneLine(e), Failures.exitCode(e));
        throw e;
      }
      return report(audit.validate(directory));
    }
  }

  private void set(DatasetAudit audit) {
    gateOptions.addTo(audit);
    dataset.addTo(audit);
    audit.loss(loss.settings()).dropClasses(loss.dropClasses().toArray(String[]::new));
    auditArguments.addTo(audit);
    runFiles.addTo(audit);
    audit.command(commandLine(), config);
    audit.kernel(kernel).crossCheck(crossCheck).maxBadFraction(maxBadFraction);
    audit.overwrite(overwrite).acceptWarnings(warnings.accepted());
    if (partitions != null) {
      audit.partitions(partitions);
    }
    if (unitBytes != null) {
      audit.unitBytes(unitBytes);
    }
  }

  private List<String> commandLine() {
    List<String> words = new ArrayList<>(List.of(spec.root().name()));
    words.addAll(spec.root().commandLine().getParseResult().originalArgs());
    return words;
  }

  private int report(ValidatedRun run) {
    PrintWriter out = spec.commandLine().getOut();
    Verdict verdict = run.verdict();
    SummaryText.lines(run.summary(), run.directory()).forEach(out::println);
    if (run.report() != null) {
      out.println("report         " + run.report());
    }
    WorstText.lines(run.summary(), run.worst(), run.refused()).forEach(out::println);
    FollowUpText.lines(run.summary(), run.directory(), run.report() != null).forEach(out::println);
    if (run.change() != null) {
      ChangeText.lines(run.change()).forEach(out::println);
    }
    out.println();
    VerdictText.lines(verdict.document()).forEach(out::println);
    LOG.info(
        "verdict {}: {}; exit code {}",
        verdict.status().label(),
        verdict.reason(),
        verdict.exitCode());
    return verdict.exitCode();
  }
}
