package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The negative terms of a softmax block, {@code p^gamma * -ln(1 - p)} by class. Not thread-safe.
 *
 * <p>The passes take p = e * inverse and set it to 0 where it is below eps, so that it adds
 * nothing; {@link #finish} adds the equal terms of such elements in double precision. The
 * comparison is one of bits, in integers: a mask costs several instructions. All other p are at
 * most 1/2; maxima that are not the label are {@link VectorWrongMaxima}.
 */
final class VectorNegatives {
  /** Classes whose rows are kept for gammas other than 0, 1 and 2: 24 KiB of the first cache. */
  private static final int GROUP = 8;

  private static final int SIGN_SHIFT = 31;

  private final int classes;
  private final int epsBits;
  private final VectorPowers otherGammas;
  private final double[] belowTerm;
  private final VectorPass negatives;
  private final VectorPass group = this::group;
  private final VectorPass sums = this::sums;
  private final VectorPass scatter = this::scatter;

  /** Lane sums by gamma and class, and behind them a place for those that nobody asked for. */
  private final float[] lanes;

  /** Where the lane sums of gamma 0, 1 and 2 are. */
  private final int lanes0;

  private final int lanes1;
  private final int lanes2;

  /** By class, how many p are below eps. */
  private final int[] below;

  private final float[] base = new float[GROUP * Tile.PIXELS];
  private final float[] factor = new float[GROUP * Tile.PIXELS];
  private float[] exponentials = new float[0];
  private float[] inverse = new float[0];
  private int first;
  private int end;
  private float[] row = new float[0];
  private int[] lane = new int[0];
  private int length;
  private int at;

  VectorNegatives(KernelSettings settings) {
    classes = settings.classes();
    epsBits = Float.floatToRawIntBits((float) settings.eps());
    otherGammas =
        new VectorPowers(
            new GammaSteps(settings, gamma -> !GammaSteps.isSimple(gamma)), GROUP * Tile.PIXELS);
    belowTerm = new double[settings.gammaCount()];
    int[] simpleLanes = new int[3];
    Arrays.fill(simpleLanes, lanesOf(belowTerm.length));
    for (int g = 0; g < belowTerm.length; g++) {
      double gamma = settings.gamma(g);
      belowTerm[g] = StrictMath.pow(settings.eps(), gamma) * -StrictMath.log1p(-settings.eps());
      if (GammaSteps.isSimple(gamma)) {
        simpleLanes[(int) gamma] = lanesOf(g);
      }
    }
    lanes0 = simpleLanes[0];
    lanes1 = simpleLanes[1];
    lanes2 = simpleLanes[2];
    lanes = new float[lanesOf(belowTerm.length + 1)];
    below = new int[classes];
    boolean onlySquare = settings.gammaCount() == 1 && settings.gamma(0) == 2;
    negatives = onlySquare ? this::squares : this::groups;
  }

  private int lanesOf(int gammaIndex) {
    return Math.multiplyExact(Math.multiplyExact(gammaIndex, classes), VIRTUAL_LANES);
  }

  /**
   * The lane sums of all classes.
   *
   * @param e exp(z - max) of {@code [classes][256]} elements, 0 where an element is no part of it
   * @param validInverse the factor that makes it a probability, by pixel, 0 where it is ignored
   */
  void score(float[] e, float[] validInverse) {
    exponentials = e;
    inverse = validInverse;
    VectorPass.call(negatives);
  }

  /** Adds terms of single elements to the lanes of their classes. */
  void add(float[] terms, int[] lanesOfClasses, int elements, int gammaIndex) {
    row = terms;
    lane = lanesOfClasses;
    length = elements;
    at = lanesOf(gammaIndex);
    VectorPass.call(scatter);
  }

  /**
   * Writes the sums by gamma and class; the number of clamped elements.
   *
   * @param taken by class, elements of valid pixels that are no part of it
   * @param ignored the number of ignored pixels
   */
  int finish(int[] taken, int ignored, double[] negative) {
    int clamped = 0;
    VectorRows.totals(lanes, 0, negative.length, negative, 0);
    for (int c = 0; c < classes; c++) {
      int count = below[c] - taken[c] - ignored;
      clamped += count;
      for (int g = 0; g < belowTerm.length; g++) {
        negative[g * classes + c] += count * belowTerm[g];
      }
    }
    return clamped;
  }

  private void squares() {
    for (int c = 0; c < classes; c++) {
      int from = c * Tile.PIXELS;
      int count = 0;
      for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
        FloatVector sum = zero(SPECIES);
        IntVector low = zero(SPECIES).reinterpretAsInts();
        for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
          IntVector bits =
              fromArray(SPECIES, exponentials, from + i)
                  .mul(fromArray(SPECIES, inverse, i))
                  .reinterpretAsInts();
          IntVector sign = bits.sub(epsBits).lanewise(VectorOperators.ASHR, SIGN_SHIFT);
          FloatVector p = bits.lanewise(VectorOperators.AND_NOT, sign).reinterpretAsFloats();
          low = low.sub(sign);
          FloatVector square = p.mul(p);
          FloatVector term =
              VectorMath.minusLog1m(VectorMath.minusLog1mUpper(p, square), p, square);
          sum = term.fma(square, sum);
        }
        sum.intoArray(lanes, c * VIRTUAL_LANES + j);
        count += low.reduceLanes(VectorOperators.ADD);
      }
      below[c] = count;
    }
  }

  private void groups() {
    for (first = 0; first < classes; first = end) {
      end = Math.min(first + GROUP, classes);
      VectorPass.call(group);
      length = (end - first) * Tile.PIXELS;
      for (int step = 0; step < otherGammas.count(); step++) {
        row = otherGammas.advance(step, factor, base, length);
        at = lanesOf(otherGammas.gammaIndex(step)) + first * VIRTUAL_LANES;
        VectorPass.call(sums);
      }
    }
  }

  /** The lane sums of gamma 0, 1 and 2 of a group, and the rows for the others. */
  private void group() {
    for (int c = first; c < end; c++) {
      int from = c * Tile.PIXELS;
      int to = from - first * Tile.PIXELS;
      int count = 0;
      for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
        FloatVector sum0 = zero(SPECIES);
        FloatVector sum1 = zero(SPECIES);
        FloatVector sum2 = zero(SPECIES);
        IntVector low = zero(SPECIES).reinterpretAsInts();
        for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
          IntVector bits =
              fromArray(SPECIES, exponentials, from + i)
                  .mul(fromArray(SPECIES, inverse, i))
                  .reinterpretAsInts();
          IntVector sign = bits.sub(epsBits).lanewise(VectorOperators.ASHR, SIGN_SHIFT);
          FloatVector p = bits.lanewise(VectorOperators.AND_NOT, sign).reinterpretAsFloats();
          low = low.sub(sign);
          p.intoArray(base, to + i);
          FloatVector square = p.mul(p);
          FloatVector term =
              VectorMath.minusLog1m(VectorMath.minusLog1mUpper(p, square), p, square);
          term.intoArray(factor, to + i);
          sum0 = sum0.add(term);
          sum1 = term.fma(p, sum1);
          sum2 = term.fma(square, sum2);
        }
        int lanesOfClass = c * VIRTUAL_LANES + j;
        sum0.intoArray(lanes, lanes0 + lanesOfClass);
        sum1.intoArray(lanes, lanes1 + lanesOfClass);
        sum2.intoArray(lanes, lanes2 + lanesOfClass);
        count += low.reduceLanes(VectorOperators.ADD);
      }
      below[c] = count;
    }
  }

  private void sums() {
    VectorRows.sums(row, length, lanes, at);
  }

  private void scatter() {
    VectorRows.scatter(row, lane, length, lanes, at);
  }
}
