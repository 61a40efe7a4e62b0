package io.github.focalaudit.cli;

import io.github.focalaudit.api.DatasetAudit;
import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.report.ChangeText;
import io.github.focalaudit.report.VerdictText;
import io.github.focalaudit.report.WhatIfText;
import io.github.focalaudit.run.StoredComparison.Compared;
import io.github.focalaudit.run.WhatIf;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares two runs, or one run under other weights, from their tables. */
@Command(
    name = "compare",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit compare RUN --baseline OTHER --cluster scene",
      "  focal-audit compare RUN --alpha 0.5 --classes Car,Bicyclist",
      "  focal-audit compare RUN --baseline OTHER --gate gate.yaml --output comparison"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description =
        "Compare a run with a baseline, or ask what its loss would be under other weights;"
            + " from the tables, no score is read.")
final class CompareCommand implements Callable<Integer> {
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

  @Mixin private final RunArgument run = new RunArgument();

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
      DatasetAudit audit = FocalAudit.on(sessions.storage(), sessions);
      audit.unfinished(unfinished).comparisonOutput(output);
      return whatIf ? answer(audit) : compare(audit);
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

  private int compare(DatasetAudit audit) throws IOException {
    gateOptions.addTo(audit);
    audit.replicates(replicates);
    if (partitions != 0) {
      audit.partitions(partitions);
    }
    Compared compared = audit.compare(run.path());
    PrintWriter out = spec.commandLine().getOut();
    ChangeText.lines(compared.document()).forEach(out::println);
    Verdict verdict = compared.verdict();
    if (verdict == null) {
      return ExitCode.PASS;
    }
    VerdictText.lines(verdict.document()).forEach(out::println);
    return verdict.exitCode();
  }

  private int answer(DatasetAudit audit) throws IOException {
    WhatIfDocument answer =
        audit.whatIf(
            run.path(),
            new WhatIf.Change(
                alpha == null ? null : LossOptions.alphas(spec, alpha),
                classWeights,
                classes,
                normalizer()));
    WhatIfText.lines(answer).forEach(spec.commandLine().getOut()::println);
    return ExitCode.PASS;
  }

  private @Nullable Normalizer normalizer() {
    String wanted = normalizer;
    if (wanted == null) {
      return null;
    }
    try {
      return Choices.named(wanted, List.of(Normalizer.values()), Normalizer::label);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("--normalizer: " + e.getMessage(), e);
    }
  }
}
