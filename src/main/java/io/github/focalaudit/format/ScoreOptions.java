package io.github.focalaudit.format;

import java.io.Serializable;

/**
 * How score files are to be read. Immutable.
 *
 * @param open how they are opened
 * @param batchIndex the image of a {@link Layout#NCHW} batch, -1 for none
 * @param probabilities whether scores are probabilities (no activation): u1 and u2 are read as v /
 *     255 and v / 65535; where false these types are refused
 */
public record ScoreOptions(OpenOptions open, int batchIndex, boolean probabilities)
    implements Serializable {

  /** Checks ranges. */
  public ScoreOptions {
    if (batchIndex < -1) {
      throw new IllegalArgumentException("out of range: batchIndex " + batchIndex);
    }
    if (batchIndex >= 0 && open.layout() != Layout.NCHW) {
      throw new IllegalArgumentException(
          "batchIndex " + batchIndex + " with layout " + open.layout());
    }
  }

  /** Logits, [classes, height, width], the only array of an archive, up to 1 GiB as a whole. */
  public static ScoreOptions defaults() {
    return of(OpenOptions.defaults());
  }

  /** Logits of files that are opened so, without a batch index. */
  public static ScoreOptions of(OpenOptions open) {
    return new ScoreOptions(open, -1, false);
  }

  /** The same for another image of a batch. */
  public ScoreOptions withBatchIndex(int value) {
    return new ScoreOptions(open, value, probabilities);
  }

  /** The same with scores that are, or are not, probabilities. */
  public ScoreOptions withProbabilities(boolean value) {
    return new ScoreOptions(open, batchIndex, value);
  }
}
