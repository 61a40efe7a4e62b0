package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static io.github.focalaudit.kernel.VectorMath.signs;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The terms of 256 elements whose truth is 1, 0 or ignored, from a score that says how likely 1 is.
 * With p the probability of the truth of an element, its term is {@code (1 - p)^gamma * -ln p}.
 *
 * <p>Call {@link #logits}, {@link #logitSides} and {@link #logitLogarithms}, or {@link
 * #probabilities} and {@link #probabilityLogarithms}, then {@link #quality} where it is wanted,
 * then {@link #clamp} where {@link #needsClamp} says so, then {@link #simpleGammas} and {@link
 * #sum}.
 */
final class VectorBinaryRow {
  private static final int SIMPLE_GAMMAS = 3;
  private static final int QUALITY = 2 * SIMPLE_GAMMAS;
  private static final int GROUPS = QUALITY + 2;

  private final KernelSettings settings;
  private final VectorPowers otherGammas;
  private final VectorClamp to;
  private final int epsBits;

  /** The log-odds that {@link #logits} took. */
  final float[] odds = new float[Tile.PIXELS];

  /** The probability of the truth, not clamped. */
  final float[] p = new float[Tile.PIXELS];

  /** Its complement; {@link #clamp} clamps it. */
  final float[] q = new float[Tile.PIXELS];

  /** -ln p, and 0 where the element is ignored; {@link #clamp} clamps it. */
  final float[] minusLnP = new float[Tile.PIXELS];

  private final float[] row = new float[Tile.PIXELS];

  /** Lane sums: ones and zeros for the gammas 0, 1 and 2, then the two of the quality. */
  private final float[] lanes = new float[GROUPS * VIRTUAL_LANES];

  private final double[] totals = new double[GROUPS];
  private boolean nonFinite;
  private boolean outside;
  private int clampedCount;

  VectorBinaryRow(KernelSettings settings) {
    this.settings = settings;
    otherGammas =
        new VectorPowers(
            new GammaSteps(settings, gamma -> !GammaSteps.isSimple(gamma)), Tile.PIXELS);
    to = new VectorClamp(settings);
    epsBits = Float.floatToRawIntBits(to.eps);
  }

  /**
   * From log-odds d, which are the difference of two rows, to e^-|d|, and m = d where the truth is
   * 1 and -d where it is 0.
   */
  void logits(float[] ones, int onesAt, float[] zeros, int zerosAt, float[] truth, int truthAt) {
    IntVector probe = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector d =
          fromArray(SPECIES, ones, onesAt + i).sub(fromArray(SPECIES, zeros, zerosAt + i));
      probe = probe.or(VectorMath.zeroIfFinite(d));
      d.intoArray(odds, i);
      FloatVector t = fromArray(SPECIES, truth, truthAt + i);
      FloatVector m = d.mul(t.add(t).sub(1f));
      m.intoArray(row, i);
      VectorMath.expOfMinus(m.lanewise(VectorOperators.ABS)).intoArray(minusLnP, i);
    }
    nonFinite = probe.compare(VectorOperators.NE, 0).anyTrue();
  }

  /**
   * From e^-|d| to p(1) = 1 / (1 + e^-d) and p(0). The truth is the less likely side where m is
   * negative; the two sides are exchanged by bits, because a mask costs several instructions.
   */
  void logitSides() {
    IntVector least = broadcast(SPECIES, 1f).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector m = fromArray(SPECIES, row, i);
      FloatVector e = fromArray(SPECIES, minusLnP, i);
      FloatVector likely = broadcast(SPECIES, 1f).div(e.add(1f));
      IntVector unlikely = likely.mul(e).reinterpretAsInts();
      least = least.min(unlikely);
      IntVector wrong = signs(m);
      IntVector exchange = likely.reinterpretAsInts().lanewise(VectorOperators.XOR, unlikely);
      exchange = exchange.and(wrong);
      IntVector distance = m.lanewise(VectorOperators.ABS).reinterpretAsInts();
      distance.and(wrong).reinterpretAsFloats().intoArray(row, i);
      exchange
          .lanewise(VectorOperators.XOR, likely.reinterpretAsInts())
          .reinterpretAsFloats()
          .intoArray(p, i);
      exchange.lanewise(VectorOperators.XOR, unlikely).reinterpretAsFloats().intoArray(q, i);
    }
    outside = least.compare(VectorOperators.LT, epsBits).anyTrue();
  }

  /** -ln p = ln(1 + e^-|d|), and |d| more where the truth is the less likely side. */
  void logitLogarithms(float[] truth, int truthAt) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector ln =
          VectorMath.log1p(fromArray(SPECIES, minusLnP, i)).add(fromArray(SPECIES, row, i));
      VectorMath.zeroWhere(signs(fromArray(SPECIES, truth, truthAt + i)), ln)
          .intoArray(minusLnP, i);
    }
  }

  /** Whether the log-odds held an infinity or NaN. */
  boolean nonFinite() {
    return nonFinite;
  }

  /** From stored probabilities of 1, which are first brought into [0, 1]. */
  void probabilities(float[] stored, int storedAt, float[] truth, int truthAt) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector v = fromArray(SPECIES, stored, storedAt + i);
      v = v.blend(0f, v.compare(VectorOperators.LT, 0f));
      v = v.blend(1f, v.compare(VectorOperators.GT, 1f));
      FloatVector complement = broadcast(SPECIES, 1f).sub(v);
      VectorMask<Float> isOne =
          fromArray(SPECIES, truth, truthAt + i).compare(VectorOperators.EQ, 1f);
      complement.blend(v, isOne).intoArray(p, i);
      v.blend(complement, isOne).intoArray(q, i);
      FloatVector lost = broadcast(SPECIES, 1f).sub(complement).sub(v).div(complement);
      lost.blend(0f, isOne).intoArray(row, i);
    }
    outside = true;
  }

  /** -ln p of stored probabilities, with what p lost as a complement of 1. */
  void probabilityLogarithms(float[] truth, int truthAt) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector ln =
          VectorMath.log(fromArray(SPECIES, p, i)).add(fromArray(SPECIES, row, i)).neg();
      VectorMath.zeroWhere(signs(fromArray(SPECIES, truth, truthAt + i)), ln)
          .intoArray(minusLnP, i);
    }
  }

  /**
   * The lane sums of the softmin weights {@code e^(10 q)} of valid elements, and of p times them.
   */
  void quality(float[] truth) {
    VectorRows.quality(p, q, truth, lanes, QUALITY * VIRTUAL_LANES);
  }

  /** Whether there may be something to clamp. */
  boolean needsClamp() {
    clampedCount = 0;
    return outside;
  }

  /** Clamps, and counts the valid elements that had to be. */
  void clamp(float[] truth, int truthAt) {
    IntVector count = zero(SPECIES).reinterpretAsInts();
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector complement = fromArray(SPECIES, q, i);
      VectorMask<Float> low = fromArray(SPECIES, p, i).compare(VectorOperators.LT, to.eps);
      VectorMask<Float> high = complement.compare(VectorOperators.LT, to.eps);
      IntVector ignored = signs(fromArray(SPECIES, truth, truthAt + i));
      complement.blend(to.oneMinusEps, low).blend(to.eps, high).intoArray(q, i);
      FloatVector ln =
          fromArray(SPECIES, minusLnP, i)
              .blend(to.minusLnEps, low)
              .blend(to.minusLnOneMinusEps, high);
      VectorMath.zeroWhere(ignored, ln).intoArray(minusLnP, i);
      FloatVector marks = zero(SPECIES).blend(-1f, low).blend(-1f, high);
      count = count.sub(signs(VectorMath.zeroWhere(ignored, marks)));
    }
    clampedCount = count.reduceLanes(VectorOperators.ADD);
  }

  /** The lane sums over the elements whose truth is 1, and over the others, of gamma 0, 1 and 2. */
  void simpleGammas(float[] truth, int truthAt) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector ones0 = zero(SPECIES);
      FloatVector zeros0 = zero(SPECIES);
      FloatVector ones1 = zero(SPECIES);
      FloatVector zeros1 = zero(SPECIES);
      FloatVector ones2 = zero(SPECIES);
      FloatVector zeros2 = zero(SPECIES);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector t = fromArray(SPECIES, truth, truthAt + i);
        FloatVector not = broadcast(SPECIES, 1f).sub(t);
        FloatVector base = fromArray(SPECIES, q, i);
        FloatVector term = fromArray(SPECIES, minusLnP, i);
        ones0 = term.fma(t, ones0);
        zeros0 = term.fma(not, zeros0);
        term = term.mul(base);
        ones1 = term.fma(t, ones1);
        zeros1 = term.fma(not, zeros1);
        term = term.mul(base);
        ones2 = term.fma(t, ones2);
        zeros2 = term.fma(not, zeros2);
      }
      ones0.intoArray(lanes, j);
      zeros0.intoArray(lanes, VIRTUAL_LANES + j);
      ones1.intoArray(lanes, 2 * VIRTUAL_LANES + j);
      zeros1.intoArray(lanes, 3 * VIRTUAL_LANES + j);
      ones2.intoArray(lanes, 4 * VIRTUAL_LANES + j);
      zeros2.intoArray(lanes, 5 * VIRTUAL_LANES + j);
    }
  }

  /**
   * Writes the sums of every gamma, over the elements whose truth is 1 to the positive sums of a
   * class and over the others to its negative ones, from the lane sums of {@link #simpleGammas}
   * and, for other gammas, from the rows.
   */
  void sum(float[] truth, int truthAt, BlockSums sums, int classIndex) {
    VectorRows.totals(lanes, 0, GROUPS, totals, 0);
    for (int g = 0; g < settings.gammaCount(); g++) {
      if (GammaSteps.isSimple(settings.gamma(g))) {
        int group = 2 * (int) settings.gamma(g);
        int at = g * settings.classes() + classIndex;
        sums.positive[at] = totals[group];
        sums.negative[at] = totals[group + 1];
      }
    }
    for (int step = 0; step < otherGammas.count(); step++) {
      float[] terms = otherGammas.advance(step, minusLnP, q, Tile.PIXELS);
      VectorRows.sumByTruth(terms, truth, truthAt, lanes);
      int at = otherGammas.gammaIndex(step) * settings.classes() + classIndex;
      sums.positive[at] = VectorRows.total(lanes, 0);
      sums.negative[at] = VectorRows.total(lanes, VIRTUAL_LANES);
    }
  }

  /** The sum of -ln p over valid elements, once {@link #sum} has run. */
  double crossEntropy() {
    return totals[0] + totals[1];
  }

  /** The sum of -ln p over the elements whose truth is 1, once {@link #sum} has run. */
  double crossEntropyOfOnes() {
    return totals[0];
  }

  /** The sum of the weights of {@link #quality}, once {@link #sum} has run. */
  double qualityWeight() {
    return totals[QUALITY];
  }

  /** The sum of p times the weights, once {@link #sum} has run. */
  double qualityWeighted() {
    return totals[QUALITY + 1];
  }

  int clampedCount() {
    return clampedCount;
  }
}
