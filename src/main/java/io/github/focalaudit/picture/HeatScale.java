package io.github.focalaudit.picture;

import java.util.Arrays;
import java.util.Locale;

/**
 * Losses as colours, from dark to light at even steps of lightness, so that the order is seen with
 * every kind of colour vision and in grey print: the anchors of matplotlib's viridis. Stateless.
 */
public final class HeatScale {
  private static final int[] ANCHORS = {
    0x440154, 0x472c7a, 0x3b518b, 0x2c718e, 0x21908d, 0x27ad81, 0x5cc863, 0xaadc32, 0xfde725
  };

  /**
   * Above this part of the pixels, the scale is full: single outliers would leave all else dark.
   */
  private static final double FULL_QUANTILE = 0.995;

  private static final int SAMPLE = 100_000;

  private HeatScale() {}

  /** The colour of a value in [0, 1]; values outside are taken as the nearer end. */
  static int rgb(double value) {
    double at = Math.min(1, Math.max(0, value)) * (ANCHORS.length - 1);
    int low = Math.min((int) at, ANCHORS.length - 2);
    double part = at - low;
    int rgb = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = ANCHORS[low] >> shift & 0xff;
      int to = ANCHORS[low + 1] >> shift & 0xff;
      rgb |= (int) Math.round(from + part * (to - from)) << shift;
    }
    return rgb;
  }

  /** The colour of a value in [0, 1] as {@code #rrggbb}. */
  public static String hex(double value) {
    return String.format(Locale.ROOT, "#%06x", rgb(value));
  }

  /** The loss at the upper end of the scale; above 0. */
  static double top(float[] losses) {
    int step = Math.max(1, losses.length / SAMPLE);
    float[] sample = new float[(losses.length + step - 1) / step];
    for (int i = 0; i < sample.length; i++) {
      sample[i] = losses[i * step];
    }
    Arrays.sort(sample);
    float quantile = sample[(int) (FULL_QUANTILE * (sample.length - 1))];
    float top = quantile > 0 ? quantile : sample[sample.length - 1];
    return top > 0 && Float.isFinite(top) ? top : 1;
  }
}
