package io.github.focalaudit.cli;

import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.document.ExitCode;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Builds the report of a run from its directory alone. */
@Command(
    name = "report",
    footerHeading = "%nExamples:%n",
    footer = {"  focal-audit report RUN"},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Build report.html, one page without network, from a run directory alone.")
final class ReportCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final RunArgument run = new RunArgument();

  @Option(
      names = "--unfinished",
      description = "Read a run without a verdict too, one that was killed or is still running.")
  private boolean unfinished;

  @Override
  public Integer call() throws IOException {
    String path = run.path();
    try (Sessions sessions = new Sessions("focal-audit report")) {
      String page = FocalAudit.on(sessions.storage(), sessions).unfinished(unfinished).report(path);
      spec.commandLine().getOut().println("report " + page);
      return ExitCode.PASS;
    }
  }
}
