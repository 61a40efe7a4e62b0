package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.Python;
import io.github.focalaudit.comparison.BootstrapScript;
import io.github.focalaudit.report.OpenMetricsChecker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights of a made-up dataset: a good model, then one that predicts nothing. */
class GateRunTest {
  private static final int IMAGES = Nights.IMAGES;

  @TempDir static Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private static Nights nights;

  @BeforeAll
  static void validateTwoModels() throws IOException {
    nights = Nights.write(folder);
    InProcess.Result first =
        validate(
            "manifest.csv", "good", "--history", path("history"), "--gate", path("accepts.yaml"));
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
    return nights.path(name);
  }

  private static InProcess.Result validate(String manifest, String run, String... more) {
    return nights.validate(manifest, run, more);
  }

  private static JsonNode json(String file) throws IOException {
    return nights.json(file);
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
    assertThat(sum).isCloseTo(whole, withinPercentage(1e-12));
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
        .isCloseTo(sum / scenes, withinPercentage(1e-12));
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
  void aRunWithoutAGateIsAReferenceOnlyByName() throws IOException {
    String history = path("unjudged");
    InProcess.Result scored = validate("manifest.csv", "scored", "--history", history);
    assertThat(scored.exitCode()).as(scored.err()).isEqualTo(0);
    assertThat(scored.out()).contains("scored, not judged: ");
    assertThat(json("scored/verdict.json").path("verdict").asText()).isEqualTo("pass");
    assertThat(json("scored/verdict.json").path("judged").asText()).isEqualTo("false");
    InProcess.Result verdict = InProcess.run("verdict", path("scored"));
    assertThat(verdict.exitCode()).isEqualTo(0);
    assertThat(verdict.out()).startsWith("verdict scored, not judged: ");

    InProcess.Result next =
        validate("manifest.csv", "after", "--history", history, "--baseline", "last");
    assertThat(next.exitCode()).as(next.err()).isEqualTo(0);
    assertThat(folder.resolve("after/comparison.json")).doesNotExist();
    InProcess.Result byId =
        validate("manifest.csv", "byId", "--history", history, "--baseline", "scored");
    assertThat(byId.exitCode()).isEqualTo(2);
    assertThat(byId.err())
        .contains("run scored came to scored, not judged and is no reference")
        .contains("history --golden scored");

    InProcess.Result golden = InProcess.run("history", "--history", history, "--golden", "scored");
    assertThat(golden.exitCode()).as(golden.err()).isEqualTo(0);
    assertThat(golden.out()).contains("golden run scored");
    InProcess.Result named =
        validate("manifest.csv", "named", "--history", history, "--baseline", "golden");
    assertThat(named.exitCode()).as(named.err()).isEqualTo(0);
    assertThat(json("named/comparison.json").path("baseline").asText()).endsWith("/scored");
  }

  @Test
  void theErrorsAreThoseOfNumPy() throws Exception {
    Python.Result result =
        Python.with("numpy").run("src/test/python/bootstrap_check.py", path("bad/clusters.csv"));
    assertThat(result.exitCode()).as(result.out()).isZero();
    JsonNode mean = json("bad/comparison.json").path("metrics").path(0);
    assertThat(mean.path("metric").asText()).isEqualTo("loss.mean");
    assertThat(BootstrapScript.number(result.out(), "change"))
        .isCloseTo(mean.path("difference").asDouble(), withinPercentage(1e-10));
    assertThat(BootstrapScript.number(result.out(), "standard error"))
        .isCloseTo(mean.path("standardError").asDouble(), withinPercentage(1e-10));
    assertThat(BootstrapScript.number(result.out(), "jackknife error"))
        .isCloseTo(mean.path("jackknifeError").asDouble(), withinPercentage(1e-10));
  }

  private static void assertValidJUnit(String run) throws Exception {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(GateRunTest.class.getResource("/junit/junit.xsd"))
        .newValidator()
        .validate(new StreamSource(folder.resolve(run + "/junit.xml").toFile()));
  }

  @Test
  void junitXmlIsValid() throws Exception {
    assertValidJUnit("good");
    assertValidJUnit("bad");
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
    assertThat(lossRow(same)).containsExactly(mean, mean, "0");
    InProcess.Result scored =
        validate("manifest.csv", "half", "--alpha", "0.5", "--class-weights", "1,2,0.5");
    assertThat(scored.exitCode()).as(scored.err()).isEqualTo(0);
    InProcess.Result derived =
        InProcess.run("compare", path("good"), "--alpha", "0.5", "--class-weights", "1,2,0.5");
    InProcess.Result written =
        InProcess.run("compare", path("good"), "--alpha", "0.5", "--output", path("asked"));
    assertThat(written.exitCode()).as(written.err()).isEqualTo(0);
    JsonNode answer = json("asked/what-if.json");
    assertThat(answer.path("loss").path("alpha").asDouble()).isEqualTo(0.5);
    assertThat(lossRow(written)).startsWith(mean, answer.path("loss").path("mean").asText());
    assertThat(answer.path("before").path("mean").asText()).isEqualTo(mean);
    assertThat(answer.path("classes")).hasSize(Nights.CLASSES);
    assertThat(derived.out())
        .contains("gamma 2, alpha 0.5, class weights 1,2,0.5, over")
        .doesNotContain("LossSettings[");
    List<String> row = lossRow(derived);
    JsonNode half = json("half/summary.json").path("loss");
    assertThat(row).startsWith(mean, half.path("mean").asText());
    assertThat(Double.parseDouble(row.get(2)))
        .isCloseTo(half.path("mean").asDouble() - Double.parseDouble(mean), withinPercentage(1e-3));
    InProcess.Result both = InProcess.run("compare", path("half"), "--baseline", path("good"));
    assertThat(both.exitCode()).as(both.err()).isEqualTo(0);
    assertThat(both.out()).contains("derived with the settings of the candidate");
  }

  /** Before, after and difference of the loss in a what-if table. */
  private static List<String> lossRow(InProcess.Result result) {
    String row =
        result.out().lines().filter(line -> line.startsWith("  focal loss")).findFirst().orElse("");
    return List.of(row.substring("  focal loss".length()).strip().split(" +"));
  }

  @Test
  void theVerdictCommandNamesTheRulesThatFailed() {
    InProcess.Result bad = InProcess.run("verdict", "--run", path("bad"));
    assertThat(bad.exitCode()).isEqualTo(3);
    assertThat(bad.out())
        .matches("(?s)fail         loss\\.mean, maxIncrease: .*\\Rverdict fail: 1 of \\d+ .*");
    assertThat(bad.out().lines()).hasSize(2);
    InProcess.Result good = InProcess.run("verdict", "--run", path("good"));
    assertThat(good.out().lines()).hasSize(1);
  }

  @Test
  void aComparisonListsTheTenMostChangedImages() throws IOException {
    InProcess.Result both = InProcess.run("compare", path("bad"), "--baseline", path("good"));
    assertThat(both.exitCode()).as(both.err()).isEqualTo(0);
    List<String> lines = both.out().lines().toList();
    int head = lines.indexOf("images that carry most of it:");
    JsonNode largest = json("bad/comparison.json").path("change").path("largestImages");
    assertThat(largest.size()).isGreaterThan(10);
    for (int i = 0; i < 10; i++) {
      assertThat(lines.get(head + 2 + i))
          .startsWith("  " + largest.path(i).path("imageId").asText() + "  ");
    }
    assertThat(lines.get(head + 12)).isEmpty();
  }

  @Test
  void aSliceOfTooFewImagesHasNoMetricsAndFailsItsRule() throws IOException {
    Files.writeString(
        folder.resolve("fog.yaml"),
        "version: 1\nrules: [{metric: 'slice[weather=fog].loss.mean', max: 9}]\n");
    InProcess.Result run =
        validate("manifest.csv", "few", "--slice-min-images", "100", "--gate", path("fog.yaml"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    assertThat(json("few/verdict.json").path("rules").path(0).path("reason").asText())
        .matches("slice weather=fog has \\d+ images, judged from 100");
    assertThat(json("few/summary.json").path("slices"))
        .isNotEmpty()
        .allMatch(slice -> slice.path("loss").isNull() && slice.path("images").asInt() > 0);
  }

  @Test
  void theTimeStandsInTheNameOfTheOutput() throws IOException {
    InProcess.Result run = validate("manifest.csv", "stamped/run-{utc}");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    try (Stream<Path> runs = Files.list(folder.resolve("stamped"))) {
      assertThat(runs.map(path -> path.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("run-\\d{8}T\\d{6}Z");
    }
  }

  @Test
  void aWarningIsYellowForABuildServer() throws Exception {
    Files.writeString(
        folder.resolve("warns.yaml"),
        """
        version: 1
        inconclusive: warn
        rules:
          - metric: loss.mean
            maxIncrease: 10%
          - metric: accuracy
            min: 0.9999
            severity: warn
        """);
    InProcess.Result run = validate("flat.csv", "warned", "--gate", path("warns.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(0);
    assertThat(run.out()).contains("warn         loss.mean").contains("warn         accuracy");
    assertThat(json("warned/verdict.json").path("warnings")).hasSize(2);
    assertThat(folder.resolve("warned/junit.xml"))
        .content()
        .contains("failures=\"0\" errors=\"0\" skipped=\"2\"");
    assertValidJUnit("warned");
  }
}
