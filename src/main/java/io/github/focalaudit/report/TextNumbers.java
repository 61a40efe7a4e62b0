package io.github.focalaudit.report;

import java.util.Locale;

/** TextNumbers as people read them. */
final class TextNumbers {
  private TextNumbers() {}

  /** So many digits after the point. */
  static String fixed(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /** Six significant digits: plain in [1e-3, 1e6), else with an exponent; 0, 1, inf bare. */
  static String significant(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    if (Double.isInfinite(value) || Double.isNaN(value)) {
      return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
    }
    String scientific = String.format(Locale.ROOT, "%.5e", value);
    int exponent = Integer.parseInt(scientific.substring(scientific.indexOf('e') + 1));
    return exponent < -3 || exponent > 5 ? scientific : fixed(value, 5 - exponent);
  }

  /** A number that was given in decimals, such as 2, 0.25 or 1e-8. */
  static String given(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e9) {
      return Long.toString((long) value);
    }
    return Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }
}
