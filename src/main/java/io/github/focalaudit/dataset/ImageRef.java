package io.github.focalaudit.dataset;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One image to score: its files and its slice columns. Immutable and thread-safe.
 *
 * <p>Not a record, and not serialised as it is: it crosses the network in the byte form of {@link
 * ImageRefCodec}.
 */
public final class ImageRef {
  /** {@link #batchIndex()} of a file that holds one image. */
  public static final int NO_BATCH = -1;

  private final String imageId;
  private final String predictionPath;
  private final String truthPath;
  private final long predictionBytes;
  private final long truthBytes;
  private final int batchIndex;
  private final SortedMap<String, @Nullable String> columns;

  /**
   * @param imageId unique in the dataset
   * @param predictionPath file of the scores
   * @param truthPath file of the mask
   * @param predictionBytes length of the scores' file; of its share, for an image of a batch
   * @param truthBytes length of the mask's file; of its share, for an image of a batch
   * @param batchIndex place of the image in a file that holds several, or {@link #NO_BATCH}
   * @param columns slice columns; a value may be null
   */
  public ImageRef(
      String imageId,
      String predictionPath,
      String truthPath,
      long predictionBytes,
      long truthBytes,
      int batchIndex,
      Map<String, @Nullable String> columns) {
    if (imageId.isEmpty()) {
      throw new IllegalArgumentException("empty image_id for " + predictionPath);
    }
    if (predictionBytes < 0 || truthBytes < 0) {
      throw new IllegalArgumentException(
          "negative file length for " + imageId + ": " + predictionBytes + ", " + truthBytes);
    }
    if (batchIndex < NO_BATCH) {
      throw new IllegalArgumentException("batch index below -1 for " + imageId + ": " + batchIndex);
    }
    this.imageId = imageId;
    this.predictionPath = predictionPath;
    this.truthPath = truthPath;
    this.predictionBytes = predictionBytes;
    this.truthBytes = truthBytes;
    this.batchIndex = batchIndex;
    this.columns = Collections.unmodifiableSortedMap(new TreeMap<>(columns));
  }

  /** The name of the image, unique in the dataset. */
  public String imageId() {
    return imageId;
  }

  /** File of the scores. */
  public String predictionPath() {
    return predictionPath;
  }

  /** File of the mask. */
  public String truthPath() {
    return truthPath;
  }

  /** Bytes of the scores; the image's share where the file holds a batch. */
  public long predictionBytes() {
    return predictionBytes;
  }

  /** Bytes of the mask; the image's share where the file holds a batch. */
  public long truthBytes() {
    return truthBytes;
  }

  /** Length of the scores' file as it was listed; -1 where only a share of it is known. */
  public long predictionLength() {
    return batchIndex == NO_BATCH ? predictionBytes : -1;
  }

  /** Length of the mask's file as it was listed; -1 where only a share of it is known. */
  public long truthLength() {
    return batchIndex == NO_BATCH ? truthBytes : -1;
  }

  /** Place of the image in a file that holds several, or {@link #NO_BATCH}. */
  public int batchIndex() {
    return batchIndex;
  }

  /** Slice columns, sorted by name; a value may be null. Unmodifiable. */
  public SortedMap<String, @Nullable String> columns() {
    return columns;
  }

  /** The same image with other slice columns. */
  ImageRef withColumns(Map<String, @Nullable String> replacement) {
    return new ImageRef(
        imageId, predictionPath, truthPath, predictionBytes, truthBytes, batchIndex, replacement);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ImageRef that
        && imageId.equals(that.imageId)
        && predictionPath.equals(that.predictionPath)
        && truthPath.equals(that.truthPath)
        && predictionBytes == that.predictionBytes
        && truthBytes == that.truthBytes
        && batchIndex == that.batchIndex
        && columns.equals(that.columns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(imageId, predictionPath, truthPath, batchIndex);
  }

  @Override
  public String toString() {
    return imageId + " (" + predictionPath + ", " + truthPath + ")";
  }
}
