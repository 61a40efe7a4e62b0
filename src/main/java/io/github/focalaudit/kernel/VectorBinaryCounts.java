package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.signs;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Counts 256 elements by truth (1, 0, ignored) and prediction. A lane holds four counts, a byte
 * each: it sees at most 64 elements, so that none overflows.
 */
final class VectorBinaryCounts {
  private static final int PREDICTED_SHIFT = 8;
  private static final int TRUTH_SHIFT = 16;
  private static final int BYTE = 8;
  private static final int EVEN_BYTES = 0x00ff00ff;

  /** An arithmetic shift of the bits of 1 that leaves {@link #TRUTH_SHIFT} in them; 0 stays 0. */
  private static final int BITS_OF_ONE_SHIFT = 25;

  private int zerosPredictedZero;
  private int zerosPredictedOne;
  private int onesPredictedZero;
  private int onesPredictedOne;

  /**
   * Counts a block, for scores without NaN.
   *
   * @param bound a score at or above it predicts 1; -0 for 0, because -0 less 0 has a sign
   */
  void count(float[] score, int scoreAt, float bound, float[] truth, int truthAt) {
    IntVector counts = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector t = fromArray(SPECIES, truth, truthAt + i);
      IntVector zero = signs(fromArray(SPECIES, score, scoreAt + i).sub(bound));
      IntVector shift =
          t.reinterpretAsInts()
              .lanewise(VectorOperators.ASHR, BITS_OF_ONE_SHIFT)
              .and(TRUTH_SHIFT)
              .add(zero.lanewise(VectorOperators.NOT).and(PREDICTED_SHIFT));
      IntVector mark = signs(t).lanewise(VectorOperators.NOT).and(1);
      counts = counts.add(mark.lanewise(VectorOperators.LSHL, shift));
    }
    int even = counts.and(EVEN_BYTES).reduceLanes(VectorOperators.ADD);
    int odd =
        counts
            .lanewise(VectorOperators.LSHR, BYTE)
            .and(EVEN_BYTES)
            .reduceLanes(VectorOperators.ADD);
    zerosPredictedZero = even & 0xffff;
    onesPredictedZero = even >>> 16;
    zerosPredictedOne = odd & 0xffff;
    onesPredictedOne = odd >>> 16;
  }

  int zerosPredictedZero() {
    return zerosPredictedZero;
  }

  int zerosPredictedOne() {
    return zerosPredictedOne;
  }

  int onesPredictedZero() {
    return onesPredictedZero;
  }

  int onesPredictedOne() {
    return onesPredictedOne;
  }

  int valid() {
    return zerosPredictedZero + zerosPredictedOne + onesPredictedZero + onesPredictedOne;
  }
}
