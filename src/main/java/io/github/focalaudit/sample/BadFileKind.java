package io.github.focalaudit.sample;

import io.github.focalaudit.format.ReasonCode;
import java.util.Locale;

/** The ways in which an input can be unusable, one for each that a run has to find and name. */
public enum BadFileKind {
  /** A prediction without a mask. */
  MISSING_TRUTH(ReasonCode.MISSING_TRUTH),
  /** A mask without a prediction. */
  MISSING_PREDICTION(ReasonCode.MISSING_PREDICTION),
  /** Two predictions of one image, {@code .npy} and {@code .npz}. */
  DUPLICATE_ID(ReasonCode.DUPLICATE_ID),
  /** A prediction of no bytes. */
  EMPTY_FILE(ReasonCode.TRUNCATED),
  /** A prediction that ends in the middle of its values. */
  TRUNCATED(ReasonCode.TRUNCATED),
  /** A prediction that starts with other bytes than its format does. */
  WRONG_MAGIC(ReasonCode.MALFORMED),
  /** A prediction of Python objects. */
  OBJECT_DTYPE(ReasonCode.UNSUPPORTED_DTYPE),
  /** A prediction with no rows. */
  EMPTY_ARRAY(ReasonCode.EMPTY_ARRAY),
  /** A prediction whose header claims a thousand times the rows that are there. */
  HEADER_CLAIMS_MORE(ReasonCode.TRUNCATED),
  /** A prediction one row higher than its mask. */
  SHAPE_MISMATCH(ReasonCode.SHAPE_MISMATCH),
  /** A prediction with one class more than the others. */
  CLASS_COUNT(ReasonCode.CLASS_COUNT_MISMATCH),
  /** A mask with one label that is neither a class nor void. */
  LABEL_OUT_OF_RANGE(ReasonCode.LABEL_OUT_OF_RANGE),
  /** A prediction with one score that is not a number. */
  NAN(ReasonCode.NAN_SCORE),
  /** A prediction with one score of positive infinity. */
  POSITIVE_INFINITY(ReasonCode.INFINITE_SCORE),
  /** A prediction with one pixel whose scores are all negative infinity. */
  ALL_NEGATIVE_INFINITY(ReasonCode.ALL_NEGATIVE_INFINITY),
  /** A mask that ends in the middle of its pixels. */
  TRUNCATED_MASK(ReasonCode.TRUNCATED),
  /** A mask of colours. */
  COLOUR_MASK(ReasonCode.COLOUR_MASK);

  private final ReasonCode code;

  BadFileKind(ReasonCode code) {
    this.code = code;
  }

  /** Whether scores of so many classes can be bad in this way. */
  public boolean applies(int classes) {
    return classes > 1 || this != ALL_NEGATIVE_INFINITY;
  }

  /**
   * The reason code that a run has to give.
   *
   * @param probabilities whether scores are read with activation none
   */
  ReasonCode code(boolean probabilities) {
    return probabilities && this == ALL_NEGATIVE_INFINITY ? ReasonCode.NOT_A_PROBABILITY : code;
  }

  /** The name in options and file names. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
