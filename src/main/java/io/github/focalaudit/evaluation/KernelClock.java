package io.github.focalaudit.evaluation;

import java.util.function.LongSupplier;

/**
 * Time in the kernel over the blocks of an image, from a sample: every {@value #STRIDE}th block is
 * timed and stands for those after it. A block of few classes takes less than a microsecond and a
 * look at the clock 25 ns or more, so that timing each would cost several percent. Used by one
 * thread.
 */
final class KernelClock {
  /** Blocks for which one is timed. */
  static final int STRIDE = 16;

  private final LongSupplier nanoTime;
  private long blocks;
  private long timed;
  private long elapsed;
  private long started;

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  KernelClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Forgets the image. */
  void reset() {
    blocks = 0;
    timed = 0;
    elapsed = 0;
  }

  /** The kernel is about to score a block. */
  void before() {
    if (blocks % STRIDE == 0) {
      started = nanoTime.getAsLong();
    }
  }

  /** The kernel has scored a block. */
  void after() {
    if (blocks % STRIDE == 0) {
      elapsed += nanoTime.getAsLong() - started;
      timed++;
    }
    blocks++;
  }

  /** Nanoseconds for all blocks, as the timed ones tell; 0 before the first. */
  long nanos() {
    return timed == 0 ? 0 : Math.round((double) elapsed / timed * blocks);
  }
}
