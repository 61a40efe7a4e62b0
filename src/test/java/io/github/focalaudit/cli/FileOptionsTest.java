package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.run.FailureReason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A name that cannot be looked at, of any option that names a file: one line with path, reason and
 * remedy, exit code 2. Links that lead back to themselves stand for all such names, because they
 * hold for root too.
 */
final class FileOptionsTest {
  private static final String REMEDY = "a link leads back to itself: remove it";

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void makeData() throws IOException {
    new Images(folder).add("a", 0).add("b", 1);
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nrules:\n  - {metric: loss.mean, max: 9}\n");
  }

  private void assertTold(InProcess.Result result, String path) {
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    List<String> lines = result.err().lines().filter(line -> !line.contains(" WARN ")).toList();
    assertThat(lines).singleElement().asString().contains(path).contains(REMEDY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--predictions",
        "--truth",
        "--output",
        "--gate",
        "--baseline",
        "--history",
        "--metadata",
        "--label-map",
        "--class-names"
      })
  void aNameThatCannotBeLookedAtIsTold(String option) {
    for (String loop : new String[] {"loop", "loop/below"}) {
      String path = folder.resolve(loop).toString() + (option.equals("--metadata") ? ".csv" : "");
      if (option.equals("--metadata") && loop.equals("loop")) {
        continue; // loop.csv is merely absent
      }
      List<String> arguments = new ArrayList<>(List.of("--no-progress"));
      arguments.addAll(List.of(option, path));
      for (String other : new String[] {"--predictions:p", "--truth:t", "--output:run"}) {
        String[] parts = other.split(":");
        if (!parts[0].equals(option)) {
          arguments.addAll(List.of(parts[0], folder.resolve(parts[1]).toString()));
        }
      }
      arguments.add(0, "validate");
      assertTold(
          InProcess.run(arguments.toArray(String[]::new)), folder.resolve("loop").toString());
    }
  }

  @Test
  void otherCommandsTellItToo() {
    String loop = folder.resolve("loop").toString();
    String p = folder.resolve("p/a.npy").toString();
    String t = folder.resolve("t/a.png").toString();
    String[][] commands = {
      {"validate", "--manifest", loop + "/m.csv", "--output", folder.resolve("run").toString()},
      {"explain", "--predictions", loop, "--truth", t, "--pixel", "0,0"},
      {"explain", "--predictions", p, "--truth", loop, "--pixel", "0,0"},
      {"report", "--run", loop},
      {"export", "--run", loop, "--output", folder.resolve("x.csv").toString()},
      {"verdict", "--run", loop},
      {"history", "--history", loop},
      {"compare", loop, "--baseline", folder.resolve("p").toString()},
    };
    for (String[] command : commands) {
      assertTold(InProcess.run(command), loop);
    }
    assertThat(InProcess.run("sample", "--output", loop, "--images", "1").err())
        .contains(loop + ": a file or link of that name is in the way; move it");
  }

  @Test
  void aConfigFileIsToldToo() {
    StringWriter err = new StringWriter();
    String loop = folder.resolve("loop").toString();
    int exitCode =
        Main.run(
            new PrintWriter(new StringWriter()),
            new PrintWriter(err),
            "validate",
            "--config",
            loop);
    assertTold(new InProcess.Result(exitCode, "", err.toString()), loop);
  }

  @Test
  void aHistoryThatCannotBeReadIsNotAnEmptyOne() throws IOException {
    Path history = Files.createDirectories(folder.resolve("history"));
    Files.createSymbolicLink(history.resolve("runs"), Path.of("runs"));
    assertTold(
        InProcess.run("history", "--history", history.toString()),
        history.resolve("runs").toString());
    InProcess.Result judged =
        new Images(folder)
            .validate("run", "--history", history.toString(), "--gate", folder + "/gate.yaml");
    assertTold(judged, history.resolve("runs").toString());
  }

  @Test
  void anOutputBelowAFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    InProcess.Result result = new Images(folder).validate("file/run");
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    assertThat(result.err().lines().filter(line -> !line.contains(" WARN ")))
        .singleElement()
        .asString()
        .contains(file.toString())
        .contains("a file stands where a folder has to be");
  }

  @Test
  @Timeout(30)
  void aDeadMasterIsFoundBeforeSparkStarts() throws IOException {
    int closed;
    try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = once.getLocalPort();
    }
    String before = System.getProperty("spark.master", "local[2]");
    System.setProperty("spark.master", "spark://127.0.0.1:" + closed);
    try (Sessions sessions = new Sessions("test")) {
      assertThatThrownBy(sessions::get)
          .isInstanceOf(UncheckedIOException.class)
          .hasMessage(
              "Spark master spark://127.0.0.1:%s: Connection refused; start it, or check --master",
              closed)
          .satisfies(e -> assertThat(FailureReason.isRetryable(e)).isTrue());
    } finally {
      System.setProperty("spark.master", before);
    }
  }

  @Test
  void aVerdictIsThereForARunThatARightKeepsFromBeginning() throws IOException {
    InProcess.Result result =
        new Images(folder).validate("run", "--gate", folder.resolve("loop").toString());
    assertTold(result, folder.resolve("loop").toString());
    JsonNode verdict = new ObjectMapper().readTree(folder.resolve("run/verdict.json").toFile());
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(2);
    assertThat(verdict.has("retryable")).isFalse();
  }
}
