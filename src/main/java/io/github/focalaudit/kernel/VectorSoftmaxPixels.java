package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * What a softmax block needs once a pixel, and the terms of the label. Wrong maxima are {@link
 * VectorWrongMaxima}, everything else {@link VectorSoftmaxPasses}.
 *
 * <p>With rest the sum of exp(z - max) over the classes other than the first maximum, p of the
 * maximum is 1 / (1 + rest) and its complement rest / (1 + rest), which keeps all digits near p =
 * 1; any other p is at most 1/2, where 1 - p is safe.
 */
final class VectorSoftmaxPixels {
  private final VectorClamp to;

  final float[] max = new float[Tile.PIXELS];
  final float[] argMax = new float[Tile.PIXELS];
  final float[] labelScore = new float[Tile.PIXELS];

  /** Sum of exp(z - max) over the classes that are neither label nor maximum; then the rest. */
  final float[] rest = new float[Tile.PIXELS];

  /** 1 / (1 + rest), the probability of the maximum. */
  final float[] inverse = new float[Tile.PIXELS];

  /** The same, and 0 where the pixel is ignored. */
  final float[] validInverse = new float[Tile.PIXELS];

  /** ln(1 + rest). */
  final float[] lnSum = new float[Tile.PIXELS];

  final float[] valid = new float[Tile.PIXELS];
  final float[] p = new float[Tile.PIXELS];
  final float[] q = new float[Tile.PIXELS];

  /** Factor and base of the label's term: -ln p and 1 - p, clamped. */
  final float[] labelFactor = new float[Tile.PIXELS];

  final float[] labelBase = new float[Tile.PIXELS];

  VectorSoftmaxPixels(KernelSettings settings) {
    to = new VectorClamp(settings);
  }

  /** From the sums of exponentials to the probabilities of label and maximum. */
  void normalize(float[] label) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector y = fromArray(SPECIES, label, i);
      VectorMask<Float> wrong = y.compare(VectorOperators.NE, fromArray(SPECIES, argMax, i));
      VectorMask<Float> ignored = y.compare(VectorOperators.LT, 0f);
      FloatVector e =
          VectorMath.expOfMinus(fromArray(SPECIES, max, i).sub(fromArray(SPECIES, labelScore, i)));
      FloatVector r =
          fromArray(SPECIES, rest, i).add(zero(SPECIES).blend(e, wrong).blend(0f, ignored));
      FloatVector inv = broadcast(SPECIES, 1f).div(r.add(1f));
      FloatVector pLabel = e.mul(inv);
      FloatVector v = broadcast(SPECIES, 1f).blend(0f, ignored);
      r.intoArray(rest, i);
      inv.intoArray(inverse, i);
      inv.mul(v).intoArray(validInverse, i);
      v.intoArray(valid, i);
      pLabel.intoArray(p, i);
      r.mul(inv).blend(broadcast(SPECIES, 1f).sub(pLabel), wrong).intoArray(q, i);
    }
  }

  void logarithms() {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector r = fromArray(SPECIES, rest, i);
      FloatVector sum = r.add(1f);
      FloatVector lost = r.sub(sum.sub(1f));
      VectorMath.log(sum).add(lost.mul(fromArray(SPECIES, inverse, i))).intoArray(lnSum, i);
    }
  }

  /** Factor and base of the label's term; the number of clamped labels. */
  int labelTerms() {
    IntVector count = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector v = fromArray(SPECIES, valid, i);
      FloatVector complement = fromArray(SPECIES, q, i);
      VectorMask<Float> low = fromArray(SPECIES, p, i).compare(VectorOperators.LT, to.eps);
      VectorMask<Float> high = complement.compare(VectorOperators.LT, to.eps);
      FloatVector ln =
          fromArray(SPECIES, lnSum, i)
              .add(fromArray(SPECIES, max, i).sub(fromArray(SPECIES, labelScore, i)));
      ln.blend(to.minusLnEps, low)
          .blend(to.minusLnOneMinusEps, high)
          .mul(v)
          .intoArray(labelFactor, i);
      complement.blend(to.oneMinusEps, low).blend(to.eps, high).intoArray(labelBase, i);
      FloatVector marks = zero(SPECIES).blend(-1f, low).blend(-1f, high).mul(v);
      // Of an ignored pixel the mark is -0, which has a sign.
      count = count.sub(VectorMath.signs(marks.add(0f)));
    }
    return count.reduceLanes(VectorOperators.ADD);
  }
}
