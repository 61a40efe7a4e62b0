package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.PixelProbabilities;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PixelViewTest {
  /** {@link PixelProbabilities} works in log-space and shares no code with the view. */
  @ParameterizedTest
  @CsvSource({
    "ONE_VS_REST,2,1",
    "ONE_VS_REST,0,5",
    "ONE_VS_REST,1,20",
    "ONE_VS_REST,2.5,5",
    "CATEGORICAL,2,5",
    "CATEGORICAL,0,40"
  })
  void lossAgreesWithTheTermsOfAPixel(Preset preset, double gamma, double spread) {
    LossSettings base = LossSettings.of(preset);
    LossSettings settings =
        base.toBuilder()
            .activation(Activation.SOFTMAX)
            .gamma(gamma)
            .classWeights(1, 0.5, 2, 0, 1)
            .build();
    SplittableRandom random = new SplittableRandom(11);
    PixelProbabilities oracle = new PixelProbabilities(settings.kernelSettings(5));
    for (int i = 0; i < 2000; i++) {
      double[] scores = random.doubles(5, -spread, spread).toArray();
      int label = random.nextInt(5);
      PixelView view = PixelViews.of(settings, label, scores);
      oracle.compute(scores);
      double expected = 0;
      for (int c = 0; c < 5; c++) {
        expected +=
            settings.weight(c)
                * (c == label
                    ? settings.alphaPositive(c) * oracle.positiveTerm(c, gamma)
                    : settings.alphaNegative(c) * oracle.negativeTerm(c, gamma));
        assertThat(view.p(c)).isCloseTo(oracle.p(c), within(1e-15));
      }
      assertThat(view.loss()).isCloseTo(expected, within(1e-8 * expected + 1e-30));
      assertThat(view.prediction()).isEqualTo(oracle.prediction());
    }
  }

  /** The same oracle, and the sum over the elements that count. */
  @ParameterizedTest
  @CsvSource({"SIGMOID,2,3", "SIGMOID,0,12", "SIGMOID,1.5,30", "NONE,2,1"})
  void lossOfAMultiLabelPixelIsThatOfItsElements(
      Activation activation, double gamma, double spread) {
    LossSettings base = LossSettings.of(Preset.SIGMOID);
    LossSettings settings =
        base.toBuilder().activation(activation).gamma(gamma).classWeights(1, 0.5, 2, 1).build();
    SplittableRandom random = new SplittableRandom(12);
    PixelProbabilities oracle = new PixelProbabilities(settings.kernelSettings(4));
    for (int i = 0; i < 2000; i++) {
      double low = activation == Activation.NONE ? 0 : -spread;
      double[] scores = random.doubles(4, low, spread).toArray();
      int[] truth = random.ints(4, -1, 2).toArray();
      PixelView view = PixelViews.ofElements(settings, truth, scores);
      oracle.compute(scores);
      double expected = 0;
      for (int c = 0; c < 4; c++) {
        assertThat(view.valid(c)).isEqualTo(truth[c] >= 0);
        assertThat(view.p(c)).isCloseTo(oracle.p(c), within(1e-15));
        if (truth[c] == 1) {
          expected +=
              settings.weight(c) * settings.alphaPositive(c) * oracle.positiveTerm(c, gamma);
        } else if (truth[c] == 0) {
          expected +=
              settings.weight(c) * settings.alphaNegative(c) * oracle.negativeTerm(c, gamma);
        }
      }
      assertThat(view.loss()).isCloseTo(expected, within(1e-8 * expected + 1e-30));
    }
  }

  @Test
  void aMultiLabelPixelShowsItsLeastProbableTruthAndItsMostProbablePrediction() {
    LossSettings settings = LossSettings.of(Preset.SIGMOID);
    PixelView view = PixelViews.ofElements(settings, new int[] {1, 1, 0, -1}, 2, -1, 3, 9);
    assertThat(view.label()).isEqualTo(1);
    assertThat(view.prediction()).isEqualTo(3);
    view = PixelViews.ofElements(settings, new int[] {0, -1}, -2, -1);
    assertThat(view.label()).isEqualTo(PixelView.NO_CLASS);
    assertThat(view.prediction()).isEqualTo(PixelView.NO_CLASS);
    assertThat(view.valid()).isTrue();
    view = PixelViews.ofElements(settings, new int[] {-1, -1}, 2, -1);
    assertThat(view.label()).isEqualTo(PixelView.IGNORED);
    assertThat(view.valid()).isFalse();
    assertThat(view.loss()).isZero();
  }

  @Test
  void theExponentialIsThatOfTheLibraryToTheLastBitsButOne() {
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < 200_000; i++) {
      double x = -StrictMath.exp(random.nextDouble(-30, 6.5));
      double expected = StrictMath.exp(x);
      assertThat(Math.abs(Exponential.ofNegative(x) - expected))
          .isLessThanOrEqualTo(4e-16 * expected);
    }
    assertThat(Exponential.ofNegative(0)).isEqualTo(1);
    assertThat(Exponential.ofNegative(-709)).isZero();
    assertThat(Exponential.ofNegative(Double.NEGATIVE_INFINITY)).isZero();
  }
}
