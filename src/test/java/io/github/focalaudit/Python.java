package io.github.focalaudit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A Python on this machine that has a module, for second opinions that are written in it. */
public final class Python {
  private static final List<String> CANDIDATES = List.of("python3", "/usr/bin/python3");

  private final String program;

  private Python(String program) {
    this.program = program;
  }

  /**
   * How a program ended.
   *
   * @param exitCode of the process
   * @param out what it wrote, errors among it
   */
  public record Result(int exitCode, String out) {}

  /** A Python that can import a module; the calling test is skipped where there is none. */
  public static Python with(String module) throws InterruptedException {
    for (String candidate : CANDIDATES) {
      try {
        Python python = new Python(candidate);
        if (python.run("-c", "import " + module).exitCode() == 0) {
          return python;
        }
      } catch (IOException e) {
        continue;
      }
    }
    assumeTrue(false, "no python3 with " + module + ": the test that needs it is skipped");
    throw new IllegalStateException("an assumption that is false ends the test");
  }

  /** Runs it to its end. */
  public Result run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(process.waitFor(), out);
  }
}
