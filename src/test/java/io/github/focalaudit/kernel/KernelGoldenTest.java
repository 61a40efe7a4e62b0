package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.SharedData;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Every kernel against independent programs: torch in float64 and mpmath with 60 digits. */
class KernelGoldenTest {
  private static final double EPS = 1e-8;
  private static final List<String> CASES = GoldenCase.NAMES;

  private static GoldenCase golden(String name) throws IOException {
    return GoldenCase.read(GoldenCase.ROOT.resolve(name));
  }

  private static GoldenCase camvidCrop() throws IOException {
    return GoldenCase.read(SharedData.require("golden/camvid-crop-ignore11"));
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void referenceMatchesTheExactSums(String name) throws IOException {
    assertExact(golden(name), ReferenceFocalLossKernel::new);
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void referenceMatchesTheClampedSums(String name) throws IOException {
    GoldenCase golden = golden(name);
    KernelSettings settings = golden.settings(EPS);
    assertClamped(golden, settings, new ReferenceFocalLossKernel(settings));
  }

  @Test
  void referenceMatchesRealLogits() throws IOException {
    GoldenCase golden = camvidCrop();
    assertExact(golden, ReferenceFocalLossKernel::new);
    KernelSettings settings = golden.settings(EPS);
    assertClamped(golden, settings, new ReferenceFocalLossKernel(settings));
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void vectorMatchesWithinItsContract(String name) throws IOException {
    GoldenCase golden = golden(name);
    assumeFalse(golden.dtype().equals("<f8"), "float64 scores go to the reference kernel");
    assertVector(golden);
  }

  @Test
  void vectorMatchesRealLogits() throws IOException {
    assertVector(camvidCrop());
  }

  /** Float tiles hold every stored float16 and float32, so the sums are the same to the bit. */
  @ParameterizedTest
  @FieldSource("CASES")
  void referenceTakesFloatTilesAsWell(String name) throws IOException {
    GoldenCase golden = golden(name);
    assumeTrue(golden.dtype().equals("<f4") || golden.dtype().equals("<f2"));
    KernelSettings settings = golden.settings(EPS);
    FocalLossKernel kernel = new ReferenceFocalLossKernel(settings);
    Scored narrow = Scored.score(kernel, settings, golden.scores(), golden.targets(), false);
    Scored wide = Scored.score(kernel, settings, golden.scores(), golden.targets(), true);
    assertThat(narrow.positive).isDeepEqualTo(wide.positive);
    assertThat(narrow.negative).isDeepEqualTo(wide.negative);
    assertThat(narrow.crossEntropy).isEqualTo(wide.crossEntropy);
  }

  /** The PyTorch mean is the mean of the sums and the share of the elements it fills. */
  @ParameterizedTest
  @FieldSource("CASES")
  void meanIsTheTorchMeanWithoutItsFilledElements(String name) throws IOException {
    GoldenCase golden = golden(name);
    JsonNode byGamma = golden.expected().at("/seed/mean_by_gamma");
    assumeTrue(byGamma.isObject() && golden.expected().get("n_valid").asInt() > 0);
    KernelSettings settings = golden.settings(EPS);
    Scored scored =
        Scored.score(
            new ReferenceFocalLossKernel(settings),
            settings,
            golden.scores(),
            golden.targets(),
            true);
    double elements = settings.classes() * golden.expected().get("n_valid").asDouble();
    for (int g = 0; g < settings.gammaCount(); g++) {
      JsonNode torch = byGamma.get(GoldenCase.GAMMAS.get(g));
      double expected = torch.get("float64").asDouble();
      double share = torch.get("masked_elements_share").asDouble();
      assertThat(scored.loss(g) / elements + share)
          .as("gamma %s", GoldenCase.GAMMAS.get(g))
          .isCloseTo(expected, within(expected * golden.clampedTolerance(settings.gamma(g))));
    }
  }

  static void assertExact(GoldenCase golden, Function<KernelSettings, FocalLossKernel> kernel) {
    KernelSettings settings = golden.exactSettings();
    Scored scored =
        Scored.score(kernel.apply(settings), settings, golden.scores(), golden.targets(), true);
    for (int g = 0; g < settings.gammaCount(); g++) {
      for (int c = 0; c < settings.classes(); c++) {
        String where = golden.name() + " gamma " + GoldenCase.GAMMAS.get(g) + " class " + c;
        assertClose(scored.positive[g][c], golden.sum(g, "exact", "S_pos", c), 1e-12, 0, where);
        assertClose(scored.negative[g][c], golden.sum(g, "exact", "S_neg", c), 1e-12, 0, where);
      }
    }
    assertCounts(golden, scored);
    assertThat(scored.counts.clampedElements()).isZero();
  }

  static void assertClamped(GoldenCase golden, KernelSettings settings, FocalLossKernel kernel) {
    Scored scored =
        Scored.score(kernel, settings, golden.scores(), golden.targets(), kernel.acceptsWide());
    for (int g = 0; g < settings.gammaCount(); g++) {
      for (int c = 0; c < settings.classes(); c++) {
        String where = golden.name() + " gamma " + GoldenCase.GAMMAS.get(g) + " class " + c;
        double relative = golden.clampedTolerance(settings.gamma(g));
        assertClose(
            scored.positive[g][c], golden.sum(g, "clamped", "S_pos", c), relative, 0, where);
        assertClose(
            scored.negative[g][c], golden.sum(g, "clamped", "S_neg", c), relative, 0, where);
      }
    }
    assertCounts(golden, scored);
  }

  private static void assertVector(GoldenCase golden) {
    // Gamma 5 is the reference kernel's; probabilities of 8 bits lose digits of 1 - p as floats.
    double[] gammas = {0, 0.5, 1, 2, 2.5, 3};
    double relative = golden.dtype().equals("|u1") ? 1e-5 : 2e-6;
    KernelSettings settings = golden.settings(EPS, gammas);
    FocalLossKernel kernel = Kernels.create(KernelKind.VECTOR, settings, false);
    assertThat(kernel.name()).isEqualTo(VectorFocalLossKernel.NAME);
    Scored scored = Scored.score(kernel, settings, golden.scores(), golden.targets(), false);
    double absolute = 1e-37 * golden.pixelCount();
    for (int g = 0; g < gammas.length; g++) {
      double bound = relative * (gammas[g] + 1);
      for (int c = 0; c < settings.classes(); c++) {
        String where = golden.name() + " gamma " + gammas[g] + " class " + c;
        assertClose(
            scored.positive[g][c], golden.sum(g, "clamped", "S_pos", c), bound, absolute, where);
        assertClose(
            scored.negative[g][c], golden.sum(g, "clamped", "S_neg", c), bound, absolute, where);
      }
    }
    assertCounts(golden, scored);
  }

  private static void assertClose(
      double actual, double expected, double relative, double absolute, String where) {
    if (Double.isInfinite(expected)) {
      assertThat(actual).as(where).isEqualTo(expected);
    } else {
      assertThat(actual)
          .as(where)
          .isCloseTo(expected, within(Math.abs(expected) * relative + absolute));
    }
  }

  private static void assertCounts(GoldenCase golden, Scored scored) {
    JsonNode expected = golden.expected();
    int classes = scored.settings.classes();
    BlockCounts counts = scored.counts;
    assertThat(counts.validPixels()).isEqualTo(expected.get("n_valid").asLong());
    assertThat(counts.validElements()).isEqualTo(expected.get("n_valid").asLong() * classes);
    for (int c = 0; c < classes; c++) {
      if (scored.settings.targets() == TargetKind.LABELS) {
        for (int k = 0; k < classes; k++) {
          assertThat(counts.confusion(c, k))
              .as("%s truth %s prediction %s", golden.name(), c, k)
              .isEqualTo(expected.get("confusion").get(c).get(k).asLong());
        }
      } else {
        JsonNode binary = expected.get("binary_counts").get(c);
        assertThat(counts.truePositives(c)).isEqualTo(binary.get("tp").asLong());
        assertThat(counts.falsePositives(c)).isEqualTo(binary.get("fp").asLong());
        assertThat(counts.falseNegatives(c)).isEqualTo(binary.get("fn").asLong());
        assertThat(counts.positives(c))
            .isEqualTo(binary.get("tp").asLong() + binary.get("fn").asLong());
      }
    }
  }
}
