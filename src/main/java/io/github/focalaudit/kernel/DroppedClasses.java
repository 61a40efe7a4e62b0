package io.github.focalaudit.kernel;

import io.github.focalaudit.kernel.InvalidScoreException.Reason;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Classes that are left out of the softmax: turns the scores of a pixel into logits whose softmax
 * gives them probability 0, and the others their share of 1. Immutable.
 *
 * <pre>
 * logits         z[c]                for a kept class, negative infinity for a dropped one
 * probabilities  ln(p[c] / max p)    for a kept class, negative infinity for a dropped one
 * </pre>
 *
 * <p>The softmax of the second is p[c] over the sum of the kept p, without a difference that could
 * cancel, and its first maximum is that of the stored values. In float32 a logarithm above ln 1e-8
 * = -18.4 is rounded by at most 1e-6, so that p and 1 - p stay within 1e-6 relative.
 */
final class DroppedClasses {
  private final BitSet dropped;
  private final int classes;
  private final boolean probabilities;

  /**
   * @param probabilities whether scores are probabilities, else logits
   */
  DroppedClasses(Collection<Integer> dropped, int classes, boolean probabilities) {
    this.dropped = new BitSet(classes);
    dropped.forEach(this.dropped::set);
    this.classes = classes;
    this.probabilities = probabilities;
  }

  /** The same classes, in ascending order. */
  List<Integer> toList() {
    return dropped.stream().boxed().toList();
  }

  /** Whether scores are probabilities that are divided by their sum over the kept classes. */
  boolean renormalises() {
    return probabilities && !dropped.isEmpty();
  }

  boolean contains(int classIndex) {
    return dropped.get(classIndex);
  }

  int count() {
    return dropped.cardinality();
  }

  /** Turns the scores of a filled tile. */
  void leaveOut(Tile tile) {
    for (int c = dropped.nextSetBit(0); c >= 0; c = dropped.nextSetBit(c + 1)) {
      tile.fillClass(c, Double.NEGATIVE_INFINITY);
    }
    if (!renormalises()) {
      return;
    }
    double[] scores = new double[classes];
    for (int i = 0; i < tile.pixelCount(); i++) {
      for (int c = 0; c < classes; c++) {
        scores[c] = tile.score(c, i);
      }
      toLogits(scores, i, tile.targets()[i] == Tile.IGNORED);
      for (int c = 0; c < classes; c++) {
        tile.setScore(c, i, scores[c]);
      }
    }
  }

  /** Turns the scores of one pixel. */
  void leaveOut(double[] scores, boolean ignored) {
    for (int c = dropped.nextSetBit(0); c >= 0; c = dropped.nextSetBit(c + 1)) {
      scores[c] = Double.NEGATIVE_INFINITY;
    }
    if (renormalises()) {
      toLogits(scores, 0, ignored);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof DroppedClasses that
        && dropped.equals(that.dropped)
        && renormalises() == that.renormalises();
  }

  @Override
  public int hashCode() {
    return Objects.hash(dropped, renormalises());
  }

  @Override
  public String toString() {
    return dropped.toString();
  }

  /** An ignored pixel may have no probability left: its classes share it evenly. */
  private void toLogits(double[] scores, int pixel, boolean ignored) {
    double max = 0;
    for (int c = 0; c < classes; c++) {
      if (!dropped.get(c)) {
        ScoreCheck.requireValid(Activation.NONE, scores[c], c, pixel);
        max = Math.max(max, scores[c]);
      }
    }
    if (max == 0 && !ignored) {
      throw new InvalidScoreException(
          Reason.NO_PROBABILITY_LEFT, dropped.nextClearBit(0), pixel, 0);
    }
    for (int c = 0; c < classes; c++) {
      if (!dropped.get(c)) {
        scores[c] = max == 0 ? 0 : StrictMath.log(Math.max(0, scores[c]) / max);
      }
    }
  }
}
