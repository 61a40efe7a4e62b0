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
  private final VectorPass logPower = this::logPower;
  private final VectorPass timesExp2 = this::timesExp2;
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
    if (!steps.continues(step)) {
      begin();
    }
    int left = steps.multiplications(step);
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

  private void begin() {
    if (fraction == 0) {
      source = factor;
      return;
    }
    if (fraction == 0.5f) {
      VectorPass.call(timesSquareRoot);
    } else {
      VectorPass.call(logPower);
      VectorPass.call(timesExp2);
    }
    source = row;
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

  private void logPower() {
    VectorRows.logPower(base, fraction, row, length);
  }

  private void timesExp2() {
    VectorRows.timesExp2(factor, row, length);
  }
}
