package io.github.focalaudit.evaluation;

import java.util.function.LongSupplier;

/**
 * Time in the kernel over the blocks of an image, from a sample: the first two blocks and every
 * {@value #STRIDE}th are timed, each stands for those between it and the one before, the last for
 * those after it as well. A block of few classes takes less than a microsecond and a look at the
 * clock 25 ns or more, so that timing each would cost several percent. The first block, in which a
 * new process loads and compiles, stands for itself alone. Used by one thread.
 */
final class KernelClock {
  /** Blocks for which one is timed. */
  static final int STRIDE = 16;

  private final LongSupplier nanoTime;
  private long block;
  private long skipped;
  private long elapsed;
  private long last;
  private long started;

  /**
   * @param nanoTime as {@link System#nanoTime()}
   */
  KernelClock(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Forgets the image. */
  void reset() {
    block = 0;
    skipped = 0;
    elapsed = 0;
    last = 0;
  }

  private boolean timed() {
    return block % STRIDE == 0 || block == 1;
  }

  /** The kernel is about to score a block. */
  void before() {
    if (timed()) {
      started = nanoTime.getAsLong();
    }
  }

  /** The kernel has scored a block. */
  void after() {
    if (timed()) {
      last = nanoTime.getAsLong() - started;
      elapsed += last * (1 + skipped);
      skipped = 0;
    } else {
      skipped++;
    }
    block++;
  }

  /** Nanoseconds for all blocks, estimated from the timed ones; 0 before the first. */
  long nanos() {
    return elapsed + skipped * last;
  }
}
