package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.all;
import static io.github.focalaudit.kernel.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes over {@code [classes][256]} elements of a softmax block. Each is a method of its own
 * and small, because the compiler stops inlining vector operations in large ones.
 */
final class VectorSoftmaxPasses {
  private VectorSoftmaxPasses() {}

  /**
   * The first maximum of every pixel and its class; true where a score is infinite or NaN. Two
   * vectors side by side, because each comparison waits for the one before.
   */
  static boolean maximum(float[] scores, float[] max, float[] argMax) {
    IntVector probe = all(0f).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += 2 * LANES) {
      FloatVector m1 = load(scores, i);
      FloatVector m2 = load(scores, i + LANES);
      FloatVector arg1 = all(0f);
      FloatVector arg2 = all(0f);
      probe = probe.or(VectorMath.zeroIfFinite(m1)).or(VectorMath.zeroIfFinite(m2));
      float c = 1;
      for (int at = i + Tile.PIXELS; at < scores.length; at += Tile.PIXELS) {
        FloatVector v1 = load(scores, at);
        FloatVector v2 = load(scores, at + LANES);
        VectorMask<Float> larger1 = v1.compare(VectorOperators.GT, m1);
        VectorMask<Float> larger2 = v2.compare(VectorOperators.GT, m2);
        probe = probe.or(VectorMath.zeroIfFinite(v1)).or(VectorMath.zeroIfFinite(v2));
        m1 = m1.blend(v1, larger1);
        m2 = m2.blend(v2, larger2);
        arg1 = arg1.blend(c, larger1);
        arg2 = arg2.blend(c, larger2);
        c++;
      }
      m1.intoArray(max, i);
      m2.intoArray(max, i + LANES);
      arg1.intoArray(argMax, i);
      arg2.intoArray(argMax, i + LANES);
    }
    return probe.compare(VectorOperators.NE, 0).anyTrue();
  }

  /** Replaces scores by exp(score - max), and adds them over the classes. */
  static void exponentials(float[] scores, float[] max, float[] sum) {
    for (int i = 0; i < Tile.PIXELS; i += 2 * LANES) {
      FloatVector m1 = load(max, i);
      FloatVector m2 = load(max, i + LANES);
      FloatVector s1 = all(0f);
      FloatVector s2 = all(0f);
      for (int at = i; at < scores.length; at += Tile.PIXELS) {
        FloatVector e1 = VectorMath.expOfMinus(m1.sub(load(scores, at)));
        FloatVector e2 = VectorMath.expOfMinus(m2.sub(load(scores, at + LANES)));
        e1.intoArray(scores, at);
        e2.intoArray(scores, at + LANES);
        s1 = s1.add(e1);
        s2 = s2.add(e2);
      }
      s1.intoArray(sum, i);
      s2.intoArray(sum, i + LANES);
    }
  }
}
