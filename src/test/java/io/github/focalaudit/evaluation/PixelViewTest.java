package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.PixelProbabilities;
import java.util.List;
import java.util.SplittableRandom;
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
        new LossSettings(
            preset,
            Activation.SOFTMAX,
            List.of(gamma),
            base.alpha(),
            List.of(1d, 0.5, 2d, 0d, 1d),
            base.eps(),
            base.normalizer());
    SplittableRandom random = new SplittableRandom(11);
    PixelProbabilities oracle = new PixelProbabilities(settings.kernelSettings(5));
    for (int i = 0; i < 2000; i++) {
      double[] scores = random.doubles(5, -spread, spread).toArray();
      int label = random.nextInt(5);
      PixelView view = PixelViews.of(settings, scores);
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
      assertThat(view.loss(label)).isCloseTo(expected, within(1e-8 * expected + 1e-30));
      assertThat(view.prediction()).isEqualTo(oracle.prediction());
    }
  }
}
