package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static io.github.focalaudit.kernel.VectorMath.all;
import static io.github.focalaudit.kernel.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes over {@code [classes][256]} elements of a softmax block. Each is a method of its own
 * and small, because the compiler stops inlining vector operations in large ones.
 */
final class VectorSoftmaxPasses {
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
        FloatVector e = VectorMath.exp(load(scores, at).sub(m));
        e.intoArray(scores, at);
        s = s.add(e);
      }
      s.intoArray(sum, i);
    }
  }

  /**
   * The lane sums of {@code p^2 * -ln(1 - p)} of every class, p = e * inverse, over elements with p
   * at least eps, and the lane counts of the others.
   */
  static void negativeSquares(float[] e, float[] inverse, float eps, float[] lanes, float[] below) {
    int to = 0;
    for (int row = 0; row < e.length; row += Tile.PIXELS) {
      for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
        FloatVector sum = all(0f);
        FloatVector count = all(0f);
        for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
          FloatVector p = load(e, row + i).mul(load(inverse, i));
          VectorMask<Float> low = p.compare(VectorOperators.LT, eps);
          p = p.blend(0f, low);
          count = count.add(all(0f).blend(1f, low));
          sum = sum.add(VectorMath.minusLog1mOverP(p).mul(p).mul(p).mul(p));
        }
        sum.intoArray(lanes, to + j);
        count.intoArray(below, to + j);
      }
      to += VIRTUAL_LANES;
    }
  }

  /** The rows of p and -ln(1 - p) of one class, 0 where p is below eps; and the lane counts. */
  static void negativeRow(
      float[] e, int row, float[] inverse, float eps, float[] p, float[] ln, float[] below) {
    int to = row / Tile.PIXELS * VIRTUAL_LANES;
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector count = all(0f);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector v = load(e, row + i).mul(load(inverse, i));
        VectorMask<Float> low = v.compare(VectorOperators.LT, eps);
        v = v.blend(0f, low);
        count = count.add(all(0f).blend(1f, low));
        v.intoArray(p, i);
        VectorMath.minusLog1mOverP(v).mul(v).intoArray(ln, i);
      }
      count.intoArray(below, to + j);
    }
  }
}
