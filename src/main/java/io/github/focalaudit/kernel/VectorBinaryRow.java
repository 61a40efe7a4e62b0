package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static io.github.focalaudit.kernel.VectorMath.all;
import static io.github.focalaudit.kernel.VectorMath.load;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The terms of 256 elements whose truth is 1, 0 or ignored, from a score that says how likely 1 is.
 * With p the probability of the truth of an element, its term is {@code (1 - p)^gamma * -ln p}.
 */
final class VectorBinaryRow {
  private final GammaSteps gammas;
  private final float eps;
  private final float oneMinusEps;
  private final float minusLnEps;
  private final float minusLnOneMinusEps;

  /** The probability of the truth, not clamped. */
  final float[] p = new float[Tile.PIXELS];

  /** Its complement, not clamped. */
  final float[] q = new float[Tile.PIXELS];

  /** -ln p, clamped, and 0 where the element is ignored. */
  final float[] minusLnP = new float[Tile.PIXELS];

  /** The complement, clamped. */
  final float[] base = new float[Tile.PIXELS];

  /** 1 for a valid element, else 0. */
  final float[] valid = new float[Tile.PIXELS];

  private final float[] row = new float[Tile.PIXELS];
  private final float[] positiveLanes = new float[VIRTUAL_LANES];
  private final float[] negativeLanes = new float[VIRTUAL_LANES];
  private final float[] validLanes = new float[VIRTUAL_LANES];
  private final float[] truthLanes = new float[VIRTUAL_LANES];
  private final float[] truePositiveLanes = new float[VIRTUAL_LANES];
  private final float[] predictedLanes = new float[VIRTUAL_LANES];
  private final float[] clampedLanes = new float[VIRTUAL_LANES];

  VectorBinaryRow(KernelSettings settings) {
    gammas = new GammaSteps(settings, gamma -> true);
    eps = (float) settings.eps();
    oneMinusEps = (float) (1 - settings.eps());
    minusLnEps = (float) -StrictMath.log(settings.eps());
    minusLnOneMinusEps = (float) -StrictMath.log1p(-settings.eps());
  }

  /** From log-odds: p(1) = 1 / (1 + e^-d). */
  void logits(float[] odds, int oddsAt, float[] truth, int truthAt) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector d = load(odds, oddsAt + i);
      FloatVector distance = d.lanewise(VectorOperators.ABS);
      FloatVector e = VectorMath.expOfMinus(distance);
      FloatVector larger = all(1f).div(e.add(1f));
      FloatVector smaller = larger.mul(e);
      FloatVector ln = VectorMath.log1p(e);
      // d and t - 1/2 have one sign where the truth is the more likely side.
      FloatVector side = d.mul(load(truth, truthAt + i).sub(0.5f));
      VectorMask<Float> wrong = side.compare(VectorOperators.LT, 0f);
      larger.blend(smaller, wrong).intoArray(p, i);
      smaller.blend(larger, wrong).intoArray(q, i);
      ln.blend(ln.add(distance), wrong).intoArray(minusLnP, i);
    }
  }

  /** From stored probabilities of 1, which are first brought into [0, 1]. */
  void probabilities(float[] stored, int storedAt, float[] truth, int truthAt) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector v = load(stored, storedAt + i);
      v = v.blend(0f, v.compare(VectorOperators.LT, 0f));
      v = v.blend(1f, v.compare(VectorOperators.GT, 1f));
      FloatVector complement = all(1f).sub(v);
      VectorMask<Float> isOne = load(truth, truthAt + i).compare(VectorOperators.EQ, 1f);
      complement.blend(v, isOne).intoArray(p, i);
      v.blend(complement, isOne).intoArray(q, i);
      FloatVector lost = all(1f).sub(complement).sub(v).div(complement);
      lost.blend(0f, isOne).intoArray(row, i);
    }
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      VectorMath.log(load(p, i)).add(load(row, i)).neg().intoArray(minusLnP, i);
    }
  }

  /** Clamps, leaves ignored elements out, and counts both. */
  void clamp(float[] truth, int truthAt) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector validCount = all(0f);
      FloatVector clampedCount = all(0f);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector complement = load(q, i);
        VectorMask<Float> low = load(p, i).compare(VectorOperators.LT, eps);
        VectorMask<Float> high = complement.compare(VectorOperators.LT, eps);
        FloatVector one = all(1f);
        FloatVector v = one.blend(0f, load(truth, truthAt + i).compare(VectorOperators.LT, 0f));
        complement.blend(oneMinusEps, low).blend(eps, high).intoArray(base, i);
        FloatVector ln = load(minusLnP, i).blend(minusLnEps, low).blend(minusLnOneMinusEps, high);
        ln.mul(v).intoArray(minusLnP, i);
        v.intoArray(valid, i);
        validCount = validCount.add(v);
        clampedCount = clampedCount.add(all(0f).blend(v, low).blend(v, high));
      }
      validCount.intoArray(validLanes, j);
      clampedCount.intoArray(clampedLanes, j);
    }
  }

  /** Counts truths and predictions of 1, where a prediction is a score above (or at) a bound. */
  void count(float[] score, int scoreAt, float[] truth, int truthAt, float bound) {
    for (int j = 0; j < VIRTUAL_LANES; j += LANES) {
      FloatVector truths = all(0f);
      FloatVector predictions = all(0f);
      FloatVector both = all(0f);
      for (int i = j; i < Tile.PIXELS; i += VIRTUAL_LANES) {
        FloatVector v = load(valid, i);
        FloatVector t = load(truth, truthAt + i).mul(v);
        VectorMask<Float> unlike = load(score, scoreAt + i).compare(VectorOperators.LT, bound);
        truths = truths.add(t);
        predictions = predictions.add(v.blend(0f, unlike));
        both = both.add(t.blend(0f, unlike));
      }
      truths.intoArray(truthLanes, j);
      predictions.intoArray(predictedLanes, j);
      both.intoArray(truePositiveLanes, j);
    }
  }

  /** The sums of every gamma over the elements whose truth is 1, and over the others. */
  void sum(float[] truth, double[] ofOnes, double[] ofZeros) {
    for (int step = 0; step < gammas.count(); step++) {
      gammas.advance(step, minusLnP, base, row, Tile.PIXELS);
      VectorRows.sumByTruth(row, truth, 0, positiveLanes, negativeLanes);
      ofOnes[gammas.gammaIndex(step)] = VectorRows.total(positiveLanes, 0);
      ofZeros[gammas.gammaIndex(step)] = VectorRows.total(negativeLanes, 0);
    }
  }

  /** The sum of -ln p over valid elements. */
  double crossEntropy() {
    VectorRows.sum(minusLnP, positiveLanes, 0);
    return VectorRows.total(positiveLanes, 0);
  }

  /** The sum of -ln p over the elements whose truth is 1. */
  double crossEntropyOfOnes(float[] truth, int truthAt) {
    VectorRows.sumByTruth(minusLnP, truth, truthAt, positiveLanes, negativeLanes);
    return VectorRows.total(positiveLanes, 0);
  }

  int validCount() {
    return VectorRows.count(validLanes, 0);
  }

  int clampedCount() {
    return VectorRows.count(clampedLanes, 0);
  }

  int truthCount() {
    return VectorRows.count(truthLanes, 0);
  }

  int predictedCount() {
    return VectorRows.count(predictedLanes, 0);
  }

  int truePositiveCount() {
    return VectorRows.count(truePositiveLanes, 0);
  }
}
