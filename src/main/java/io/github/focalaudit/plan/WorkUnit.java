package io.github.focalaudit.plan;

import io.github.focalaudit.dataset.ImageRef;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of an image that a task scores by itself: some of its canonical blocks of 256 pixels,
 * which follow each other.
 *
 * @param image what it is a part of
 * @param firstBlock from 0
 * @param blockCount at least 1
 * @param cost as {@link Partitioner#cost(ImageRef)}, with what of the mask has to be read for it
 */
public record WorkUnit(ImageRef image, long firstBlock, long blockCount, long cost) {
  /**
   * Of a mask that is read from its start, a unit may read at most this part of what it reads of
   * the scores, so that splitting costs no more than it gains.
   */
  static final int SCORES_PER_MASK = 4;

  /** Checks ranges. */
  public WorkUnit {
    if (firstBlock < 0 || blockCount < 1 || cost < 0) {
      throw new IllegalArgumentException(
          "work unit out of range: first block "
              + firstBlock
              + ", "
              + blockCount
              + " blocks, cost "
              + cost
              + " of "
              + image);
    }
  }

  /**
   * Cuts an image into units of nearly equal size; the same image always into the same ones.
   *
   * @param blocks of the image, at least 1
   * @param unitBytes most bytes of the image a unit, as far as blocks allow, at least 1
   * @param extraBytes of the mask that every unit reads beside its share, 0 where the mask is read
   *     by range
   * @param bounded whether units are larger where they would read too much of the mask
   * @return the units in order; one, of the whole image, where nothing is to be cut
   */
  public static List<WorkUnit> split(
      ImageRef image, long blocks, long unitBytes, long extraBytes, boolean bounded) {
    long bytes = Math.addExact(image.predictionBytes(), image.truthBytes());
    long wanted = (bytes - 1) / unitBytes + 1;
    if (bounded && extraBytes > 0) {
      wanted = Math.min(wanted, image.predictionBytes() / SCORES_PER_MASK / extraBytes);
    }
    int count = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.min(wanted, blocks)));
    List<WorkUnit> units = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long first = share(blocks, i, count);
      long end = share(blocks, i + 1L, count);
      long share = (long) ((double) bytes * (end - first) / blocks);
      units.add(
          new WorkUnit(
              image, first, end - first, Partitioner.IMAGE_COST_BYTES + share + extraBytes));
    }
    return units;
  }

  private static long share(long blocks, long i, int count) {
    return blocks / count * i + blocks % count * i / count;
  }
}
