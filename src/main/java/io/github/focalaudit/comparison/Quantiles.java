package io.github.focalaudit.comparison;

/**
 * The one definition of a quantile of image means, without interpolation: the smallest value that
 * at least a fraction p of the values is at or under, so that it is the mean of an image.
 * Stateless.
 */
public final class Quantiles {
  /** 0.55 * 100 is 55.00000000000001 in doubles. */
  private static final double ROUNDING = 1e-9;

  private Quantiles() {}

  /**
   * Where the quantile stands among the sorted values: {@code max(1, ceil(p n)) - 1}.
   *
   * @param fraction p, in [0, 1]; 0 is the smallest value
   * @param count n, how many values there are, at least 1
   * @return from 0
   */
  public static long rank(double fraction, long count) {
    return Math.max(1, (long) Math.ceil(fraction * count - ROUNDING)) - 1;
  }
}
