package io.github.focalaudit.kernel;

import io.github.focalaudit.kernel.InvalidScoreException.Reason;
import org.jspecify.annotations.Nullable;

/** Finds scores that have no loss. */
final class ScoreCheck {
  private ScoreCheck() {}

  /** Checks one pixel. */
  static void requireValid(Activation activation, double[] scores, int pixel) {
    boolean anyFinite = false;
    for (int c = 0; c < scores.length; c++) {
      requireValid(activation, scores[c], c, pixel);
      anyFinite |= scores[c] != Double.NEGATIVE_INFINITY;
    }
    requireAnyFinite(activation, anyFinite, pixel);
  }

  /** Checks every filled pixel of a tile, by pixel and then by class. */
  static void requireValid(Activation activation, Tile tile, int classes) {
    for (int i = 0; i < tile.pixelCount(); i++) {
      boolean anyFinite = false;
      for (int c = 0; c < classes; c++) {
        double score = tile.score(c, i);
        requireValid(activation, score, c, i);
        anyFinite |= score != Double.NEGATIVE_INFINITY;
      }
      requireAnyFinite(activation, anyFinite, i);
    }
  }

  /** Checks one score. */
  static void requireValid(Activation activation, double score, int c, int pixel) {
    Reason reason = reason(activation, score);
    if (reason != null) {
      throw new InvalidScoreException(reason, c, pixel, score);
    }
  }

  private static void requireAnyFinite(Activation activation, boolean anyFinite, int pixel) {
    if (activation == Activation.SOFTMAX && !anyFinite) {
      throw new InvalidScoreException(
          Reason.ALL_NEGATIVE_INFINITY, 0, pixel, Double.NEGATIVE_INFINITY);
    }
  }

  private static @Nullable Reason reason(Activation activation, double score) {
    if (Double.isNaN(score)) {
      return Reason.NAN;
    }
    if (score == Double.POSITIVE_INFINITY) {
      return Reason.POSITIVE_INFINITY;
    }
    boolean outside =
        score < -PixelProbabilities.PROBABILITY_SLACK
            || score > 1 + PixelProbabilities.PROBABILITY_SLACK;
    return activation == Activation.NONE && outside ? Reason.NOT_A_PROBABILITY : null;
  }
}
