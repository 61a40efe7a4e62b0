package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run with everything a run can write is replaced whole, and nothing else. */
class OverwriteTest {
  @TempDir private Path folder = Path.of("unset");

  @Test
  void anAuditedRunIsReplacedAndAUsersPictureStays() throws IOException {
    Images images = new Images(folder).add("a", 0).add("b", 1);
    String[] all = {"--audit", "--pictures", "1", "--history", images.path("history")};
    InProcess.Result first = images.validate("run", all);
    assertThat(first.exitCode()).as(first.err()).isEqualTo(0);
    assertThat(InProcess.run("report", "--run", images.path("run")).exitCode()).isEqualTo(0);
    Path mine = Files.writeString(folder.resolve("run/pictures/mine.png"), "mine");
    assertThat(mine).exists();
    List<String> listed = Files.readAllLines(folder.resolve("run/_focal-audit-run"));
    try (Stream<Path> files = Files.list(folder.resolve("run"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .allMatch(
              name ->
                  listed.contains(name)
                      || name.equals("pictures")
                      || name.equals("_focal-audit-run"));
    }
    assertThat(listed).contains("pictures/worst-0001.png").doesNotContain("pictures/mine.png");
    InProcess.Result second = images.validate("run", "--overwrite");
    assertThat(second.exitCode()).as(second.err()).isEqualTo(0);
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      assertThat(files.filter(file -> file.toString().endsWith(".png"))).containsExactly(mine);
    }
    assertThat(folder.resolve("run/audit.json")).doesNotExist();
    assertThat(folder.resolve("run/label_issues")).doesNotExist();
    assertThat(folder.resolve("run/report.html")).doesNotExist();
  }
}
