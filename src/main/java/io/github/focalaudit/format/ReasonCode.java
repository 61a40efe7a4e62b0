package io.github.focalaudit.format;

/** Why an input was refused. Quarantine rows carry the name. */
public enum ReasonCode {
  /** The truth has no prediction. */
  MISSING_PREDICTION,
  /** The prediction has no truth. */
  MISSING_TRUTH,
  /** Two files claim one image id. */
  DUPLICATE_ID,
  /** The store could not deliver the file. */
  UNREADABLE,
  /** The file ends before what its header promises. */
  TRUNCATED,
  /** The file breaks the rules of its format: magic, header, checksum, stream, sizes. */
  MALFORMED,
  /** The content is of no supported format, or uses a part of it that is not supported. */
  UNSUPPORTED_FORMAT,
  /** The elements are of a type that is no score or no label. */
  UNSUPPORTED_DTYPE,
  /** The mask has colour or alpha channels instead of labels. */
  COLOUR_MASK,
  /** The number or the sizes of the dimensions are not the expected ones. */
  SHAPE_MISMATCH,
  /** The number of classes is not that of the data set. */
  CLASS_COUNT_MISMATCH,
  /** The archive has no array of the wanted name, or several and no name was given. */
  MISSING_KEY,
  /** A mask value is outside [0, classes) and not ignored, or does not fit in 32 bits. */
  LABEL_OUT_OF_RANGE,
  /** A mask value that the label map does not name. */
  UNMAPPED_LABEL,
  /** A score is not a number. */
  NAN_SCORE,
  /** A score is positive infinity. */
  INFINITE_SCORE,
  /** Every logit of a pixel is negative infinity. */
  ALL_NEGATIVE_INFINITY,
  /** A stored probability is outside [0, 1] by more than 1e-6. */
  NOT_A_PROBABILITY,
  /** The array has no elements. */
  EMPTY_ARRAY,
  /** The image has to be held in memory as a whole and is larger than the limit. */
  TOO_LARGE
}
