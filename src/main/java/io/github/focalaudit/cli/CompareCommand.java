package io.github.focalaudit.cli;

import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.report.ChangeText;
import io.github.focalaudit.report.VerdictText;
import io.github.focalaudit.report.WhatIfText;
import io.github.focalaudit.run.JudgeRequest;
import io.github.focalaudit.run.Judgement;
import io.github.focalaudit.run.RunJudge;
import io.github.focalaudit.run.WhatIf;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Compares two runs, or one run under other weights, from their tables. */
@Command(
    name = "compare",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Compare a run with a baseline, or ask what its loss would be under other weights;"
            + " from the tables, no score is read.")
final class CompareCommand implements Callable<Integer> {
  private static final String WHAT_IF = "what-if.json";

  private static final List<String> ABOUT_TWO_RUNS =
      List.of(
          "--baseline",
          "--gate",
          "--history",
          "--cluster",
          "--slice",
          "--slice-min-images",
          "--max-slices",
          "--replicates");

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "Directory of the run.")
  private String run = "";

  @Mixin private final GateOptions gateOptions = new GateOptions();

  @Option(
      names = "--replicates",
      paramLabel = "N",
      defaultValue = "2000",
      description = "Bootstrap replicates, where no gate says (default: ${DEFAULT-VALUE}).")
  private int replicates = Gate.DEFAULT_REPLICATES;

  @Option(
      names = "--partitions",
      paramLabel = "N",
      description = "Number of partitions; no digit depends on it (default: by cores).")
  private int partitions;

  @Option(
      names = "--alpha",
      paramLabel = "A[,A...]",
      description = "What if: one value, one a class, or none.")
  private @Nullable String alpha;

  @Option(
      names = "--class-weights",
      paramLabel = "W",
      split = ",",
      description = "What if: one number a class.")
  private @Nullable List<Double> classWeights;

  @Option(
      names = "--classes",
      paramLabel = "NAME",
      split = ",",
      description = "What if: only these classes count, by name or number.")
  private @Nullable List<String> classes;

  @Option(
      names = "--normalizer",
      paramLabel = "NAME",
      description = "What if: valid_elements, valid_pixels, positives or none.")
  private @Nullable String normalizer;

  @Option(
      names = "--output",
      paramLabel = "DIR",
      description =
          "Where comparison.json and clusters.csv, or what-if.json, are written; default: nowhere.")
  private @Nullable String output;

  @Option(
      names = "--unfinished",
      description = "Read a run without a verdict too, one that was killed or is still running.")
  private boolean unfinished;

  @Override
  public Integer call() throws IOException {
    boolean whatIf = alpha != null || classWeights != null || classes != null || normalizer != null;
    if (whatIf) {
      checkAboutOneRun();
    }
    try (Sessions sessions = new Sessions("focal-audit compare")) {
      Storage storage = sessions.storage();
      checkOutput(storage);
      StoredRun candidate =
          unfinished ? StoredRun.readUnfinished(storage, run) : StoredRun.read(storage, run);
      PrintWriter out = spec.commandLine().getOut();
      if (whatIf) {
        return answer(sessions, storage, candidate, out);
      }
      StoredRun baseline = gateOptions.baseline(storage);
      if (baseline == null) {
        throw new IllegalArgumentException(
            "--baseline is missing: say which run to compare with, or ask by --alpha,"
                + " --class-weights, --classes or --normalizer");
      }
      return compare(sessions, storage, candidate, baseline, out);
    }
  }

  private void checkAboutOneRun() {
    for (String option : ABOUT_TWO_RUNS) {
      if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
        throw new IllegalArgumentException(
            option
                + " is about two runs, --alpha, --class-weights, --classes and --normalizer ask"
                + " about one; give one of both");
      }
    }
  }

  /** The files of a run are its own: a comparison made later goes elsewhere. */
  private void checkOutput(Storage storage) throws IOException {
    if (output != null && RunDirectory.isRunDirectory(storage, output)) {
      throw new IllegalArgumentException(
          "--output " + output + " is the directory of a run; name another directory");
    }
  }

  private int compare(
      Sessions sessions, Storage storage, StoredRun candidate, StoredRun baseline, PrintWriter out)
      throws IOException {
    if (replicates < Gate.MIN_REPLICATES || replicates > Gate.MAX_REPLICATES) {
      throw new IllegalArgumentException(
          "--replicates has to be from "
              + Gate.MIN_REPLICATES
              + " to "
              + Gate.MAX_REPLICATES
              + ", got "
              + replicates);
    }
    Gate gate = gateOptions.gate(storage);
    JudgeRequest request =
        new JudgeRequest(
            candidate, baseline, gate, gateOptions.slicing(gate), replicates, partitions);
    Judgement judgement = new RunJudge(sessions.get(), request).judge();
    ComparisonDocument change = Objects.requireNonNull(judgement.change());
    ChangeText.lines(change).forEach(out::println);
    put(storage, RunDirectory.COMPARISON, ComparisonDocument.FORMAT.encode(change));
    put(
        storage,
        RunDirectory.CLUSTERS,
        Objects.requireNonNull(judgement.clusterTable()).getBytes(StandardCharsets.UTF_8));
    if (gate == null) {
      return ExitCode.PASS;
    }
    Verdict verdict =
        Verdict.of(null, gate.inconclusiveWarns(), judgement.rules())
            .crossChecked(gate, candidate.crossCheck());
    VerdictText.lines(verdict.document()).forEach(out::println);
    return verdict.exitCode();
  }

  private void put(Storage storage, String name, byte[] bytes) throws IOException {
    if (output != null) {
      storage.writeAtomically(StoragePaths.child(storage.resolve(output), name), bytes);
    }
  }

  private int answer(Sessions sessions, Storage storage, StoredRun candidate, PrintWriter out)
      throws IOException {
    WhatIfDocument answer =
        WhatIf.ask(
            sessions.get(),
            candidate,
            new WhatIf.Change(
                alpha == null ? null : LossOptions.alphas(spec, alpha),
                classWeights,
                classes,
                normalizer()));
    WhatIfText.lines(answer).forEach(out::println);
    put(storage, WHAT_IF, WhatIfDocument.FORMAT.encode(answer));
    return ExitCode.PASS;
  }

  private @Nullable Normalizer normalizer() {
    String wanted = normalizer;
    if (wanted == null) {
      return null;
    }
    return Arrays.stream(Normalizer.values())
        .filter(value -> value.label().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "--normalizer: unknown value '"
                        + wanted
                        + "'; give one of valid_elements, valid_pixels, positives, none"));
  }
}
