package io.github.focalaudit.report.html;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** HtmlNumbers as people read them, the same in every locale. Stateless. */
final class HtmlNumbers {
  private static final int SIGNIFICANT_DIGITS = 6;
  private static final double LARGE = 1e7;
  private static final double SMALL = 1e-4;
  private static final double LARGEST_EXACT_INTEGER = 1L << 53;
  private static final double KIBIBYTE = 1024;

  /** U+202F, which does not break a line. */
  private static final char GROUP_SEPARATOR = '\u202f';

  private HtmlNumbers() {}

  /** Six significant digits. */
  static String digits(double value) {
    if (!Double.isFinite(value)) {
      return Double.isNaN(value) ? "undefined" : value > 0 ? "∞" : "−∞";
    }
    double size = Math.abs(value);
    if (size >= LARGE && size < LARGEST_EXACT_INTEGER && value == Math.rint(value)) {
      return count((long) value);
    }
    if (size != 0 && (size < SMALL || size >= LARGE)) {
      return minus(String.format(Locale.ROOT, "%.5e", value));
    }
    BigDecimal rounded =
        new BigDecimal(value)
            .round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return minus(size == 0 ? "0" : rounded.toPlainString());
  }

  /** A change, with its sign. */
  static String signed(double value) {
    return value > 0 ? '+' + digits(value) : digits(value);
  }

  /** A share as a percentage; small ones keep three significant digits. */
  static String percent(double share) {
    double percent = share * 100;
    if (!Double.isFinite(percent)) {
      return digits(percent);
    }
    double size = Math.abs(percent);
    if (size == 0 || size == 100) {
      return minus(fixed(percent, 0)) + " %";
    }
    if (size >= 0.1) {
      return minus(fixed(percent, size >= 10 ? 1 : 2)) + " %";
    }
    return minus(String.format(Locale.ROOT, "%.2g", percent)) + " %";
  }

  /** A part that was chosen, such as a level of confidence: 1 %, 97.5 %, 99.9 %. */
  static String level(double part) {
    BigDecimal percent =
        new BigDecimal(part * 100)
            .round(new MathContext(SIGNIFICANT_DIGITS, RoundingMode.HALF_EVEN))
            .stripTrailingZeros();
    return (part == 0 ? "0" : percent.toPlainString()) + " %";
  }

  /** A change of a share, as a percentage with its sign. */
  static String signedPercent(double share) {
    return share > 0 ? "+" + percent(share) : percent(share);
  }

  /** An integer in groups of three digits. */
  static String count(long value) {
    return minus(String.format(Locale.ROOT, "%,d", value)).replace(',', GROUP_SEPARATOR);
  }

  /** A count with the name of what is counted: {@code 1 component}, {@code 2 components}. */
  static String counted(long value, String name) {
    return count(value) + " " + name + (value == 1 ? "" : "s");
  }

  static String fixed(double value, int decimals) {
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  static String bytes(long bytes) {
    if (bytes < KIBIBYTE) {
      return count(bytes) + " B";
    }
    double value = bytes;
    String unit = "B";
    for (String next : new String[] {"KiB", "MiB", "GiB", "TiB"}) {
      if (value < KIBIBYTE) {
        break;
      }
      value /= KIBIBYTE;
      unit = next;
    }
    return fixed(value, 1) + " " + unit;
  }

  private static String minus(String text) {
    return text.startsWith("-") ? "−" + text.substring(1) : text;
  }
}
