package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.FocalLossKernel;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.Tile;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The loop over the canonical blocks of an image, 256 pixels each: takes a block from a source, has
 * the kernel score it, and adds its sums to the state. Its buffers are kept from image to image.
 * Used by one thread.
 */
final class BlockLoop {
  private final KernelKind kind;
  private final KernelSettings settings;
  private final BlockSums sums;
  private final ImageState state;
  private final KernelClock clock;
  private final Lane narrow;
  private @Nullable Lane wide;

  /**
   * A kernel with its tiles.
   *
   * @param tile of the stored scores
   * @param scored which the kernel takes; the same, or a wide copy
   */
  private record Lane(FocalLossKernel kernel, Tile tile, Tile scored) {}

  /**
   * The blocks of one image, in order.
   *
   * @param <X> what a bad block throws
   */
  interface Source<X extends Exception> {
    /** Puts scores and targets of some pixels into a tile, which is padded afterwards. */
    void fill(long firstPixel, int pixelCount, Tile tile) throws X;

    /**
     * Sees a block of stored scores, filled and padded, before the kernel, which may overwrite
     * them.
     */
    void scoring(long block, Tile tile);

    /** Sees the sums of a block. */
    void scored(long block, BlockSums sums, int pixelCount);

    /** The exception for a score that has no loss, in the block of a first pixel. */
    X invalid(InvalidScoreException invalid, long firstPixel);
  }

  /**
   * @param kind the kernel asked for
   * @param nanoTime as {@link System#nanoTime()}
   */
  BlockLoop(KernelSettings settings, KernelKind kind, LongSupplier nanoTime) {
    this.settings = settings;
    this.kind = kind;
    clock = new KernelClock(nanoTime);
    sums = new BlockSums(settings);
    state = new ImageState(settings);
    narrow = lane(false);
  }

  private Lane lane(boolean isWide) {
    FocalLossKernel kernel = Kernels.create(kind, settings, isWide);
    Tile tile = tile(isWide);
    // Renormalised probabilities keep the digits of doubles where the kernel takes them.
    boolean widened = settings.renormalises() && !isWide && kernel.acceptsWide();
    return new Lane(kernel, tile, widened ? tile(true) : tile);
  }

  private Tile tile(boolean isWide) {
    return new Tile(settings.classes(), settings.targets(), isWide);
  }

  private Lane laneOf(boolean isWide) {
    if (!isWide) {
      return narrow;
    }
    if (wide == null) {
      wide = lane(true);
    }
    return wide;
  }

  /**
   * Scores an image.
   *
   * @param isWide whether its scores are doubles
   * @param pixels how many it has
   * @return its state; the next image overwrites it
   */
  <X extends Exception> ImageState run(boolean isWide, long pixels, Source<X> source) throws X {
    return run(isWide, 0, pixels, source);
  }

  /**
   * Scores a unit of an image.
   *
   * @param isWide whether its scores are doubles
   * @param from its first pixel, a multiple of 256
   * @param to where it ends, a multiple of 256 or the end of the image
   * @return its state; the next image overwrites it
   */
  <X extends Exception> ImageState run(boolean isWide, long from, long to, Source<X> source)
      throws X {
    Lane lane = laneOf(isWide);
    Tile tile = lane.tile();
    state.reset();
    clock.reset();
    for (long first = from, block = from / Tile.PIXELS; first < to; first += Tile.PIXELS, block++) {
      int count = (int) Math.min(Tile.PIXELS, to - first);
      source.fill(first, count, tile);
      tile.fill(count);
      try {
        source.scoring(block, tile);
        clock.before();
        Tile scored = lane.scored();
        if (scored != tile) {
          scored.widen(tile);
        }
        settings.drop(scored);
        lane.kernel().score(scored, sums, state.blockCounts());
      } catch (InvalidScoreException e) {
        throw source.invalid(e, first);
      }
      clock.after();
      state.add(sums, count);
      source.scored(block, sums, count);
    }
    return state;
  }

  /** The name of the kernel that scores. */
  String kernelName(boolean isWide) {
    return laneOf(isWide).kernel().name();
  }

  /** About how long the kernel took for the last image, in nanoseconds, decoding left out. */
  long kernelNanos() {
    return clock.nanos();
  }
}
