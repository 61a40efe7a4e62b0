package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.SharedData;
import io.github.focalaudit.sum.ExactSum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real models over 24 frames of two videos; b stands for a worse release of a. */
class GateCamVidTest {
  @TempDir static Path folder = Path.of("unset");

  @BeforeAll
  static void scoreBothModels() throws IOException {
    Path data = SharedData.require("data/camvid");
    for (String model : List.of("a", "b")) {
      InProcess.Result scored =
          InProcess.run(
              "validate",
              "--predictions",
              data.resolve(model).toString(),
              "--truth",
              data.resolve("masks").toString(),
              "--metadata",
              data.resolve("scenes.csv").toString(),
              "--class-names",
              data.resolve("classes.txt").toString(),
              "--ignore-index",
              "11",
              "--output",
              folder.resolve(model).toString(),
              "--cross-check",
              "0",
              "--no-progress");
      assertThat(scored.exitCode()).as(scored.err()).isEqualTo(0);
    }
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nrules: [{metric: loss.mean, maxIncrease: 5%}]\n");
  }

  private static InProcess.Result compare(
      String candidate, String baseline, String output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "compare",
                folder.resolve(candidate).toString(),
                "--baseline",
                folder.resolve(baseline).toString(),
                "--gate",
                folder.resolve("gate.yaml").toString(),
                "--slice",
                "scene",
                "--output",
                folder.resolve(output).toString()));
    arguments.addAll(List.of(more));
    return InProcess.run(arguments.toArray(String[]::new));
  }

  private static JsonNode comparison(String output) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(output + "/comparison.json").toFile());
  }

  @Test
  void aModelAgainstItselfDiffersByExactlyNothing() throws IOException {
    assertThat(compare("a", "a", "aa", "--cluster", "scene").exitCode()).isEqualTo(0);
    for (JsonNode metric : comparison("aa").path("metrics")) {
      if (!metric.path("value").isNull()) {
        assertThat(metric.path("difference").asDouble()).isEqualTo(0);
        assertThat(metric.path("lower").asDouble(1)).isEqualTo(0);
        assertThat(metric.path("upper").asDouble(1)).isEqualTo(0);
      }
    }
  }

  @Test
  void theWorseModelFailsByImageAndIsUndecidedByScene() throws IOException {
    InProcess.Result byImage = compare("b", "a", "ba", "--partitions", "1");
    assertThat(byImage.exitCode()).as(byImage.out()).isEqualTo(3);
    assertThat(byImage.out()).contains("Images of one video or one place are not independent");
    JsonNode mean = comparison("ba").path("metrics").path(0);
    // Means of the data's own description, made with float64 PyTorch, six digits.
    assertThat(mean.path("baseline").asDouble()).isCloseTo(0.0243450, within(5e-8));
    assertThat(mean.path("value").asDouble()).isCloseTo(0.0405271, within(5e-8));
    // NumPy's bootstrap-t and jackknife of the sums: 0.01017, 0.02532; error 0.00342294062, of
    // which the last digits are those of float32 sums.
    assertThat(mean.path("jackknifeError").asDouble()).isCloseTo(0.00342294062, within(1e-11));
    assertThat(mean.path("lower").asDouble()).isCloseTo(0.0091, within(2e-4));
    assertThat(mean.path("upper").asDouble()).isCloseTo(0.0253, within(6e-4));

    assertThat(compare("b", "a", "ba16", "--partitions", "16").exitCode()).isEqualTo(3);
    assertThat(folder.resolve("ba16/comparison.json"))
        .hasSameBinaryContentAs(folder.resolve("ba/comparison.json"));
    assertThat(folder.resolve("ba16/clusters.csv"))
        .hasSameBinaryContentAs(folder.resolve("ba/clusters.csv"));

    InProcess.Result byScene = compare("b", "a", "scene", "--cluster", "scene");
    assertThat(byScene.exitCode()).isEqualTo(5);
    assertThat(byScene.out()).contains("2 clusters count as").contains("an interval needs 20");
    Files.writeString(
        folder.resolve("scenes.yaml"),
        "version: 1\ncluster: scene\nrules: [{metric: loss.mean, maxIncrease: 5%}]\n");
    InProcess.Result byGate =
        InProcess.run(
            "compare",
            folder.resolve("b").toString(),
            "--baseline",
            folder.resolve("a").toString(),
            "--gate",
            folder.resolve("scenes.yaml").toString());
    assertThat(byGate.exitCode()).as("the gate names the clusters").isEqualTo(5);
  }

  @Test
  void theChangeIsTakenApart() throws IOException {
    compare("b", "a", "terms");
    JsonNode change = comparison("terms").path("change");
    assertThat(change.path("value").asDouble()).isCloseTo(0.0405271 - 0.0243450, within(1e-7));
    for (String dimension : List.of("classes", "slice[scene]", "images")) {
      ExactSum sum = new ExactSum();
      change
          .path("terms")
          .path(dimension)
          .path("terms")
          .forEach(term -> sum.add(term.path("value").asDouble()));
      sum.add(change.path("terms").path(dimension).path("rounding").asDouble());
      assertThat(sum.value()).as(dimension).isEqualTo(change.path("value").asDouble());
    }
    assertThat(change.path("terms").path("classes").path("terms").path(0).path("label").asText())
        .isEqualTo("Building");
  }

  @Test
  void theOtherWayRoundIsAnImprovement() throws IOException {
    InProcess.Result better = compare("a", "b", "ab");
    assertThat(better.exitCode()).as(better.out()).isEqualTo(0);
    assertThat(comparison("ab").path("metrics").path(0).path("upper").asDouble()).isLessThan(0);
  }
}
