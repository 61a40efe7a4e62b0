package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static void assertRefused(InProcess.Result result) {
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(2);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains("killed has no verdict.json: it is still running or was killed");
  }
}
