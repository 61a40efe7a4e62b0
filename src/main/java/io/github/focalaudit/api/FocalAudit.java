package io.github.focalaudit.api;

import io.github.focalaudit.evaluation.ArrayScorer;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.run.Validation;

/**
 * The public Java API for callers that have an image in memory. Stateless and thread-safe. A whole
 * dataset is scored by {@link Validation}.
 *
 * <pre>{@code
 * LossSettings loss = LossSettings.of(Preset.ONE_VS_REST);
 * ImageSums sums = FocalAudit.score(loss, logits, labels, classes);
 * System.out.println(sums.lossMean());
 * }</pre>
 */
public final class FocalAudit {
  private FocalAudit() {}

  /**
   * Scores one image in memory, without Spark: the same kernel, blocks and sums as a run, and so
   * the same bits as its row.
   *
   * @param loss the loss
   * @param scores {@code [classes, pixels]}, class-major: the score of class c at pixel i is at
   *     {@code c * pixels + i}; logits, or probabilities under activation none
   * @param labels {@code [pixels]} class indices, -1 for an ignored pixel; for the preset sigmoid
   *     {@code [classes, pixels]} of 0 and 1, -1 for an ignored element
   * @param classes number of classes, at least 1
   * @return the sums and counts of the image; its loss mean is null without valid pixels
   * @throws IllegalArgumentException where lengths do not fit, a label is out of range, or a score
   *     has no loss (NaN, +inf, all -inf); the message has the class and the pixel
   */
  public static ImageSums score(LossSettings loss, float[] scores, int[] labels, int classes) {
    return new ArrayScorer(loss, classes).score(scores, labels);
  }
}
