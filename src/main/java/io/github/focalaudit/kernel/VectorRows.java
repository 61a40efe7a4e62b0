package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Passes over a row of a block, 256 floats, or over several. Sums have {@link
 * VectorMath#VIRTUAL_LANES} lanes: lane j adds the elements j, j + 16, j + 32 and so on in this
 * order.
 *
 * <p>A length is rounded up to whole vectors by the loops; what lies behind it is never read as a
 * result.
 */
final class VectorRows {
  private VectorRows() {}

  static void multiply(float[] row, float[] by, float[] out, int length) {
    for (int i = 0; i < length; i += LANES) {
      fromArray(SPECIES, row, i).mul(fromArray(SPECIES, by, i)).intoArray(out, i);
    }
  }

  static void multiplyTwice(float[] row, float[] by, float[] out, int length) {
    for (int i = 0; i < length; i += LANES) {
      FloatVector factor = fromArray(SPECIES, by, i);
      fromArray(SPECIES, row, i).mul(factor).mul(factor).intoArray(out, i);
    }
  }

  static void timesSquareRoot(float[] factor, float[] base, float[] out, int length) {
    for (int i = 0; i < length; i += LANES) {
      fromArray(SPECIES, factor, i)
          .mul(fromArray(SPECIES, base, i).lanewise(VectorOperators.SQRT))
          .intoArray(out, i);
    }
  }

  /** The logarithms to base 2, within the range of {@link VectorMath#log2}. */
  static void logarithms(float[] base, float[] out, int length) {
    for (int i = 0; i < length; i += LANES) {
      VectorMath.log2(fromArray(SPECIES, base, i)).intoArray(out, i);
    }
  }

  /** row = factor * base^exponent, from the logarithms of the base. */
  static void timesPower(float[] factor, float exponent, float[] row, int length) {
    FloatVector scale = broadcast(SPECIES, exponent);
    for (int i = 0; i < length; i += LANES) {
      fromArray(SPECIES, factor, i)
          .mul(VectorMath.exp2(fromArray(SPECIES, row, i), scale))
          .intoArray(row, i);
    }
  }

  /** row = factor * base^exponent * base, from the logarithms of the base. */
  static void timesPowerAndBase(
      float[] factor, float[] base, float exponent, float[] row, int length) {
    FloatVector scale = broadcast(SPECIES, exponent);
    for (int i = 0; i < length; i += LANES) {
      FloatVector power = VectorMath.exp2(fromArray(SPECIES, row, i), scale);
      fromArray(SPECIES, factor, i).mul(power).mul(fromArray(SPECIES, base, i)).intoArray(row, i);
    }
  }

  /** The lane sums of consecutive rows, 16 floats each. */
  static void sums(float[] rows, int length, float[] lanes, int at) {
    int to = at;
    for (int row = 0; row < length; row += Tile.PIXELS) {
      for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
        FloatVector sum = zero(SPECIES);
        for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
          sum = sum.add(fromArray(SPECIES, rows, row + i));
        }
        sum.intoArray(lanes, to + j);
      }
      to += VIRTUAL_LANES;
    }
  }

  /** The lane sums of the elements of one label. */
  static void sumOfLabel(float[] row, float[] labels, float label, float[] lanes, int at) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector sum = zero(SPECIES);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        VectorMask<Float> other = fromArray(SPECIES, labels, i).compare(VectorOperators.NE, label);
        sum = sum.add(fromArray(SPECIES, row, i).blend(0f, other));
      }
      sum.intoArray(lanes, at + j);
    }
  }

  /**
   * Moves the scores of the pixels of a label out of its row, and leaves -inf there; their number.
   */
  static int takeLabel(float[] labels, float label, float[] scores, int at, float[] into) {
    FloatVector taken = broadcast(SPECIES, Float.NEGATIVE_INFINITY);
    FloatVector hits = zero(SPECIES);
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector row = fromArray(SPECIES, scores, at + i);
      VectorMask<Float> other = fromArray(SPECIES, labels, i).compare(VectorOperators.NE, label);
      row.blend(fromArray(SPECIES, into, i), other).intoArray(into, i);
      taken.blend(row, other).intoArray(scores, at + i);
      hits = hits.add(broadcast(SPECIES, 1f).blend(0f, other));
    }
    return VectorMath.toInts(hits).reduceLanes(VectorOperators.ADD);
  }

  /**
   * Lists the pixels that are not ignored and whose label is not the other one, ascending; their
   * number. Without a branch for each pixel.
   */
  static int listDifferent(float[] labels, float[] others, int[] pixels) {
    int count = 0;
    for (int from = 0; from < Tile.PIXELS; from += LANES) {
      FloatVector other = fromArray(SPECIES, others, from);
      if (fromArray(SPECIES, labels, from).compare(VectorOperators.NE, other).anyTrue()) {
        for (int i = from; i < from + LANES; i++) {
          pixels[count] = i;
          int label = Float.floatToRawIntBits(labels[i]);
          int difference = label ^ Float.floatToRawIntBits(others[i]);
          count += ((difference | -difference) & ~label) >>> (Integer.SIZE - 1);
        }
      }
    }
    return count;
  }

  /**
   * The lane sums of the elements whose truth is 1, and behind them those of the others, which are
   * 0 if ignored.
   */
  static void sumByTruth(float[] row, float[] truth, int truthAt, float[] lanes) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector ones = zero(SPECIES);
      FloatVector zeros = zero(SPECIES);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector term = fromArray(SPECIES, row, i);
        FloatVector t = fromArray(SPECIES, truth, truthAt + i);
        ones = term.fma(t, ones);
        zeros = term.fma(broadcast(SPECIES, 1f).sub(t), zeros);
      }
      ones.intoArray(lanes, j);
      zeros.intoArray(lanes, VIRTUAL_LANES + j);
    }
  }

  /**
   * Softmin weights {@code e^(10 q)} of the pixels that are not ignored, as lane sums, and behind
   * them those of p times the weights.
   */
  static void quality(float[] p, float[] q, float[] targets, float[] lanes, int at) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector sum = zero(SPECIES);
      FloatVector weightedSum = zero(SPECIES);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector w =
            VectorMath.zeroWhere(
                VectorMath.signs(fromArray(SPECIES, targets, i)),
                VectorMath.exp(fromArray(SPECIES, q, i).mul(10f)));
        sum = sum.add(w);
        weightedSum = w.fma(fromArray(SPECIES, p, i), weightedSum);
      }
      sum.intoArray(lanes, at + j);
      weightedSum.intoArray(lanes, at + VIRTUAL_LANES + j);
    }
  }

  /** Adds each of the first elements to its lane, counted from a first one. */
  static void scatter(float[] row, int[] lane, int length, float[] lanes, int at) {
    for (int i = 0; i < length; i++) {
      lanes[at + lane[i]] += row[i];
    }
  }

  /** Lanes added as doubles in index order. */
  static double total(float[] lanes, int at) {
    double sum = lanes[at];
    for (int j = 1; j < VIRTUAL_LANES; j++) {
      sum += lanes[at + j];
    }
    return sum;
  }

  /** The total of lanes that hold whole numbers. */
  static int total(int[] lanes, int at) {
    IntVector sum = IntVector.fromArray(VectorMath.INTS, lanes, at);
    for (int j = LANES; j < VIRTUAL_LANES; j += LANES) {
      sum = sum.add(IntVector.fromArray(VectorMath.INTS, lanes, at + j));
    }
    return sum.reduceLanes(VectorOperators.ADD);
  }

  /** The totals of consecutive groups of lanes; four side by side, whose additions overlap. */
  static void totals(float[] lanes, int at, int count, double[] totals, int to) {
    int k = 0;
    for (; k + 4 <= count; k += 4) {
      int from = at + k * VIRTUAL_LANES;
      double a = lanes[from];
      double b = lanes[from + VIRTUAL_LANES];
      double c = lanes[from + 2 * VIRTUAL_LANES];
      double d = lanes[from + 3 * VIRTUAL_LANES];
      for (int j = from + 1; j < from + VIRTUAL_LANES; j++) {
        a += lanes[j];
        b += lanes[j + VIRTUAL_LANES];
        c += lanes[j + 2 * VIRTUAL_LANES];
        d += lanes[j + 3 * VIRTUAL_LANES];
      }
      totals[to + k] = a;
      totals[to + k + 1] = b;
      totals[to + k + 2] = c;
      totals[to + k + 3] = d;
    }
    for (; k < count; k++) {
      totals[to + k] = total(lanes, at + k * VIRTUAL_LANES);
    }
  }

  /** Whether every element is this value. */
  static boolean isConstant(float[] row, float value) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      if (fromArray(SPECIES, row, i).compare(VectorOperators.NE, value).anyTrue()) {
        return false;
      }
    }
    return true;
  }

  /** Whether the scores hold an infinity or NaN. */
  static boolean hasNonFinite(float[] scores) {
    IntVector probe = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < scores.length; i += LANES) {
      probe = probe.or(VectorMath.zeroIfFinite(fromArray(SPECIES, scores, i)));
    }
    return probe.compare(VectorOperators.NE, 0).anyTrue();
  }
}
