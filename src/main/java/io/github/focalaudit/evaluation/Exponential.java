package io.github.focalaudit.evaluation;

/**
 * The exponential function for looking at many pixels: several times as fast as {@link
 * StrictMath#exp}, and the same bits on every platform, because it is a polynomial with fused
 * multiply-add. Stateless.
 */
final class Exponential {
  private static final double LOG2_E = 1.4426950408889634;

  /** ln 2 in two parts; the first has 21 zero bits at its end, so that k * LN_2_HIGH is exact. */
  private static final double LN_2_HIGH = 0x1.62e42feep-1;

  private static final double LN_2_LOW = 1.9082149292705877e-10;

  /** Adding it rounds to an integer, which is then in the low bits. */
  private static final double MAGIC = 0x1.8p52;

  /** Below this the result is taken for 0; it is under 1e-307. */
  private static final double SMALLEST = -708;

  private static final int EXPONENT_BIAS = 1023;
  private static final int MANTISSA_BITS = 52;

  /** 1 / k! from k = 12 down to 2: the remainder is below 2e-16 for arguments up to ln(2) / 2. */
  private static final double[] COEFFICIENTS = {
    1d / 479001600,
    1d / 39916800,
    1d / 3628800,
    1d / 362880,
    1d / 40320,
    1d / 5040,
    1d / 720,
    1d / 120,
    1d / 24,
    1d / 6,
    1d / 2
  };

  private Exponential() {}

  /** e^x for x of at most 0: relative error below 4e-16; 0 where the result is below 1e-307. */
  static double ofNegative(double x) {
    if (x < SMALLEST) {
      return 0;
    }
    double k = Math.fma(x, LOG2_E, MAGIC) - MAGIC;
    double r = Math.fma(-k, LN_2_LOW, Math.fma(-k, LN_2_HIGH, x));
    double y = COEFFICIENTS[0];
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      y = Math.fma(y, r, COEFFICIENTS[i]);
    }
    y = Math.fma(Math.fma(y, r, 1), r, 1);
    return y * Double.longBitsToDouble((long) (k + EXPONENT_BIAS) << MANTISSA_BITS);
  }
}
