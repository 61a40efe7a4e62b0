package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A golden run of 40 images, and nights of the same predictions that hold some of them, or have
 * masks of another numbering: no paired image changed, so that only what is missing speaks.
 */
class GateCoverageTest {
  private static final int IMAGES = 40;
  private static final String GATE =
      """
      version: 1
      rules:
        - metric: loss.mean
          maxIncrease: 0
        - metric: images.paired
          min: 0
        - metric: images.relabelled
          max: 40
        - metric: images.gone
          max: 40
        - metric: images.new
          max: 40
      """;

  @TempDir private Path folder = Path.of("unset");

  private Images dataset(String name, int count, int renumbered) throws IOException {
    Images images = new Images(Files.createDirectories(folder.resolve(name)));
    for (int i = 0; i < count; i++) {
      images.add("image" + i, i < renumbered ? (i + 1) % 2 : i % 2);
    }
    return images;
  }

  private InProcess.Result validate(String name, int count, int renumbered, String baseline)
      throws IOException {
    return dataset(name, count, renumbered)
        .validate(
            "run-" + name,
            "--history",
            folder.resolve("history").toString(),
            "--gate",
            folder.resolve("gate.yaml").toString(),
            "--baseline",
            baseline);
  }

  private JsonNode json(String name, String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(name + "/run-" + name + "/" + file).toFile());
  }

  @Test
  void nightsThatDoNotStandForTheGoldenRunAreInconclusive() throws IOException {
    Files.writeString(folder.resolve("gate.yaml"), GATE);
    InProcess.Result golden =
        dataset("golden", IMAGES, 0)
            .validate(
                "run-golden",
                "--history",
                folder.resolve("history").toString(),
                "--gate",
                Files.writeString(
                        folder.resolve("first.yaml"),
                        "version: 1\nrules: [{metric: loss.mean, max: 100}]\n")
                    .toString());
    assertThat(golden.exitCode()).as(golden.err()).isZero();

    assertInconclusive("one", 1, 0, "1 of 40 images and 16 of 640", "39 gone, 0 new, 0 relabelled");
    assertInconclusive("some", 25, 0, "25 of 40 images and 400 of 640", "15 gone, 0 new, 0");
    assertInconclusive(
        "other", IMAGES, 39, "1 of 40 images and 16 of 640", "0 gone, 0 new, 39 relabelled");
    // The masks of the last night differ, and the loss of the whole set with them.
    assertThat(json("other", "summary.json").path("loss").path("mean").asDouble())
        .isNotEqualTo(json("golden", "summary.json").path("loss").path("mean").asDouble());

    InProcess.Result next = validate("next", 39, 0, "last");
    assertThat(next.exitCode()).as(next.out() + next.err()).isZero();
    assertThat(json("next", "comparison.json").path("baseline").asText())
        .as("the nights before were not accepted")
        .endsWith("/run-golden");
    assertThat(json("next", "verdict.json").path("verdict").asText()).isEqualTo("pass");
    assertCounts("next", 39, 0, 1);
  }

  private void assertInconclusive(
      String name, int count, int renumbered, String paired, String others) throws IOException {
    InProcess.Result night = validate(name, count, renumbered, "golden");
    assertThat(night.exitCode()).as(night.out() + night.err()).isEqualTo(5);
    JsonNode verdict = json(name, "verdict.json");
    assertThat(verdict.path("verdict").asText()).isEqualTo("inconclusive");
    JsonNode rule = verdict.path("rules").path(0);
    assertThat(rule.path("status").asText()).isEqualTo("inconclusive");
    assertThat(rule.path("reason").asText())
        .startsWith(paired)
        .contains("of the baseline are paired with the same truth, under 95 %", others);
    assertCounts(name, count - renumbered, renumbered, IMAGES - count);
  }

  private void assertCounts(String name, int paired, int relabelled, int gone) throws IOException {
    JsonNode rules = json(name, "verdict.json").path("rules");
    int[] expected = {paired, relabelled, gone, 0};
    for (int i = 0; i < expected.length; i++) {
      assertThat(rules.path(i + 1).path("value").asInt())
          .as(rules.path(i + 1).path("metric").asText())
          .isEqualTo(expected[i]);
    }
  }
}
