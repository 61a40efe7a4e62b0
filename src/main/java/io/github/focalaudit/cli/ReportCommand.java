package io.github.focalaudit.cli;

import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.document.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds the report of a run from its directory alone. */
@Command(
    name = "report",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Build report.html, one page without network, from a run directory alone.")
final class ReportCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--run", paramLabel = "RUN", description = "The run directory.")
  private @Nullable String run;

  @Option(
      names = "--unfinished",
      description = "Read a run without a verdict too, one that was killed or is still running.")
  private boolean unfinished;

  @Override
  public Integer call() throws IOException {
    if (run == null) {
      throw new IllegalArgumentException("--run is missing: say which run directory");
    }
    try (Sessions sessions = new Sessions("focal-audit report")) {
      String page = FocalAudit.on(sessions.storage(), sessions).unfinished(unfinished).report(run);
      spec.commandLine().getOut().println("report " + page);
      return ExitCode.PASS;
    }
  }
}
