package io.github.focalaudit.cli;

import io.github.focalaudit.run.RunReport;
import io.github.focalaudit.storage.Storage;
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
      Storage storage = sessions.storage();
      String page = new RunReport(storage, sessions).rebuild(run, unfinished);
      spec.commandLine().getOut().println("report " + page);
      return ExitCode.PASS;
    }
  }
}
