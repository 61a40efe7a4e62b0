package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.dataset.ElementType;
import io.github.focalaudit.dataset.NpyWriter;
import io.github.focalaudit.report.OpenMetricsChecker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights of a made-up dataset: a good model, then one that predicts nothing. */
class GateRunTest {
  private static final int IMAGES = 24;
  private static final int SIZE = 32;
  private static final int CLASSES = 3;

  @TempDir static Path folder = Path.of("unset");

  @BeforeAll
  static void validateTwoModels() throws IOException {
    String data = folder.resolve("data").toString();
    InProcess.Result sample =
        InProcess.run(
            "sample",
            "--output",
            data,
            "--images",
            "" + IMAGES,
            "--height",
            "" + SIZE,
            "--width",
            "" + SIZE,
            "--classes",
            "" + CLASSES,
            "--dtype",
            "f4",
            "--seed",
            "3");
    assertThat(sample.exitCode()).as(sample.err()).isEqualTo(0);
    List<String> lines = Files.readAllLines(folder.resolve("data/manifest.csv"));
    Files.createDirectories(folder.resolve("data/flat"));
    List<String> flat = new ArrayList<>(List.of(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      String id = line.substring(0, line.indexOf(','));
      flat.add(line.replace("predictions/", "flat/"));
      // Logits that differ by image keep the losses of the images apart.
      float[] scores = new float[CLASSES * SIZE * SIZE];
      Arrays.fill(scores, 0, SIZE * SIZE, id.hashCode() % 8 / 16f);
      try (OutputStream out = Files.newOutputStream(folder.resolve("data/flat/" + id + ".npy"))) {
        NpyWriter.write(out, ElementType.F4, new int[] {CLASSES, SIZE, SIZE}, scores);
      }
    }
    Files.write(folder.resolve("data/flat.csv"), flat);
    Files.writeString(
        folder.resolve("gate.yaml"),
        """
        version: 1
        replicates: 400
        rules:
          - metric: loss.mean
            maxIncrease: 10%
          - metric: slice[weather=*].loss.mean
            max: 10
          - metric: images.coverage
            min: 1
        """);
    InProcess.Result first = validate("manifest.csv", "good", "--history", path("history"));
    assertThat(first.exitCode()).as(first.err()).isEqualTo(0);
    InProcess.Result second =
        validate(
            "flat.csv",
            "bad",
            "--history",
            path("history"),
            "--gate",
            path("gate.yaml"),
            "--baseline",
            "golden");
    assertThat(second.exitCode()).as(second.out() + second.err()).isEqualTo(3);
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static InProcess.Result validate(String manifest, String run, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "validate",
                "--manifest",
                path("data/" + manifest),
                "--output",
                path(run),
                "--cross-check",
                "0",
                "--no-progress",
                "--slice",
                "weather",
                "--slice",
                "scene,weather"));
    arguments.addAll(List.of(more));
    return InProcess.run(arguments.toArray(String[]::new));
  }

  private static JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  @Test
  void slicesAreRatiosOfSumsAndMakeUpTheWhole() throws IOException {
    JsonNode summary = json("good/summary.json");
    double sum = 0;
    double denominator = 0;
    long images = 0;
    for (JsonNode slice : summary.path("slices")) {
      assertThat(slice.path("loss").path("mean").asDouble())
          .isEqualTo(
              slice.path("loss").path("sum").asDouble()
                  / slice.path("loss").path("denominator").asDouble());
      if (slice.path("columns").size() == 1) {
        sum += slice.path("loss").path("sum").asDouble();
        denominator += slice.path("loss").path("denominator").asDouble();
        images += slice.path("images").asLong();
      }
    }
    assertThat(images).isEqualTo(IMAGES);
    assertThat(denominator).isEqualTo(summary.path("loss").path("denominator").asDouble());
    double whole = summary.path("loss").path("sum").asDouble();
    assertThat(sum).isCloseTo(whole, org.assertj.core.api.Assertions.withinPercentage(1e-12));
    assertThat(summary.path("slices").findValuesAsText("slice"))
        .anyMatch(name -> name.matches("scene=\\w+,weather=\\w+"));
  }

  @Test
  void slicesAndClustersDoNotDependOnThePartitioning() throws IOException {
    for (String partitions : List.of("1", "7")) {
      InProcess.Result run =
          validate(
              "manifest.csv", "p" + partitions, "--partitions", partitions, "--cluster", "scene");
      assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    }
    JsonNode one = json("p1/summary.json");
    JsonNode seven = json("p7/summary.json");
    assertThat(seven.path("slices")).isEqualTo(one.path("slices"));
    assertThat(seven.path("clusters")).isEqualTo(one.path("clusters"));
    assertThat(one.path("clusters").path("means").path("loss.mean").path("clusters").asInt())
        .isEqualTo(one.path("clusters").path("count").asInt())
        .isGreaterThan(1);
    // The slices by scene are the clusters.
    InProcess.Result byScene = validate("manifest.csv", "scenes", "--slice", "scene");
    assertThat(byScene.exitCode()).as(byScene.err()).isEqualTo(0);
    double sum = 0;
    int scenes = 0;
    for (JsonNode slice : json("scenes/summary.json").path("slices")) {
      if (slice.path("columns").size() == 1 && slice.path("columns").has("scene")) {
        sum += slice.path("loss").path("mean").asDouble();
        scenes++;
      }
    }
    assertThat(one.path("clusters").path("means").path("loss.mean").path("mean").asDouble())
        .isCloseTo(sum / scenes, org.assertj.core.api.Assertions.withinPercentage(1e-12));
  }

  @Test
  void theVerdictNamesTheRuleAndTheWholeRunAgrees() throws IOException {
    JsonNode verdict = json("bad/verdict.json");
    assertThat(verdict.path("verdict").asText()).isEqualTo("fail");
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(3);
    JsonNode rule = verdict.path("rules").path(0);
    assertThat(rule.path("status").asText()).isEqualTo("fail");
    assertThat(rule.path("lower").asDouble()).isGreaterThan(rule.path("margin").asDouble());
    assertThat(rule.path("value").asDouble())
        .isEqualTo(json("bad/summary.json").path("loss").path("mean").asDouble());
    assertThat(rule.path("baseline").asDouble())
        .isEqualTo(json("good/summary.json").path("loss").path("mean").asDouble());
  }

  @Test
  void aRejectedRunIsNotTheNextBaseline() throws IOException {
    InProcess.Result again =
        validate("manifest.csv", "third", "--history", path("history"), "--baseline", "last");
    assertThat(again.exitCode()).as(again.err()).isEqualTo(0);
    JsonNode comparison = json("third/comparison.json");
    assertThat(comparison.path("baseline").asText()).endsWith("/good");
    assertThat(comparison.path("images").path("same").asInt()).isEqualTo(IMAGES);
    assertThat(comparison.path("metrics").path(0).path("difference").asDouble()).isEqualTo(0);
    assertThat(comparison.path("metrics").path(0).path("upper").asDouble()).isEqualTo(0);
    InProcess.Result rejected =
        validate("manifest.csv", "fourth", "--history", path("history"), "--baseline", "bad");
    assertThat(rejected.exitCode()).isEqualTo(2);
    assertThat(rejected.err()).contains("run bad came to fail and is no reference");
    InProcess.Result trend = InProcess.run("history", "--history", path("history"));
    assertThat(trend.exitCode()).isEqualTo(0);
    assertThat(trend.out()).contains("golden run good").contains("bad").contains("fail");
  }

  @Test
  void junitXmlIsValid() throws Exception {
    SchemaFactory schemas = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    for (String run : List.of("good", "bad")) {
      schemas
          .newSchema(getClass().getResource("/junit/junit.xsd"))
          .newValidator()
          .validate(new StreamSource(folder.resolve(run + "/junit.xml").toFile()));
    }
    assertThat(folder.resolve("bad/junit.xml")).content().contains("failures=\"1\"");
  }

  @Test
  void metricsAreOpenMetrics() throws IOException {
    List<OpenMetricsChecker.Sample> samples =
        OpenMetricsChecker.check(Files.readString(folder.resolve("bad/metrics.prom")));
    JsonNode summary = json("bad/summary.json");
    OpenMetricsChecker.Sample mean = samples.get(0);
    assertThat(mean.name()).isEqualTo("focal_audit_loss_mean");
    assertThat(mean.labels()).containsEntry("gamma", "2.0");
    assertThat(mean.value()).isEqualTo(summary.path("loss").path("mean").asDouble());
    assertThat(samples).anyMatch(sample -> "weather=fog".equals(sample.labels().get("slice")));
    assertThat(samples)
        .filteredOn(sample -> sample.name().equals("focal_audit_class_iou_ratio"))
        .isNotEmpty()
        .allMatch(sample -> sample.labels().containsKey("class"));
  }

  @Test
  void otherWeightsAreAnsweredExactly() throws IOException {
    InProcess.Result same = InProcess.run("compare", path("good"), "--alpha", "0.25");
    assertThat(same.exitCode()).as(same.err()).isEqualTo(0);
    String mean = json("good/summary.json").path("loss").path("mean").asText();
    assertThat(same.out()).contains("focal loss           " + mean);
    InProcess.Result scored =
        validate("manifest.csv", "half", "--alpha", "0.5", "--class-weights", "1,2,0.5");
    assertThat(scored.exitCode()).as(scored.err()).isEqualTo(0);
    InProcess.Result derived =
        InProcess.run("compare", path("good"), "--alpha", "0.5", "--class-weights", "1,2,0.5");
    assertThat(derived.out())
        .contains(
            "focal loss           " + json("half/summary.json").path("loss").path("mean").asText());
    InProcess.Result both = InProcess.run("compare", path("half"), "--baseline", path("good"));
    assertThat(both.exitCode()).as(both.err()).isEqualTo(0);
    assertThat(both.out()).contains("derived with the settings of the candidate");
  }

  @Test
  void usageMistakesAreFoundBeforeAnythingIsScored() throws IOException {
    Files.writeString(folder.resolve("typo.yaml"), "version: 1\nrules:\n  - metrik: loss.mean\n");
    Files.writeString(
        folder.resolve("eps.yaml"), "version: 1\nrules: [{metric: loss.mean, max: 1}]\n");
    assertUsage("line 3, key rules[0].metrik: is unknown", "--gate", path("typo.yaml"));
    assertUsage("--slice weather gives 4 slices, at most 1", "--max-slices", "1");
    assertUsage("--slice mood: no image has that column", "--slice", "mood");
    assertUsage("--cluster mood: no image has that column", "--cluster", "mood");
    assertUsage("neither a run directory nor a run of the history", "--baseline", path("data"));
    assertUsage("eps 0.001 against 1.0E-8", "--baseline", path("good"), "--eps", "0.001");
    assertUsage("gamma 1.0 against [2.0]", "--baseline", path("good"), "--gamma", "1");
  }

  private static void assertUsage(String message, String... more) {
    InProcess.Result result = validate("manifest.csv", "never", more);
    assertThat(result.exitCode()).as(message + ": " + result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(folder.resolve("never")).doesNotExist();
  }
}
