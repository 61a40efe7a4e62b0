package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The passes over {@code [classes][256]} elements of a softmax block. Each is a method of its own
 * and small, because the compiler stops inlining vector operations in large ones.
 */
final class VectorSoftmaxPasses {
  private VectorSoftmaxPasses() {}

  /**
   * The first maximum of every pixel and its class; true where a score is infinite or NaN, of which
   * 0 times it is NaN. Four vectors side by side, because each comparison waits for the one before.
   */
  static boolean maximum(float[] scores, float[] max, float[] argMax) {
    FloatVector zero = zero(SPECIES);
    FloatVector probe = zero;
    for (int i = 0; i < Tile.PIXELS; i += 4 * LANES) {
      FloatVector m1 = fromArray(SPECIES, scores, i);
      FloatVector arg1 = zero;
      probe = m1.fma(zero, probe);
      FloatVector m2 = fromArray(SPECIES, scores, i + LANES);
      FloatVector arg2 = zero;
      probe = m2.fma(zero, probe);
      FloatVector m3 = fromArray(SPECIES, scores, i + 2 * LANES);
      FloatVector arg3 = zero;
      probe = m3.fma(zero, probe);
      FloatVector m4 = fromArray(SPECIES, scores, i + 3 * LANES);
      FloatVector arg4 = zero;
      probe = m4.fma(zero, probe);
      float c = 1;
      for (int at = i + Tile.PIXELS; at < scores.length; at += Tile.PIXELS) {
        FloatVector number = broadcast(SPECIES, c);
        FloatVector v1 = fromArray(SPECIES, scores, at);
        VectorMask<Float> larger1 = v1.compare(VectorOperators.GT, m1);
        probe = v1.fma(zero, probe);
        m1 = m1.blend(v1, larger1);
        arg1 = arg1.blend(number, larger1);
        FloatVector v2 = fromArray(SPECIES, scores, at + LANES);
        VectorMask<Float> larger2 = v2.compare(VectorOperators.GT, m2);
        probe = v2.fma(zero, probe);
        m2 = m2.blend(v2, larger2);
        arg2 = arg2.blend(number, larger2);
        FloatVector v3 = fromArray(SPECIES, scores, at + 2 * LANES);
        VectorMask<Float> larger3 = v3.compare(VectorOperators.GT, m3);
        probe = v3.fma(zero, probe);
        m3 = m3.blend(v3, larger3);
        arg3 = arg3.blend(number, larger3);
        FloatVector v4 = fromArray(SPECIES, scores, at + 3 * LANES);
        VectorMask<Float> larger4 = v4.compare(VectorOperators.GT, m4);
        probe = v4.fma(zero, probe);
        m4 = m4.blend(v4, larger4);
        arg4 = arg4.blend(number, larger4);
        c++;
      }
      m1.intoArray(max, i);
      arg1.intoArray(argMax, i);
      m2.intoArray(max, i + LANES);
      arg2.intoArray(argMax, i + LANES);
      m3.intoArray(max, i + 2 * LANES);
      arg3.intoArray(argMax, i + 2 * LANES);
      m4.intoArray(max, i + 3 * LANES);
      arg4.intoArray(argMax, i + 3 * LANES);
    }
    return probe.compare(VectorOperators.NE, probe).anyTrue();
  }

  /** Replaces scores by exp(score - max), and adds them over the classes. */
  static void exponentials(float[] scores, float[] max, float[] sum) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector m = fromArray(SPECIES, max, i);
      FloatVector s = zero(SPECIES);
      for (int at = i; at < scores.length; at += Tile.PIXELS) {
        FloatVector e = VectorMath.expOfMinus(m.sub(fromArray(SPECIES, scores, at)));
        e.intoArray(scores, at);
        s = s.add(e);
      }
      s.intoArray(sum, i);
    }
  }
}
