package io.github.focalaudit.evaluation;

import java.util.Locale;

/** What the weighted sum is divided by. */
public enum Normalizer {
  /** Every valid element: classes times valid pixels for index masks. */
  VALID_ELEMENTS,
  /** Every pixel with at least one valid element. */
  VALID_PIXELS,
  /** Every valid element whose target is the class. */
  POSITIVES,
  /** Nothing: the mean is the sum. */
  NONE;

  /** The name in options and summaries. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The denominator.
   *
   * @param validElements valid elements
   * @param validPixels valid pixels
   * @param positives valid elements whose target is the class
   */
  public long denominator(long validElements, long validPixels, long positives) {
    return switch (this) {
      case VALID_ELEMENTS -> validElements;
      case VALID_PIXELS -> validPixels;
      case POSITIVES -> positives;
      case NONE -> 1;
    };
  }
}
