package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.INTS;
import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Where label and maximum of every pixel of a softmax block are, in the tile, in lane sums and in
 * the confusion matrix, so that single pixels can be read and counted without a branch. An ignored
 * pixel has its maximum for a label, which is harmless because its terms are 0.
 */
final class VectorLabelPlaces {
  private static final int[] PIXEL = new int[Tile.PIXELS];

  static {
    Arrays.setAll(PIXEL, i -> i);
  }

  private final int classes;

  /** -1 for a valid pixel whose maximum is not the label, else 0. */
  final int[] wrong = new int[Tile.PIXELS];

  /** Indices of the score of the label and of the maximum. */
  final int[] labelAt = new int[Tile.PIXELS];

  final int[] maxAt = new int[Tile.PIXELS];

  /** Indices among the lane sums of all classes. */
  final int[] labelLane = new int[Tile.PIXELS];

  final int[] maximumLane = new int[Tile.PIXELS];

  /** Index into the confusion matrix. */
  final int[] cell = new int[Tile.PIXELS];

  private int validCount;
  private int wrongCount;

  VectorLabelPlaces(int classes) {
    this.classes = classes;
  }

  void locate(float[] targets, float[] argMax) {
    IntVector ignored = zero(SPECIES).reinterpretAsInts();
    IntVector wrongs = ignored;
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      IntVector best = VectorMath.toInts(fromArray(SPECIES, argMax, i));
      IntVector truth = VectorMath.toInts(fromArray(SPECIES, targets, i));
      IntVector out = signs(truth);
      // Of an ignored pixel, whose truth is -1, nothing is different.
      IntVector difference =
          truth.lanewise(VectorOperators.XOR, best).lanewise(VectorOperators.AND_NOT, out);
      IntVector different = signs(difference.neg());
      ignored = ignored.sub(out);
      wrongs = wrongs.sub(different);
      truth = difference.lanewise(VectorOperators.XOR, best);
      different.intoArray(wrong, i);
      truth.mul(classes).add(best).intoArray(cell, i);
      IntVector column = IntVector.fromArray(INTS, PIXEL, i);
      truth.mul(Tile.PIXELS).add(column).intoArray(labelAt, i);
      best.mul(Tile.PIXELS).add(column).intoArray(maxAt, i);
      column = column.and(VIRTUAL_LANES - 1);
      truth.mul(VIRTUAL_LANES).add(column).intoArray(labelLane, i);
      best.mul(VIRTUAL_LANES).add(column).intoArray(maximumLane, i);
    }
    validCount = Tile.PIXELS - ignored.reduceLanes(VectorOperators.ADD);
    wrongCount = wrongs.reduceLanes(VectorOperators.ADD);
  }

  private static IntVector signs(IntVector x) {
    return x.lanewise(VectorOperators.ASHR, Integer.SIZE - 1);
  }

  int validCount() {
    return validCount;
  }

  int wrongCount() {
    return wrongCount;
  }

  /** Moves the scores of the labels out of the tile; -inf is left there and at the maxima. */
  void exchange(float[] scores, float[] labelScores) {
    for (int i = 0; i < Tile.PIXELS; i++) {
      int from = labelAt[i];
      labelScores[i] = scores[from];
      scores[from] = Float.NEGATIVE_INFINITY;
      scores[maxAt[i]] = Float.NEGATIVE_INFINITY;
    }
  }
}
