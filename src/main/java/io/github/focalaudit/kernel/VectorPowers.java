package io.github.focalaudit.kernel;

/**
 * A row of terms {@code factor * base^gamma} for one gamma after another, in the order of {@link
 * GammaSteps}. Every multiplication, root, logarithm and exponential is a pass of its own, see
 * {@link VectorPass}. Not thread-safe.
 */
final class VectorPowers {
  private final GammaSteps steps;
  private final VectorPass multiply = this::multiply;
  private final VectorPass multiplyTwice = this::multiplyTwice;
  private final VectorPass timesSquareRoot = this::timesSquareRoot;
  private final VectorPass minusLogPower = this::minusLogPower;
  private final VectorPass timesExp = this::timesExp;
  private float[] factor = new float[0];
  private float[] base = new float[0];
  private float fraction;
  private int length;

  private float[] source = new float[0];
  private final float[] row = new float[Tile.PIXELS];

  VectorPowers(GammaSteps steps) {
    this.steps = steps;
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
   * The terms of a step, from those of the step before. Valid until the next call; it may be the
   * row of factors itself.
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
      VectorPass.call(minusLogPower);
      VectorPass.call(timesExp);
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

  private void minusLogPower() {
    VectorRows.minusLogPower(base, fraction, row, length);
  }

  private void timesExp() {
    VectorRows.timesExp(factor, row, length);
  }
}
