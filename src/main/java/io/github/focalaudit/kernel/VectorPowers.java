package io.github.focalaudit.kernel;

/**
 * The terms {@code factor * base^gamma} of elements for one gamma after another, in the order of
 * {@link GammaSteps}. Multiplications, root, logarithm and exponential are passes of their own, see
 * {@link VectorPass}. Not thread-safe.
 */
final class VectorPowers {
  private final GammaSteps steps;
  private final VectorPass multiply = this::multiply;
  private final VectorPass multiplyTwice = this::multiplyTwice;
  private final VectorPass timesSquareRoot = this::timesSquareRoot;
  private final VectorPass logarithms = this::logarithms;
  private final VectorPass timesPower = this::timesPower;
  private final VectorPass timesPowerAndBase = this::timesPowerAndBase;
  private float[] factor = new float[0];
  private float[] base = new float[0];
  private float fraction;
  private int length;

  private float[] source = new float[0];
  private final float[] row;

  /** For at most so many elements at a time. */
  VectorPowers(GammaSteps steps, int capacity) {
    this.steps = steps;
    row = new float[capacity];
  }

  /** How many gammas there are. */
  int count() {
    return steps.count();
  }

  /** The index of the gamma of a step. */
  int gammaIndex(int step) {
    return steps.gammaIndex(step);
  }

  /**
   * The terms of a step, from those of the step before. Valid until the next call; they may be the
   * factors themselves.
   */
  float[] advance(int step, float[] factors, float[] bases, int elements) {
    factor = factors;
    base = bases;
    length = elements;
    fraction = steps.fraction(step);
    int left = steps.multiplications(step);
    if (!steps.continues(step)) {
      left -= begin(left);
    }
    for (; left >= 2; left -= 2) {
      VectorPass.call(multiplyTwice);
      source = row;
    }
    if (left == 1) {
      VectorPass.call(multiply);
      source = row;
    }
    return source;
  }

  /** From the factors to the power below 1; how many of the multiplications are done as well. */
  private int begin(int multiplications) {
    if (fraction == 0) {
      source = factor;
      return 0;
    }
    source = row;
    if (fraction == 0.5f) {
      VectorPass.call(timesSquareRoot);
      return 0;
    }
    VectorPass.call(logarithms);
    if (multiplications == 0) {
      VectorPass.call(timesPower);
      return 0;
    }
    VectorPass.call(timesPowerAndBase);
    return 1;
  }

  private void multiply() {
    VectorRows.multiply(source, base, row, length);
  }

  private void multiplyTwice() {
    VectorRows.multiplyTwice(source, base, row, length);
  }

  private void timesSquareRoot() {
    VectorRows.timesSquareRoot(factor, base, row, length);
  }

  private void logarithms() {
    VectorRows.logarithms(base, row, length);
  }

  private void timesPower() {
    VectorRows.timesPower(factor, fraction, row, length);
  }

  private void timesPowerAndBase() {
    VectorRows.timesPowerAndBase(factor, base, fraction, row, length);
  }
}
