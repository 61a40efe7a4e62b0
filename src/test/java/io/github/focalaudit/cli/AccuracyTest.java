package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs whose numbers are known by formula, at the ends of what a float carries. */
class AccuracyTest {
  private static final int PIXELS = Images.SIZE * Images.SIZE;

  @TempDir private Path folder = Path.of("unset");

  private JsonNode summary(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run + "/summary.json").toFile());
  }

  /**
   * Every pixel is wrong by a margin m. Both classes of a pixel have the term q^gamma * -ln p with
   * p = e^-m / (1 + e^-m), which is m to 16 digits, held at -ln eps; over two elements a pixel the
   * weights alpha and 1 - alpha make up 1, so that the mean is half of it.
   */
  @ParameterizedTest
  @CsvSource({"0, 36", "0, 37", "0, 40", "0, 88", "0, 800", "1e-17, 38", "1e-17, 40"})
  void wrongMarginsAreCrossCheckedAtSmallClamps(double eps, float margin) throws IOException {
    Images images = new Images(folder).add("a", 1);
    float[] scores = new float[2 * PIXELS];
    Arrays.fill(scores, 0, PIXELS, margin);
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/a.npy"))) {
      NpyWriter.write(out, ElementType.F4, new int[] {2, Images.SIZE, Images.SIZE}, scores);
    }
    InProcess.Result run = images.validate("run", "--eps", "" + eps, "--cross-check", "1");
    assertThat(run.exitCode()).as(run.err()).isZero();
    JsonNode summary = summary("run");
    assertThat(summary.path("crossCheck").path("status").asText()).isEqualTo("passed");
    assertThat(summary.path("crossCheck").path("maxRelativeDifference").asDouble())
        .isLessThan(1e-12);
    assertThat(summary.path("loss").path("mean").asDouble())
        .isCloseTo(Math.min(margin, -Math.log(eps)) / 2, withinPercentage(1e-10));
  }

  /**
   * Constant images of u2 and u1 probabilities, whose terms are those of v / 65535 or v / 255 in
   * double precision. By the first value the largest positive term is off by 1.527e-5, by the
   * second the largest negative one by 2.446e-6, both over all v at gamma 0.
   */
  @ParameterizedTest
  @CsvSource({
    "U2, 65408, 1, 0",
    "U2, 65407, 0, 1",
    "U2, 65408, 1, 0.25",
    "U2, 65534, 1, 0.25",
    "U1, 128, 1, 0"
  })
  void theStatedBoundHoldsForStoredProbabilities(
      ElementType type, int value, int label, double gamma) throws IOException {
    Images images = new Images(folder).add("a", label);
    int[] stored = new int[PIXELS];
    Arrays.fill(stored, value);
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/a.npy"))) {
      NpyWriter.write(out, type, new int[] {1, Images.SIZE, Images.SIZE}, stored);
    }
    double levels = type == ElementType.U1 ? 255 : 65535;
    double p = value / levels;
    double q = (levels - value) / levels;
    double term =
        label == 1 ? Math.pow(q, gamma) * -Math.log1p(-q) : Math.pow(p, gamma) * -Math.log(q);
    for (String kernel : List.of("vector", "reference", "nd4j")) {
      InProcess.Result run =
          images.validate(
              kernel,
              "--kernel",
              kernel,
              "--preset",
              "sigmoid",
              "--activation",
              "none",
              "--gamma",
              "" + gamma,
              "--alpha",
              "none");
      assertThat(run.exitCode()).as(run.err()).isZero();
      JsonNode loss = summary(kernel).path("loss");
      double added = (type == ElementType.U1 ? 9e-8 : 1.53e-5) * (gamma + 1);
      double own = kernel.equals("vector") ? 2e-6 * (gamma + 1) : 1e-12;
      double bound = loss.path("relativeBound").asDouble();
      assertThat(bound).isCloseTo(own + added, withinPercentage(1e-10));
      assertThat(Math.abs(loss.path("mean").asDouble() / term - 1)).as(kernel).isLessThan(bound);
    }
  }
}
