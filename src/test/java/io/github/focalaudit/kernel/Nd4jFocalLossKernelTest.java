package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class Nd4jFocalLossKernelTest extends FocalLossKernelContractTest {
  private static final List<String> CASES = GoldenCase.NAMES;

  @Override
  FocalLossKernel create(KernelSettings settings) {
    return Kernels.create(KernelKind.ND4J, settings, false);
  }

  @Override
  double tolerance(double gamma) {
    return 1e-12;
  }

  /** The sums without a clamp, by mpmath with 60 digits. */
  @ParameterizedTest
  @FieldSource("CASES")
  void matchesTheExactSums(String name) throws IOException {
    KernelGoldenTest.assertExact(
        GoldenCase.read(GoldenCase.ROOT.resolve(name)), Nd4jFocalLossKernel::new);
  }

  /**
   * Wrong by a margin m of two logits, without a clamp and at clamps below the rounding of 1: the
   * truth has p = e^-m / (1 + e^-m), and -ln p = m + ln(1 + e^-m), held at -ln eps.
   */
  @ParameterizedTest
  @CsvSource({
    "0, 37",
    "0, 40",
    "0, 88",
    "0, 744",
    "0, 800",
    "0, 3e30",
    "1e-17, 37",
    "1e-17, 40",
    "1e-300, 690",
    "1e-300, 800"
  })
  void wrongMarginsAreFiniteAtSmallClamps(double eps, double margin) {
    double expected = Math.min(margin, -Math.log(eps));
    for (Activation activation : List.of(Activation.SOFTMAX, Activation.SIGMOID)) {
      boolean softmax = activation == Activation.SOFTMAX;
      KernelSettings settings =
          new KernelSettings(
              softmax ? 3 : 1,
              activation,
              softmax ? TargetKind.LABELS : TargetKind.ELEMENTS,
              new double[] {2, 0, 0.5},
              eps);
      double[][] scores =
          softmax
              ? new double[][] {{margin}, {0}, {Double.NEGATIVE_INFINITY}}
              : new double[][] {{margin}};
      int[][] targets = {{softmax ? 1 : 0}};
      Scored scored = Scored.score(create(settings), settings, scores, targets, true);
      for (int g = 0; g < 3; g++) {
        if (softmax) {
          assertThat(scored.positive[g][1]).isCloseTo(expected, withinPercentage(1e-10));
        }
        assertThat(scored.negative[g][0]).isCloseTo(expected, withinPercentage(1e-10));
        assertThat(scored.negative[g][softmax ? 2 : 0]).isFinite();
      }
      assertThat(scored.crossEntropy).isCloseTo(expected, withinPercentage(1e-10));
    }
  }

  /** p = 0 for the truth has no finite loss without a clamp, in this kernel as in the reference. */
  @Test
  void aLogitOfNegativeInfinityIsInfiniteWithoutAClamp() {
    KernelSettings settings =
        new KernelSettings(2, Activation.SOFTMAX, TargetKind.LABELS, new double[] {2, 0}, 0);
    double[][] scores = {{1, 1}, {Double.NEGATIVE_INFINITY, 1}};
    for (FocalLossKernel kernel :
        List.of(create(settings), new ReferenceFocalLossKernel(settings))) {
      Scored scored = Scored.score(kernel, settings, scores, new int[][] {{1, 0}}, true);
      assertThat(scored.positive[0][1]).isInfinite();
      assertThat(scored.negative[1][0]).isInfinite();
      assertThat(scored.positive[1][0]).isCloseTo(Math.log(2), withinPercentage(1e-10));
    }
  }

  @ParameterizedTest
  @FieldSource("CASES")
  void matchesTheClampedSums(String name) throws IOException {
    GoldenCase golden = GoldenCase.read(GoldenCase.ROOT.resolve(name));
    KernelSettings settings = golden.settings(1e-8);
    KernelGoldenTest.assertClamped(golden, settings, create(settings));
  }

  @Test
  void saysThatItIsAvailable() {
    assertThat(Nd4jFocalLossKernel.unavailable()).isEmpty();
    assertThat(Nd4jFocalLossKernel.isAvailable()).isTrue();
  }
}
