package io.github.focalaudit.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How mask files are to be read. Immutable.
 *
 * @param npzKey the array of an archive, with or without {@code .npy}; null takes the only one
 * @param batchIndex the mask of a batch [images, ...], -1 where the file holds one mask
 * @param multiLabel whether the mask is [classes, ...] of 0 and 1; with one class a mask without
 *     the class dimension will do as well
 * @param classes classes of a multi-label mask, 0 for any number
 * @param spatialDimensions how many dimensions an image has, to tell a class dimension by
 * @param wholeLimitBytes most bytes that a mask may have where it has to be held in memory as a
 *     whole: PNG, Fortran order and members of archives
 */
public record LabelOptions(
    @Nullable String npzKey,
    int batchIndex,
    boolean multiLabel,
    int classes,
    int spatialDimensions,
    long wholeLimitBytes)
    implements Serializable {

  /** Checks ranges. */
  public LabelOptions {
    if (batchIndex < -1 || classes < 0 || spatialDimensions < 1 || wholeLimitBytes < 0) {
      throw new IllegalArgumentException(
          "out of range: batchIndex "
              + batchIndex
              + ", classes "
              + classes
              + ", spatialDimensions "
              + spatialDimensions
              + ", wholeLimitBytes "
              + wholeLimitBytes);
    }
  }

  /** One label a pixel, one mask a file of [height, width], the only array of an archive. */
  public static LabelOptions defaults() {
    return new LabelOptions(null, -1, false, 0, 2, ScoreOptions.DEFAULT_WHOLE_LIMIT_BYTES);
  }

  /** The same with another array name. */
  public LabelOptions withNpzKey(@Nullable String value) {
    return new LabelOptions(
        value, batchIndex, multiLabel, classes, spatialDimensions, wholeLimitBytes);
  }

  /** The same for another mask of a batch. */
  public LabelOptions withBatchIndex(int value) {
    return new LabelOptions(npzKey, value, multiLabel, classes, spatialDimensions, wholeLimitBytes);
  }

  /** The same for multi-label masks of so many classes, 0 for any number. */
  public LabelOptions withMultiLabel(int value) {
    return new LabelOptions(npzKey, batchIndex, true, value, spatialDimensions, wholeLimitBytes);
  }

  /** The same for images of another number of dimensions, without classes. */
  public LabelOptions withSpatialDimensions(int value) {
    return new LabelOptions(npzKey, batchIndex, multiLabel, classes, value, wholeLimitBytes);
  }

  /** The same with another limit. */
  public LabelOptions withWholeLimitBytes(long value) {
    return new LabelOptions(npzKey, batchIndex, multiLabel, classes, spatialDimensions, value);
  }
}
