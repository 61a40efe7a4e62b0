package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static io.github.focalaudit.kernel.VectorMath.all;
import static io.github.focalaudit.kernel.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes over {@code [classes][256]} elements of a softmax block. Each is a method of its own
 * and small, because the compiler stops inlining vector operations in large ones.
 *
 * <p>The negative passes take p = e * inverse and set it to 0 where it is below eps. The comparison
 * is one of bits, in integers: a mask costs several instructions.
 */
final class VectorSoftmaxPasses {
  private static final int SIGN_SHIFT = 31;
  private static final float COUNTER = 0x1.8p23f;
  private static final int COUNTER_BITS = Float.floatToRawIntBits(COUNTER);

  private VectorSoftmaxPasses() {}

  /** The first maximum of every pixel and its class; true where a score is infinite or NaN. */
  static boolean maximum(float[] scores, float[] max, float[] argMax) {
    FloatVector probe = all(0f);
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector m = load(scores, i);
      FloatVector arg = all(0f);
      probe = m.fma(all(0f), probe);
      float c = 1;
      for (int at = i + Tile.PIXELS; at < scores.length; at += Tile.PIXELS) {
        FloatVector v = load(scores, at);
        VectorMask<Float> larger = v.compare(VectorOperators.GT, m);
        probe = v.fma(all(0f), probe);
        m = m.blend(v, larger);
        arg = arg.blend(c, larger);
        c++;
      }
      m.intoArray(max, i);
      arg.intoArray(argMax, i);
    }
    return probe.compare(VectorOperators.NE, 0f).anyTrue();
  }

  /** Replaces scores by exp(score - max), and adds them over the classes. */
  static void exponentials(float[] scores, float[] max, float[] sum) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector m = load(max, i);
      FloatVector s = all(0f);
      for (int at = i; at < scores.length; at += Tile.PIXELS) {
        FloatVector e = VectorMath.expOfMinus(m.sub(load(scores, at)));
        e.intoArray(scores, at);
        s = s.add(e);
      }
      s.intoArray(sum, i);
    }
  }

  /**
   * Takes the scores of one label out of the tile, where they become -inf; the number of its
   * pixels.
   */
  static int takeLabel(float[] labels, int label, float[] scores, float[] labelScores) {
    int row = label * Tile.PIXELS;
    int count = 0;
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector hits = all(0f);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        VectorMask<Float> other = load(labels, i).compare(VectorOperators.NE, (float) label);
        FloatVector score = load(scores, row + i);
        score.blend(load(labelScores, i), other).intoArray(labelScores, i);
        all(Float.NEGATIVE_INFINITY).blend(score, other).intoArray(scores, row + i);
        hits = hits.add(all(1f).blend(0f, other));
      }
      count +=
          hits.add(all(COUNTER))
              .reinterpretAsInts()
              .sub(COUNTER_BITS)
              .reduceLanes(VectorOperators.ADD);
    }
    return count;
  }

  /** Small whole floats as ints, by the low bits of a sum; a conversion would be slower. */
  static void toInts(float[] from, int[] into) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      load(from, i).add(all(COUNTER)).reinterpretAsInts().sub(COUNTER_BITS).intoArray(into, i);
    }
  }

  /** The lane sums of {@code p^2 * -ln(1 - p)} by class, and how many p are below eps. */
  static void negativeSquares(float[] e, float[] inverse, int epsBits, float[] lanes, int[] below) {
    for (int c = 0; c < below.length; c++) {
      int row = c * Tile.PIXELS;
      int count = 0;
      for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
        FloatVector sum = all(0f);
        IntVector low = all(0f).reinterpretAsInts();
        for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
          IntVector bits = load(e, row + i).mul(load(inverse, i)).reinterpretAsInts();
          IntVector sign = bits.sub(epsBits).lanewise(VectorOperators.ASHR, SIGN_SHIFT);
          FloatVector p = bits.lanewise(VectorOperators.AND_NOT, sign).reinterpretAsFloats();
          low = low.sub(sign);
          sum =
              sum.add(
                  VectorMath.minusLog1mOverP(VectorMath.minusLog1mUpper(p), p)
                      .mul(p)
                      .mul(p)
                      .mul(p));
        }
        sum.intoArray(lanes, c * VIRTUAL_LANES + j);
        count += low.reduceLanes(VectorOperators.ADD);
      }
      below[c] = count;
    }
  }

  /**
   * One class for any gammas: the lane sums for the gammas 0, 1 and 2, the rows of p and -ln(1 - p)
   * for the others, and how many p are below eps.
   */
  static int negativeRow(
      float[] e, int row, float[] inverse, int epsBits, float[] p, float[] ln, LaneSums lanes) {
    int count = 0;
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector sum0 = all(0f);
      FloatVector sum1 = all(0f);
      FloatVector sum2 = all(0f);
      IntVector low = all(0f).reinterpretAsInts();
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        IntVector bits = load(e, row + i).mul(load(inverse, i)).reinterpretAsInts();
        IntVector sign = bits.sub(epsBits).lanewise(VectorOperators.ASHR, SIGN_SHIFT);
        FloatVector v = bits.lanewise(VectorOperators.AND_NOT, sign).reinterpretAsFloats();
        low = low.sub(sign);
        v.intoArray(p, i);
        FloatVector term = VectorMath.minusLog1mOverP(VectorMath.minusLog1mUpper(v), v).mul(v);
        term.intoArray(ln, i);
        sum0 = sum0.add(term);
        term = term.mul(v);
        sum1 = sum1.add(term);
        sum2 = sum2.add(term.mul(v));
      }
      sum0.intoArray(lanes.power0, j);
      sum1.intoArray(lanes.power1, j);
      sum2.intoArray(lanes.power2, j);
      count += low.reduceLanes(VectorOperators.ADD);
    }
    return count;
  }

  /** Lane sums of the gammas that need no power function. */
  static final class LaneSums {
    final float[] power0 = new float[VIRTUAL_LANES];
    final float[] power1 = new float[VIRTUAL_LANES];
    final float[] power2 = new float[VIRTUAL_LANES];
  }
}
