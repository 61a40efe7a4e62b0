package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;

/**
 * The blocks of an image in memory.
 *
 * @param scores {@code [classes, pixels]}
 * @param labels {@code [pixels]}, or {@code [classes, pixels]} for elements
 * @param pixels how many
 */
record ArrayBlocks(float[] scores, int[] labels, int pixels, KernelSettings settings)
    implements BlockLoop.Source<IllegalArgumentException> {
  @Override
  public void fill(long firstPixel, int pixelCount, Tile tile) {
    int first = (int) firstPixel;
    for (int c = 0; c < settings.classes(); c++) {
      System.arraycopy(scores, c * pixels + first, tile.scores(), c * Tile.PIXELS, pixelCount);
    }
    int planes = settings.targets() == TargetKind.LABELS ? 1 : settings.classes();
    for (int plane = 0; plane < planes; plane++) {
      copyLabels(plane * pixels + first, pixelCount, tile.targets(), plane * Tile.PIXELS);
    }
  }

  private void copyLabels(int from, int count, float[] targets, int to) {
    int limit = settings.targets() == TargetKind.LABELS ? settings.classes() : 2;
    for (int i = 0; i < count; i++) {
      int label = labels[from + i];
      boolean isDropped = label >= 0 && settings.isDropped(label);
      if (label < -1 || label >= limit || isDropped) {
        throw new IllegalArgumentException(
            "label at index "
                + (from + i)
                + ": expected -1 (ignored) or one in [0, "
                + (limit - 1)
                + "], got "
                + label
                + (isDropped ? ", a class that is dropped" : ""));
      }
      targets[to + i] = label;
    }
  }

  @Override
  public void scoring(long block, Tile tile) {}

  @Override
  public void scored(long block, BlockSums sums, int pixelCount) {}

  @Override
  public IllegalArgumentException invalid(InvalidScoreException invalid, long firstPixel) {
    return new IllegalArgumentException(
        "score of class "
            + invalid.classIndex()
            + " at pixel "
            + (firstPixel + invalid.pixel())
            + " has no loss: "
            + invalid.value(),
        invalid);
  }
}
