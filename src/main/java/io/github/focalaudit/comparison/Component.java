package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import org.jspecify.annotations.Nullable;

/**
 * One pair of sums over images: a numerator and a denominator.
 *
 * @param slice the images that count; null for all
 * @param kind what is summed
 * @param classIndex class of the sums; -1 where they are not by class
 */
record Component(@Nullable SliceKey slice, Kind kind, int classIndex) {

  /** What is summed. */
  enum Kind {
    /** Loss over the denominator of the normaliser. */
    LOSS,
    /** Image means over images that have one. */
    IMAGE_MEAN,
    /** Cross-entropy over valid pixels or elements. */
    CROSS_ENTROPY,
    /** Loss of a class over the denominator of that class. */
    CLASS_LOSS,
    /** True positives over the union. */
    IOU,
    /** Twice the true positives over truth and prediction together. */
    DICE,
    /** Correct pixels over valid pixels. */
    ACCURACY,
    /** Positives of a class, over nothing: whether the class is there at all. */
    PRESENCE
  }
}
