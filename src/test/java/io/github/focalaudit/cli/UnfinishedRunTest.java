package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was killed before its verdict is not taken for a finished one. */
class UnfinishedRunTest {
  @TempDir static Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private static Images images;

  @BeforeAll
  static void killARun() throws IOException {
    images = new Images(folder).add("a", 0).add("b", 1);
    for (String run : new String[] {"done", "killed"}) {
      InProcess.Result result = images.validate(run);
      assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
    }
    Files.delete(folder.resolve("killed/verdict.json"));
  }

  @Test
  void isRefused() throws IOException {
    String killed = images.path("killed");
    assertRefused(InProcess.run("export", "--run", killed));
    assertRefused(InProcess.run("report", "--run", killed));
    assertRefused(InProcess.run("compare", killed, "--alpha", "0.5"));
    assertRefused(InProcess.run("compare", killed, "--baseline", images.path("done")));
    assertRefused(InProcess.run("compare", images.path("done"), "--baseline", killed));
    assertRefused(
        InProcess.run("compare", images.path("done"), "--baseline", killed, "--unfinished"));
    assertRefused(images.validate("next", "--baseline", killed));
    assertThat(folder.resolve("next/images")).doesNotExist();
    Files.delete(folder.resolve("killed/summary.json"));
    assertRefused(InProcess.run("export", "--run", killed));
    Files.copy(folder.resolve("done/summary.json"), folder.resolve("killed/summary.json"));
  }

  @Test
  void isReadWhereAskedFor() {
    String killed = images.path("killed");
    InProcess.Result table = InProcess.run("export", "--run", killed, "--unfinished");
    assertThat(table.exitCode()).as(table.err()).isEqualTo(0);
    assertThat(table.out().lines()).hasSize(3);
    InProcess.Result report = InProcess.run("report", "--run", killed, "--unfinished");
    assertThat(report.exitCode()).as(report.err()).isEqualTo(0);
    InProcess.Result compared =
        InProcess.run("compare", killed, "--baseline", images.path("done"), "--unfinished");
    assertThat(compared.exitCode()).as(compared.err()).isEqualTo(0);
    InProcess.Result asked = InProcess.run("compare", killed, "--alpha", "0.5", "--unfinished");
    assertThat(asked.exitCode()).as(asked.err()).isEqualTo(0);
  }

  /** As a run leaves it that is killed between its entry in the history and its verdict. */
  @Test
  void isPassedOverInTheHistory() throws IOException {
    String history = images.path("history");
    String gate =
        Files.writeString(
                folder.resolve("accepts.yaml"),
                "version: 1\nrules: [{metric: loss.mean, max: 100}]\n")
            .toString();
    for (String run : new String[] {"first", "second", "third"}) {
      InProcess.Result result = images.validate(run, "--history", history, "--gate", gate);
      assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
    }
    Files.delete(folder.resolve("third/verdict.json"));
    Files.writeString(
        folder.resolve("second/verdict.json"),
        "{\"schemaVersion\": 1, \"verdict\": \"error\", \"exitCode\": 1, \"reason\": \"disk full\"}");
    assertBaseline("first", "fourth", "--history", history, "--baseline", "last", "--gate", gate);
    InProcess.Result named =
        images.validate("fifth", "--history", history, "--baseline", images.path("second"));
    assertThat(named.exitCode()).isEqualTo(2);
    assertThat(named.err()).contains("second ended in error and has no result: disk full");
    // What a person has named is not replaced by another.
    InProcess.run("history", "--history", history, "--golden", "third");
    InProcess.Result golden =
        images.validate("sixth", "--history", history, "--baseline", "golden");
    assertThat(golden.exitCode()).isEqualTo(2);
    assertThat(golden.err()).contains("third has no verdict.json");
    // These mistakes are in the history, and are no references.
    assertThat(InProcess.run("history", "--history", history).out())
        .containsPattern("fifth +error")
        .containsPattern("sixth +error");
    assertBaseline("fourth", "seventh", "--history", history, "--baseline", "last");
  }

  private static void assertBaseline(String expected, String run, String... more)
      throws IOException {
    InProcess.Result result = images.validate(run, more);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
    assertThat(
            new ObjectMapper()
                .readTree(folder.resolve(run + "/comparison.json").toFile())
                .path("baseline")
                .asText())
        .endsWith("/" + expected);
  }

  private static void assertRefused(InProcess.Result result) {
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(2);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("killed has no verdict.json: it is still running or was killed");
  }
}
