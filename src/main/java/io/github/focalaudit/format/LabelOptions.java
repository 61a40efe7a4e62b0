package io.github.focalaudit.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How mask files are to be read. Immutable.
 *
 * @param open how they are opened; its layout is that of scores and does not count
 * @param batchIndex the mask of a batch [images, ...], -1 where the file holds one mask
 * @param multiLabel whether the mask is [classes, ...] of 0 and 1; with one class a mask without
 *     the class dimension will do as well
 * @param classes classes of a multi-label mask, 0 for any number
 * @param scores the shape of the scores that the mask belongs to, by which its dimensions are told
 *     apart; null where it is not known
 * @param images how many images the file of the scores holds, at least 1; 1 without a batch
 */
public record LabelOptions(
    OpenOptions open,
    int batchIndex,
    boolean multiLabel,
    int classes,
    @Nullable ScoreShape scores,
    int images)
    implements Serializable {

  /** Checks ranges. */
  public LabelOptions {
    if (batchIndex < -1 || classes < 0 || images < 1) {
      throw new IllegalArgumentException(
          "out of range: batchIndex " + batchIndex + ", classes " + classes + ", images " + images);
    }
  }

  /** One label a pixel, one mask a file of [height, width], the only array of an archive. */
  public static LabelOptions defaults() {
    return of(OpenOptions.defaults());
  }

  /** One label a pixel, one mask a file of [height, width], of files that are opened so. */
  public static LabelOptions of(OpenOptions open) {
    return new LabelOptions(open, -1, false, 0, null, 1);
  }

  /** The same for another mask of a batch. */
  public LabelOptions withBatchIndex(int value) {
    return new LabelOptions(open, value, multiLabel, classes, scores, images);
  }

  /** The same for multi-label masks of so many classes, 0 for any number. */
  public LabelOptions withMultiLabel(int value) {
    return new LabelOptions(open, batchIndex, true, value, scores, images);
  }

  /**
   * The same for a mask that belongs to scores of a known shape.
   *
   * @param shape of one image
   * @param count how many images the file of the scores holds
   */
  public LabelOptions withScores(ScoreShape shape, int count) {
    return new LabelOptions(open, batchIndex, multiLabel, classes, shape, count);
  }

  /** How many dimensions an image has, without classes; 2 where it is not known. */
  int spatialDimensions() {
    return scores == null ? 2 : scores.spatial().length;
  }
}
