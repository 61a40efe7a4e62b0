package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs in processes of their own that are ended in the middle by a signal. */
class EndedProcessTest {
  private static final long LIMIT_SECONDS = 120;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void writeSample() {
    assumeTrue(Files.exists(Path.of("/proc/self/stat")), "no /proc, so not Linux");
    assertThat(InProcess.run(Nights.sampleArguments(folder)).exitCode()).isZero();
  }

  private Process validate(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dspark.master=local[1]",
                "-Dspark.ui.enabled=false",
                "-Dspark.driver.host=127.0.0.1",
                "-Dspark.driver.bindAddress=127.0.0.1",
                "-Dlog4j2.configurationFile=conf/log4j2.properties",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "validate",
                "--manifest",
                folder.resolve("data/manifest.csv").toString(),
                "--cross-check",
                "0",
                "--output",
                folder.resolve("run").toString(),
                "--history",
                folder.resolve("history").toString()));
    command.addAll(List.of(more));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }

  /** Waits until the run has begun: seconds of work are before it, Spark's start among them. */
  private Process begun(Process process) throws Exception {
    Path lock = folder.resolve("run/_lock");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Files.exists(lock)) {
      assertThat(process.isAlive() && System.nanoTime() < end).as(log()).isTrue();
      Thread.sleep(10);
    }
    return process;
  }

  private static void signal(String name, Process process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  private JsonNode verdict() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("run/verdict.json").toFile());
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalLeavesAVerdictAndNoLock(String signal, int exitCode) throws Exception {
    Process process = begun(validate());
    signal(signal, process);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(log()).isEqualTo(exitCode);
    assertThat(verdict().path("verdict").asText()).isEqualTo("error");
    assertThat(verdict().path("reason").asText())
        .isEqualTo("the process was ended, by a signal or an exit, before the run was done");
    assertThat(folder.resolve("run/_lock")).doesNotExist();
    assertThat(log().lines().filter(line -> line.startsWith("focal-audit:")))
        .containsExactly(
            "focal-audit: the process was ended, by a signal or an exit, before the run was done");
    InProcess.Result history =
        InProcess.run("history", "--history", folder.resolve("history").toString());
    assertThat(history.exitCode()).as(history.err()).isZero();
    assertThat(history.out()).containsPattern(" run +error +- .* no value");
  }

  @Test
  void theLockOfAKilledRunIsTakenOver() throws Exception {
    Process process = begun(validate());
    signal("KILL", process);
    process.waitFor();
    assertThat(folder.resolve("run/_lock")).exists();
    assertThat(folder.resolve("run/verdict.json")).doesNotExist();

    Process again = validate("--overwrite");
    assertThat(again.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(again.exitValue()).as(log()).isZero();
    assertThat(log())
        .containsPattern("WARN .*/run/_lock: taken over from a run that is gone \\(focal-audit ");
    assertThat(verdict().path("verdict").asText()).isEqualTo("pass");
    assertThat(folder.resolve("run/_lock")).doesNotExist();
  }
}
