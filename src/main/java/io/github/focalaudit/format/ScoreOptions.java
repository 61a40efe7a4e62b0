package io.github.focalaudit.format;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How score files are to be read. Immutable.
 *
 * @param layout the order of the dimensions; null takes three dimensions for {@link Layout#CHW} and
 *     refuses four
 * @param npzKey the array of an archive, with or without {@code .npy}; null takes the only one
 * @param batchIndex the image of a {@link Layout#NCHW} batch, -1 for none
 * @param probabilities whether scores are probabilities (no activation): u1 and u2 are read as v /
 *     255 and v / 65535; where false these types are refused
 * @param wholeLimitBytes most bytes that an array may have where it has to be held in memory as a
 *     whole: Fortran order and members of archives
 */
public record ScoreOptions(
    @Nullable Layout layout,
    @Nullable String npzKey,
    int batchIndex,
    boolean probabilities,
    long wholeLimitBytes)
    implements Serializable {

  /** The default for {@link #wholeLimitBytes()}: 1 GiB. */
  public static final long DEFAULT_WHOLE_LIMIT_BYTES = 1L << 30;

  /** Checks ranges. */
  public ScoreOptions {
    if (batchIndex < -1 || wholeLimitBytes < 0) {
      throw new IllegalArgumentException(
          "out of range: batchIndex " + batchIndex + ", wholeLimitBytes " + wholeLimitBytes);
    }
    if (batchIndex >= 0 && layout != Layout.NCHW) {
      throw new IllegalArgumentException("batchIndex " + batchIndex + " with layout " + layout);
    }
  }

  /** Logits, [classes, height, width], the only array of an archive, up to 1 GiB as a whole. */
  public static ScoreOptions defaults() {
    return new ScoreOptions(null, null, -1, false, DEFAULT_WHOLE_LIMIT_BYTES);
  }

  /** The same with another layout; the batch index is dropped. */
  public ScoreOptions withLayout(@Nullable Layout value) {
    return new ScoreOptions(value, npzKey, -1, probabilities, wholeLimitBytes);
  }

  /** The same with another array name. */
  public ScoreOptions withNpzKey(@Nullable String value) {
    return new ScoreOptions(layout, value, batchIndex, probabilities, wholeLimitBytes);
  }

  /** The same for another image of a batch. */
  public ScoreOptions withBatchIndex(int value) {
    return new ScoreOptions(layout, npzKey, value, probabilities, wholeLimitBytes);
  }

  /** The same with scores that are, or are not, probabilities. */
  public ScoreOptions withProbabilities(boolean value) {
    return new ScoreOptions(layout, npzKey, batchIndex, value, wholeLimitBytes);
  }

  /** The same with another limit. */
  public ScoreOptions withWholeLimitBytes(long value) {
    return new ScoreOptions(layout, npzKey, batchIndex, probabilities, value);
  }
}
