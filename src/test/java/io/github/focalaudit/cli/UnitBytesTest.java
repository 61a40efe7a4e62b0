package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs over images that are split leave the documents of runs over images that are not. */
class UnitBytesTest {
  @TempDir Path folder;

  private JsonNode run(String name, String... more) throws IOException {
    String[] arguments = {
      "validate",
      "--predictions",
      folder.resolve("data/predictions").toString(),
      "--truth",
      folder.resolve("data/truth").toString(),
      "--ignore-index",
      "255",
      "--gamma",
      "2,0.5,1",
      "--label-issues",
      "--output",
      folder.resolve(name).toString(),
      "--no-progress"
    };
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    InProcess.Result result = InProcess.run(all.toArray(new String[0]));
    assertThat(result.exitCode()).as(result.err()).isZero();
    ObjectNode documents = new ObjectMapper().createObjectNode();
    for (String file : List.of("summary.json", "verdict.json", "audit.json")) {
      JsonNode document = new ObjectMapper().readTree(folder.resolve(name).resolve(file).toFile());
      ((ObjectNode) document).remove(List.of("timing", "provenance"));
      documents.set(file, document);
    }
    return documents;
  }

  @Test
  void theDocumentsDoNotDependOnTheUnits() throws IOException {
    InProcess.Result sample =
        InProcess.run(
            "sample",
            "--output",
            folder.resolve("data").toString(),
            "--images",
            "2",
            "--height",
            "120",
            "--width",
            "113",
            "--classes",
            "4",
            "--label-errors",
            "0.5",
            "--seed",
            "3");
    assertThat(sample.exitCode()).as(sample.err()).isZero();
    JsonNode whole = run("whole");
    assertThat(whole.path("audit.json").path("labelIssues").path("suspectPixels").asLong())
        .isPositive();
    // 54 blocks; The scores alone are 108,480 bytes or more.
    assertThat(run("units3", "--unit-bytes", "40000")).isEqualTo(whole);
    assertThat(run("units50", "--unit-bytes", "2200")).isEqualTo(whole);
  }

  @Test
  void aUnitOfNoBytesIsRefused() {
    InProcess.Result result =
        InProcess.run(
            "validate",
            "--predictions",
            "p",
            "--truth",
            "t",
            "--output",
            folder.resolve("o").toString(),
            "--unit-bytes",
            "0");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("--unit-bytes has to be at least 1, got 0");
  }
}
