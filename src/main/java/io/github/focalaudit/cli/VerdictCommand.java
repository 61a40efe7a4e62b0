package io.github.focalaudit.cli;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.report.VerdictText;
import io.github.focalaudit.storage.FileEntry;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the verdict of a run and ends with its exit code. */
@Command(
    name = "verdict",
    footerHeading = "%nExamples:%n",
    footer = {"  focal-audit verdict RUN"},
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Print the verdict of a finished run, and end with its exit code.")
final class VerdictCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final RunArgument run = new RunArgument();

  @Option(
      names = "--since",
      paramLabel = "SECONDS",
      description = "Refuse a verdict that was written before this time of the epoch.")
  private long since;

  @Option(names = "--json", description = "Print verdict.json as it is instead.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    Storage storage = Sessions.configuredStorage();
    String path = storage.resolve(run.path()) + "/" + RunDirectory.VERDICT;
    FileEntry entry;
    try {
      entry = storage.status(path);
    } catch (FileNotFoundException e) {
      spec.commandLine()
          .getErr()
          .println("focal-audit: no verdict at " + path + ": the run failed");
      return ExitCode.INTERNAL;
    }
    if (entry.modifiedMillis() < since * 1000) {
      spec.commandLine()
          .getErr()
          .println(
              "focal-audit: the verdict at " + path + " is of an earlier run: this one failed");
      return ExitCode.INTERNAL;
    }
    VerdictDocument verdict;
    try {
      verdict = VerdictDocument.FORMAT.read(storage, path);
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("focal-audit: " + e.getMessage());
      return ExitCode.INTERNAL;
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          new String(VerdictDocument.FORMAT.encode(verdict), StandardCharsets.UTF_8).strip());
      return verdict.exitCode();
    }
    VerdictText.notHeld(verdict).forEach(out::println);
    out.println("verdict " + verdict.words() + ": " + verdict.reason());
    return verdict.exitCode();
  }
}
