package io.github.focalaudit.kernel;

/** A score that has no loss, with its place in the tile. */
public final class InvalidScoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the score. */
  public enum Reason {
    /** Not a number. */
    NAN,
    /** Positive infinity. */
    POSITIVE_INFINITY,
    /** Every logit of the pixel is negative infinity, so that softmax is undefined. */
    ALL_NEGATIVE_INFINITY,
    /** With {@link Activation#NONE}: outside [0, 1] by more than 1e-6. */
    NOT_A_PROBABILITY,
    /** Every class that is not dropped has probability 0. */
    NO_PROBABILITY_LEFT
  }

  private final Reason reason;
  private final int classIndex;
  private final int pixel;
  private final double value;

  /** The first invalid score of a tile, by pixel, then by class. */
  public InvalidScoreException(Reason reason, int classIndex, int pixel, double value) {
    super(reason + " at class " + classIndex + ", pixel " + pixel + " of the block: " + value);
    this.reason = reason;
    this.classIndex = classIndex;
    this.pixel = pixel;
    this.value = value;
  }

  /** What is wrong. */
  public Reason reason() {
    return reason;
  }

  /** The class of the score. */
  public int classIndex() {
    return classIndex;
  }

  /** The pixel in the tile, in [0, 256). */
  public int pixel() {
    return pixel;
  }

  /** The stored value. */
  public double value() {
    return value;
  }
}
