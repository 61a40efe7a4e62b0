package io.github.focalaudit.cli;

import io.github.focalaudit.spark.tables.ImageTableCsv;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the images table of a run as CSV. */
@Command(
    name = "export",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "Write the images table of a run as CSV, for tools that read no Parquet.")
final class ExportCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(names = "--run", required = true, paramLabel = "RUN", description = "A run directory.")
  private String run = "";

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
        RunDirectory.checkFinished(storage, run);
      }
      String table = storage.resolve(run) + "/" + RunDirectory.IMAGES;
      if (output == null) {
        ImageTableCsv.write(sessions.get(), storage, table, spec.commandLine().getOut());
        return ExitCode.PASS;
      }
      try (PrintWriter out =
          new PrintWriter(Files.newBufferedWriter(output, StandardCharsets.UTF_8))) {
        ImageTableCsv.write(sessions.get(), storage, table, out);
        if (out.checkError()) {
          throw new IOException("cannot write " + output + ": is the disk full?");
        }
      }
      return ExitCode.PASS;
    }
  }
}
