package io.github.focalaudit.cli;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.gate.RunPruning;
import io.github.focalaudit.gate.Trend;
import io.github.focalaudit.report.TrendText;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints how a metric went over past runs, and names the golden run. */
@Command(
    name = "history",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit history --history history --metric 'class[Car].iou'",
      "  focal-audit history --history history --golden run-20260102T030405Z",
      "  focal-audit history --history history --prune runs --keep 30"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "The trend of past runs; --golden makes one of them the frozen reference.")
final class HistoryCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--history",
      required = true,
      paramLabel = "DIR",
      description = "Where past runs are kept.")
  private String history = "";

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      defaultValue = "loss.mean",
      description = "What to follow (default: ${DEFAULT-VALUE}).")
  private String metric = "loss.mean";

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "30",
      description = "Runs to print (default: ${DEFAULT-VALUE}).")
  private int last = 30;

  @Option(
      names = "--golden",
      paramLabel = "RUN_ID",
      description = "Make this run the golden one, whatever its verdict.")
  private @Nullable String golden;

  @Option(
      names = "--prune",
      paramLabel = "DIR",
      description =
          "Delete old runs in this folder (run-...); the golden, the last accepted, and the last"
              + " failed run stay.")
  private @Nullable String prune;

  @Option(
      names = "--keep",
      paramLabel = "N",
      defaultValue = "30",
      description = "Judged runs that --prune keeps (default: ${DEFAULT-VALUE}).")
  private int keep = 30;

  @Option(
      names = "--baseline",
      paramLabel = "RUN",
      description = "A run that --prune keeps too: its directory, or its id.")
  private @Nullable String baseline;

  @Override
  public Integer call() throws IOException {
    atLeastOne("--last", last);
    atLeastOne("--keep", keep);
    Storage storage = Sessions.configuredStorage();
    History past = new History(storage, history);
    past.checkExists();
    if (prune != null) {
      List<String> deleted = new RunPruning(storage, past).prune(prune, keep, baseline);
      deleted.forEach(run -> spec.commandLine().getOut().println("deleted " + run));
      return ExitCode.PASS;
    }
    if (golden != null) {
      past.setGolden(golden);
    }
    List<HistoryEntry> runs = past.runs();
    checkMetric(runs);
    HistoryEntry reference = past.golden(runs);
    PrintWriter out = spec.commandLine().getOut();
    TrendText.lines(Trend.of(runs, reference, metric), reference, metric, last)
        .forEach(out::println);
    return ExitCode.PASS;
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(option + " has to be at least 1, got " + value);
    }
  }

  private void checkMetric(List<HistoryEntry> runs) {
    Set<String> known = new TreeSet<>();
    runs.forEach(run -> known.addAll(run.metrics().keySet()));
    if (!known.isEmpty() && !known.contains(metric)) {
      throw new IllegalArgumentException(
          "--metric " + metric + ": no run of the history has it; known are " + known);
    }
  }
}
