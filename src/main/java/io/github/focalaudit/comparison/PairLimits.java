package io.github.focalaudit.comparison;

/**
 * How much of two runs has to be paired, in images and in valid pixels, for a change to be decided.
 *
 * @param ofBaseline least part of the baseline's images and valid pixels, in [0, 1]
 * @param ofRun least part of the candidate's, in [0, 1]
 */
public record PairLimits(double ofBaseline, double ofRun) {
  /** The limits where a gate gives none. */
  public static final PairLimits DEFAULT = new PairLimits(0.95, 0.5);

  public PairLimits {
    check(ofBaseline);
    check(ofRun);
  }

  private static void check(double part) {
    if (!(part >= 0 && part <= 1)) {
      throw new IllegalArgumentException("expected a part in [0, 1], got " + part);
    }
  }
}
