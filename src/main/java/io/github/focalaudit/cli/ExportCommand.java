package io.github.focalaudit.cli;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.report.TableFormat;
import io.github.focalaudit.run.RunExport;
import io.github.focalaudit.run.RunTable;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a table of a run as CSV or JSON lines. */
@Command(
    name = "export",
    footerHeading = "%nExamples:%n",
    footer = {
      "  focal-audit export RUN --output images.csv",
      "  focal-audit export RUN --table slices --format jsonl"
    },
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Write a table of a run as CSV or JSON lines, for tools that read no Parquet.")
final class ExportCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin private final RunArgument run = new RunArgument();

  @Option(
      names = "--table",
      paramLabel = "NAME",
      defaultValue = "images",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private RunTable table = RunTable.IMAGES;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "csv",
      description = "csv, or jsonl for JSON lines (default: ${DEFAULT-VALUE}).")
  private TableFormat format = TableFormat.CSV;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "A local file (default: standard output).")
  private @Nullable Path output;

  @Option(
      names = "--unfinished",
      description = "Read a run without a verdict too, one that was killed or is still running.")
  private boolean unfinished;

  @Override
  public Integer call() throws IOException {
    try (Sessions sessions = new Sessions("focal-audit export")) {
      Storage storage = sessions.storage();
      if (!unfinished) {
        RunDirectory.checkFinished(storage, run.path());
      }
      RunExport export = new RunExport(storage, sessions, run.path());
      if (output == null) {
        export.write(table, format, spec.commandLine().getOut());
        return ExitCode.PASS;
      }
      try (Writer out = Files.newBufferedWriter(output, StandardCharsets.UTF_8)) {
        export.write(table, format, out);
      }
      return ExitCode.PASS;
    }
  }
}
