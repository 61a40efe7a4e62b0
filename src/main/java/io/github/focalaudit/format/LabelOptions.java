package io.github.focalaudit.format;

import java.io.Serializable;

/**
 * How mask files are to be read. Immutable.
 *
 * @param open how they are opened; its layout is that of scores and does not count
 * @param batchIndex the mask of a batch [images, ...], -1 where the file holds one mask
 * @param multiLabel whether the mask is [classes, ...] of 0 and 1; with one class a mask without
 *     the class dimension will do as well
 * @param classes classes of a multi-label mask, 0 for any number
 * @param spatialDimensions how many dimensions an image has, to tell a class dimension by
 */
public record LabelOptions(
    OpenOptions open, int batchIndex, boolean multiLabel, int classes, int spatialDimensions)
    implements Serializable {

  /** Checks ranges. */
  public LabelOptions {
    if (batchIndex < -1 || classes < 0 || spatialDimensions < 1) {
      throw new IllegalArgumentException(
          "out of range: batchIndex "
              + batchIndex
              + ", classes "
              + classes
              + ", spatialDimensions "
              + spatialDimensions);
    }
  }

  /** One label a pixel, one mask a file of [height, width], the only array of an archive. */
  public static LabelOptions defaults() {
    return of(OpenOptions.defaults());
  }

  /** One label a pixel, one mask a file of [height, width], of files that are opened so. */
  public static LabelOptions of(OpenOptions open) {
    return new LabelOptions(open, -1, false, 0, 2);
  }

  /** The same for another mask of a batch. */
  public LabelOptions withBatchIndex(int value) {
    return new LabelOptions(open, value, multiLabel, classes, spatialDimensions);
  }

  /** The same for multi-label masks of so many classes, 0 for any number. */
  public LabelOptions withMultiLabel(int value) {
    return new LabelOptions(open, batchIndex, true, value, spatialDimensions);
  }

  /** The same for images of another number of dimensions, without classes. */
  public LabelOptions withSpatialDimensions(int value) {
    return new LabelOptions(open, batchIndex, multiLabel, classes, value);
  }
}
