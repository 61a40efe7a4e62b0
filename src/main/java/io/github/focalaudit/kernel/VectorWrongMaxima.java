package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.INTS;
import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The negative terms of maxima that are not the label, whose p may be above 1/2: {@code p^gamma *
 * -ln(1 - p)} with p = 1 / (1 + rest). Where a block has a list of them, they are gathered first;
 * else every pixel is computed, which is faster than gathering most of them, and the terms of the
 * others are set to 0.
 */
final class VectorWrongMaxima {
  private static final int HALF_BITS = Float.floatToRawIntBits(0.5f);

  private final VectorClamp to;

  /** -ln(1 - p), clamped, and 0 where the maximum is the label. */
  final float[] factor = new float[Tile.PIXELS];

  /** p, clamped. */
  final float[] base = new float[Tile.PIXELS];

  private final float[] listedRest = new float[Tile.PIXELS];
  private final float[] listedInverse = new float[Tile.PIXELS];
  private final float[] listedLnSum = new float[Tile.PIXELS];
  private final int[] listed = new int[Tile.PIXELS];
  private final VectorPass logarithms = this::logarithms;
  private final VectorPass difference = this::difference;
  private final VectorPass clamp = this::clamp;
  private float[] rest = listedRest;
  private float[] inverse = listedInverse;
  private float[] lnSum = listedLnSum;
  private int[] wanted = listed;
  private int length;
  private int clampedCount;

  VectorWrongMaxima(KernelSettings settings) {
    to = new VectorClamp(settings);
  }

  /** Computes the rows; in the order of the list, where there is one, else by pixel. */
  void score(VectorSoftmaxPixels pixels, VectorLabels labels) {
    if (labels.many()) {
      rest = pixels.rest;
      inverse = pixels.inverse;
      lnSum = pixels.lnSum;
      wanted = labels.places().wrong;
      length = Tile.PIXELS;
    } else {
      gather(pixels, labels.wrongPixel, labels.wrongCount);
    }
    VectorPass.call(logarithms);
    VectorPass.call(difference);
    VectorPass.call(clamp);
  }

  /** How many elements the rows have. */
  int length() {
    return length;
  }

  /** How many of the wrong maxima were clamped. */
  int clampedCount() {
    return clampedCount;
  }

  private void gather(VectorSoftmaxPixels pixels, int[] pixel, int count) {
    for (int k = 0; k < count; k++) {
      int i = pixel[k];
      listedRest[k] = pixels.rest[i];
      listedInverse[k] = pixels.inverse[i];
      listedLnSum[k] = pixels.lnSum[i];
    }
    Arrays.fill(listed, 0, count, -1);
    Arrays.fill(listed, count, Tile.PIXELS, 0);
    rest = listedRest;
    inverse = listedInverse;
    lnSum = listedLnSum;
    wanted = listed;
    length = count;
  }

  /** ln(rest). */
  private void logarithms() {
    for (int i = 0; i < length; i += LANES) {
      VectorMath.log(fromArray(SPECIES, rest, i)).intoArray(factor, i);
    }
  }

  /** -ln(1 - p) is ln(1 + rest) - ln(rest), but for p up to 1/2, where the difference cancels. */
  private void difference() {
    for (int i = 0; i < length; i += LANES) {
      FloatVector p = fromArray(SPECIES, inverse, i);
      FloatVector half = p.reinterpretAsInts().min(HALF_BITS).reinterpretAsFloats();
      FloatVector square = half.mul(half);
      FloatVector small =
          VectorMath.minusLog1m(VectorMath.minusLog1mUpper(half, square), half, square);
      FloatVector ln = fromArray(SPECIES, lnSum, i).sub(fromArray(SPECIES, factor, i));
      ln.blend(small, fromArray(SPECIES, rest, i).compare(VectorOperators.GE, 1f))
          .intoArray(factor, i);
    }
  }

  private void clamp() {
    IntVector count = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < length; i += LANES) {
      FloatVector p = fromArray(SPECIES, inverse, i);
      IntVector unwanted = IntVector.fromArray(INTS, wanted, i).lanewise(VectorOperators.NOT);
      VectorMask<Float> low = p.compare(VectorOperators.LT, to.eps);
      VectorMask<Float> high =
          fromArray(SPECIES, rest, i).mul(p).compare(VectorOperators.LT, to.eps);
      FloatVector ln =
          fromArray(SPECIES, factor, i)
              .blend(to.minusLnOneMinusEps, low)
              .blend(to.minusLnEps, high);
      VectorMath.zeroWhere(unwanted, ln).intoArray(factor, i);
      p.blend(to.eps, low).blend(to.oneMinusEps, high).intoArray(base, i);
      FloatVector marks = zero(SPECIES).blend(-1f, low).blend(-1f, high);
      count = count.sub(VectorMath.signs(VectorMath.zeroWhere(unwanted, marks)));
    }
    clampedCount = count.reduceLanes(VectorOperators.ADD);
  }
}
