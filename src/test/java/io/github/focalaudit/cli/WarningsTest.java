package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs whose meaning is probably another one are told. The numbers are of float64 NumPy programs
 * that share nothing with this project.
 */
class WarningsTest {
  private static final Path CASES = Path.of("src/test/resources/cases");

  /** Float32 lanes and float32 inputs. */
  private static final double RELATIVE = 1e-6;

  @TempDir private Path folder = Path.of("unset");

  private InProcess.Result validate(String run, String predictions, String truth, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--cross-check", "0", "--partitions", "1"));
    arguments.addAll(List.of(more));
    return InProcess.validate(
        CASES.resolve(predictions),
        CASES.resolve(truth),
        folder.resolve(run),
        arguments.toArray(String[]::new));
  }

  private JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }

  private void assertMean(String run, double expected) throws IOException {
    assertThat(json(run + "/summary.json").path("loss").path("mean").asDouble())
        .isCloseTo(expected, within(RELATIVE * expected));
  }

  @Test
  void probabilitiesUnderSigmoid() throws IOException {
    String pred = "probabilities-under-sigmoid/pred";
    String truth = "probabilities-under-sigmoid/truth";
    InProcess.Result twice = validate("twice", pred, truth, "--preset", "sigmoid");
    assertThat(twice.exitCode()).as(twice.err()).isZero();
    assertMean("twice", 0.09896523042857132);
    assertThat(twice.out())
        .contains(
            "warning        PROBABILITIES_UNDER_SIGMOID: the scores of 4 of 4 images look like"
                + " probabilities (in [0, 1]), and sigmoid was applied to them again; say"
                + " --activation none if they are");
    assertThat(json("twice/verdict.json").path("runWarnings").get(0).asText())
        .startsWith("PROBABILITIES_UNDER_SIGMOID: ");
    InProcess.Result once =
        validate("once", pred, truth, "--preset", "sigmoid", "--activation", "none");
    assertMean("once", 0.03501750085748352);
    assertThat(once.out()).doesNotContain("PROBABILITIES");
  }

  @Test
  void masksOfZeroAnd255() throws IOException {
    String truth = "masks-0-255/truth";
    InProcess.Result ignored =
        validate("ignored", "masks-0-255/pred2", truth, "--ignore-index", "255");
    assertThat(ignored.exitCode()).as(ignored.err()).isZero();
    assertThat(ignored.out())
        .contains(
            "MASKS_0_255: masks hold only 0 and 255, and 255 is ignored: 29.296875 % of the pixels,"
                + " as a rule the whole foreground, are left out; if 255 is class 1, say"
                + " --label-map 0:0,255:1")
        .contains("CLASS_WITHOUT_PIXELS: no mask has a pixel of class 1")
        .doesNotContain("MOSTLY_IGNORED");
    InProcess.Result mapped =
        validate(
            "mapped",
            "masks-0-255/pred2",
            truth,
            "--ignore-index",
            "255",
            "--label-map",
            "0:0,255:1");
    assertMean("mapped", 0.7908413315860957);
    assertThat(mapped.out()).doesNotContain("MASKS_0_255").doesNotContain("CLASS_WITHOUT");
    validate(
        "planes", "masks-0-255/pred1", truth, "--preset", "sigmoid", "--label-map", "255:1,0:0");
    assertMean("planes", 0.7072529423347697);
    InProcess.Result one =
        validate("one", "masks-0-255/pred1", truth, "--preset", "sigmoid", "--ignore-index", "255");
    assertThat(one.out()).contains("MASKS_0_255: ").contains("CLASS_WITHOUT_PIXELS: ");
  }

  @Test
  void maskThatAreMostlyOrWhollyIgnored() throws IOException {
    String pred = "masks-0-255/pred2";
    String truth = "masks-0-255/truth";
    InProcess.Result most = validate("most", pred, truth, "--label-map", "255:1,0:ignore");
    assertThat(most.out()).contains("MOSTLY_IGNORED: 70.703125 % of the pixels are ignored");
    assertThat(most.out()).contains("CLASS_WITHOUT_PIXELS: no mask has a pixel of class 0");
    InProcess.Result all = validate("all", pred, truth, "--label-map", "*:ignore");
    assertThat(all.exitCode()).isEqualTo(5);
    assertThat(all.out())
        .contains("NOTHING_VALID: none of the 768 pixels is valid")
        .doesNotContain("MOSTLY_IGNORED")
        .doesNotContain("CLASS_WITHOUT_PIXELS");
  }

  @Test
  void aWarningIsAcceptedAndIsAMetric() throws IOException {
    String pred = "masks-0-255/pred2";
    String truth = "masks-0-255/truth";
    Path gate = folder.resolve("gate.yaml");
    Files.writeString(
        gate,
        """
        version: 1
        rules:
          - {metric: 'warnings[MASKS_0_255]', max: 0}
          - {metric: 'warnings[MOSTLY_IGNORED]', max: 0}
        """);
    String[] told = {"--ignore-index", "255", "--gate", gate.toString()};
    InProcess.Result failed = validate("failed", pred, truth, told);
    assertThat(failed.exitCode()).as(failed.err()).isEqualTo(3);
    JsonNode verdict = json("failed/verdict.json");
    assertThat(verdict.path("reason").asText()).contains("1 of 2 bounds");
    assertThat(verdict.path("rules").get(0).path("metric").asText())
        .isEqualTo("warnings[MASKS_0_255]");
    assertThat(verdict.path("rules").get(0).path("value").asDouble()).isEqualTo(1);
    String[] accepted = {
      "--ignore-index",
      "255",
      "--gate",
      gate.toString(),
      "--accept-warning",
      "MASKS_0_255,ALPHA_WITHOUT_EFFECT",
      "--accept-warning",
      "CLASS_WITHOUT_PIXELS"
    };
    InProcess.Result passed = validate("passed", pred, truth, accepted);
    assertThat(passed.exitCode()).as(passed.err()).isZero();
    assertThat(passed.out()).doesNotContain("warning ");
    JsonNode codes = json("passed/summary.json").path("warningCodes");
    assertThat(codes.path("raised")).isEmpty();
    assertThat(codes.path("accepted").path("MASKS_0_255").asInt()).isEqualTo(1);
    assertThat(json("failed/summary.json").path("warningCodes").path("raised").path("MASKS_0_255"))
        .isNotNull();
  }

  @Test
  void mistakesAreNamed() throws IOException {
    InProcess.Result code =
        validate("a", "masks-0-255/pred2", "masks-0-255/truth", "--accept-warning", "MASKS");
    assertThat(code.exitCode()).isEqualTo(2);
    assertThat(code.err())
        .contains("--accept-warning: no warning has the code 'MASKS'; codes are FILES_LEFT_OUT,");
    Path gate = folder.resolve("gate.yaml");
    Files.writeString(gate, "version: 1\nrules: [{metric: 'warnings[MASKS]', max: 0}]\n");
    InProcess.Result metric =
        validate("b", "masks-0-255/pred2", "masks-0-255/truth", "--gate", gate.toString());
    assertThat(metric.exitCode()).isEqualTo(2);
    assertThat(metric.err()).contains("warnings[MASKS]: no such code; codes are FILES_LEFT_OUT,");
    Files.writeString(
        gate, "version: 1\nrules: [{metric: 'warnings[MASKS_0_255]', maxIncrease: 0}]\n");
    InProcess.Result change =
        validate("c", "masks-0-255/pred2", "masks-0-255/truth", "--gate", gate.toString());
    assertThat(change.err()).contains("counts what this run has; bind it by min or max");
  }
}
