package io.github.focalaudit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import org.junit.jupiter.api.Test;

class FocalAuditTest {
  private static final LossSettings LOSS = LossSettings.of(Preset.ONE_VS_REST);

  /** Two pixels, two classes, by the formula of the PyTorch function in double arithmetic. */
  @Test
  void scoresAnImageInMemory() {
    float[] logits = {2, -1, 0.5f, 1};
    ImageSums score = FocalAudit.score(LOSS, logits, new int[] {0, 0}, 2);
    double first = 1 / (1 + StrictMath.exp(0.5 - 2));
    double second = 1 / (1 + StrictMath.exp(1 + 1));
    double positive = term(first) + term(second);
    // With two classes the negative terms of class 1 are the positive terms of class 0.
    double expected = 0.25 * positive + 0.75 * positive;
    assertThat(score.lossSum()).isCloseTo(expected, within(4e-6 * expected));
    assertThat(score.lossMean()).isEqualTo(score.lossSum() / 4);
    assertThat(score.crossEntropySum())
        .isCloseTo(-StrictMath.log(first) - StrictMath.log(second), within(1e-5));
    assertThat(score.counts().truePositives(0)).isEqualTo(1);
  }

  private static double term(double p) {
    return (1 - p) * (1 - p) * -StrictMath.log(p);
  }

  @Test
  void anImageWithoutValidPixelsHasNoMean() {
    ImageSums score = FocalAudit.score(LOSS, new float[] {1, 2}, new int[] {-1}, 2);
    assertThat(score.lossMean()).isNull();
    assertThat(score.labelQuality()).isNull();
    assertThat(score.lossSum()).isZero();
  }

  @Test
  void oneSigmoidClassTakesZeroAndOne() {
    ImageSums score =
        FocalAudit.score(
            LossSettings.of(Preset.SIGMOID), new float[] {0, 0, 0}, new int[] {1, 0, -1}, 1);
    // p = q = 1/2: alpha * 1/4 * ln 2 for the positive, (1 - alpha) * 1/4 * ln 2 for the negative.
    assertThat(score.lossSum()).isCloseTo(0.25 * StrictMath.log(2), within(1e-6));
    assertThat(score.counts().positives(0)).isEqualTo(1);
    assertThat(score.counts().negatives(0)).isEqualTo(1);
  }

  @Test
  void saysWhatDoesNotFit() {
    assertThatThrownBy(() -> FocalAudit.score(LOSS, new float[4], new int[3], 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected 2 scores a pixel and 2 labels");
    assertThatThrownBy(() -> FocalAudit.score(LOSS, new float[4], new int[] {0, 2}, 2))
        .hasMessageContaining("index 1: expected -1 (ignored) or one in [0, 1], got 2");
    assertThatThrownBy(
            () -> FocalAudit.score(LOSS, new float[] {0, 0, 0, Float.NaN}, new int[2], 2))
        .hasMessageContaining("class 1 at pixel 1");
  }
}
