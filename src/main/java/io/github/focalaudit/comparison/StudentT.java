package io.github.focalaudit.comparison;

/**
 * Quantiles of Student's t distribution, through the regularised incomplete beta function (its
 * continued fraction, Lentz's method; Press et al., Numerical Recipes, 6.4). Bit-equal on every
 * platform: StrictMath and a fixed order. Absolute error below 1e-9 for probabilities in [0.5,
 * 0.9999] and one degree of freedom or more.
 */
final class StudentT {
  private static final double TINY = 1e-300;
  private static final int MAX_TERMS = 10_000;
  private static final double[] LANCZOS = {
    76.18009172947146, -86.50532032941677, 24.01409824083091,
    -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5
  };

  private StudentT() {}

  /**
   * The value that the distribution stays at or under with a probability.
   *
   * @param probability in [0.5, 1)
   * @param degrees degrees of freedom, above 0
   */
  static double quantile(double probability, double degrees) {
    double high = 1;
    while (cumulative(high, degrees) < probability && high < 1e12) {
      high *= 2;
    }
    double low = 0;
    for (int i = 0; i < 100; i++) {
      double middle = (low + high) / 2;
      if (cumulative(middle, degrees) < probability) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }

  /** P(T <= t) for t of at least 0. */
  static double cumulative(double t, double degrees) {
    double x = degrees / (degrees + t * t);
    return 1 - incompleteBeta(degrees / 2, 0.5, x) / 2;
  }

  private static double incompleteBeta(double a, double b, double x) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    double front =
        StrictMath.exp(
            logGamma(a + b)
                - logGamma(a)
                - logGamma(b)
                + a * StrictMath.log(x)
                + b * StrictMath.log1p(-x));
    return x < (a + 1) / (a + b + 2)
        ? front * continuedFraction(a, b, x) / a
        : 1 - front * continuedFraction(b, a, 1 - x) / b;
  }

  private static double continuedFraction(double a, double b, double x) {
    double c = 1;
    double d = 1 / notZero(1 - (a + b) * x / (a + 1));
    double value = d;
    for (int m = 1; m <= MAX_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / notZero(1 + even * d);
      c = notZero(1 + even / c);
      value *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / notZero(1 + odd * d);
      c = notZero(1 + odd / c);
      double factor = d * c;
      value *= factor;
      if (Math.abs(factor - 1) < 1e-16) {
        break;
      }
    }
    return value;
  }

  private static double notZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  private static double logGamma(double x) {
    double t = x + 5.5;
    t -= (x + 0.5) * StrictMath.log(t);
    double sum = 1.000000000190015;
    for (int i = 0; i < LANCZOS.length; i++) {
      sum += LANCZOS[i] / (x + 1 + i);
    }
    return -t + StrictMath.log(2.5066282746310005 * sum / x);
  }
}
