package io.github.focalaudit.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The launcher as a user runs it: a process of its own, with the packaged job jar. */
final class Launched {
  private static final Path ROOT = Path.of(System.getProperty("focalaudit.basedir", "."));
  private static final long LIMIT_MINUTES = 5;

  private Launched() {}

  /**
   * How a command ended.
   *
   * @param exitCode of the process
   * @param out standard output
   * @param err standard error
   */
  record Result(int exitCode, String out, String err) {
    /** The lines of standard error that the program itself wrote. */
    List<String> complaints() {
      return err.lines().filter(line -> line.startsWith("focal-audit:")).toList();
    }
  }

  static Result run(Path scratch, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ROOT.resolve("submit/focal-audit").toString());
    command.addAll(List.of(arguments));
    return execute(scratch, command);
  }

  static Result execute(Path scratch, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(scratch, "out", ".txt");
    Path err = Files.createTempFile(scratch, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("FOCAL_AUDIT_MEMORY", "1g");
    Process process = builder.start();
    if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after minutes: " + command);
    }
    return new Result(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  /** The summary of a run with what may differ between equal runs taken out. */
  static JsonNode summary(Path run) throws IOException {
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    ((ObjectNode) summary).remove(List.of("timing", "provenance"));
    return summary;
  }
}
