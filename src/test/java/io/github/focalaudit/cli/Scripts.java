package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Scripts of this project as processes of their own. */
final class Scripts {
  private Scripts() {}

  /** An executable script in a folder. */
  static Path program(Path folder, String script) throws IOException {
    Path program = folder.resolve("program");
    Files.writeString(program, script);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return program;
  }

  /** What a command prints, errors among it; its exit code is checked. */
  static List<String> output(
      Path folder, Map<String, String> environment, int exitCode, String... command)
      throws IOException, InterruptedException {
    assumeTrue(
        Files.exists(Path.of("/usr/bin/env")) && onPath(command[0]),
        () -> "no " + command[0] + ": the template that needs it is not run");
    Path out = Files.createTempFile(folder, "out", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).start();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(exitCode);
    return Files.readAllLines(out, StandardCharsets.UTF_8);
  }

  private static boolean onPath(String program) {
    String path = System.getenv("PATH");
    if (path == null) {
      return false;
    }
    for (String directory : path.split(":")) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return true;
      }
    }
    return false;
  }
}
