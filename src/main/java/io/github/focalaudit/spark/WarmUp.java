package io.github.focalaudit.spark;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets the first task of a JVM score alone until its code is compiled. A vector operation that is
 * not compiled yet is about a hundred times slower, and tasks that all go that slow way keep the
 * compiler from the processor. The others start when the first has scored {@link #PIXELS}, has
 * ended, or a time has passed. Thread-safe.
 */
final class WarmUp {
  /** Of the tasks of this JVM. */
  static final WarmUp OF_JVM = new WarmUp(Duration.ofMillis(1500));

  /** Pixels after which every pass of the kernel is compiled: 1,024 blocks. */
  static final long PIXELS = 1L << 18;

  private final Duration limit;
  private final AtomicBoolean led = new AtomicBoolean();
  private final CountDownLatch warm = new CountDownLatch(1);

  /**
   * @param limit how long others wait at most, so that a first image that is large or slow to read
   *     does not hold them up
   */
  WarmUp(Duration limit) {
    this.limit = limit;
  }

  /**
   * Takes the turn of one task. Returns at once for the first task and where the JVM is warm; else
   * waits. An interrupt ends the wait and stays set.
   */
  Turn enter() {
    boolean leads = led.compareAndSet(false, true);
    if (!leads) {
      try {
        if (!warm.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
          warm.countDown();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Turn(leads);
  }

  /** What one task scores. Used by its thread. */
  final class Turn {
    private final boolean leads;
    private long pixels;

    private Turn(boolean leads) {
      this.leads = leads;
    }

    /** Counts pixels that were scored. */
    void scored(long more) {
      pixels += more;
      if (pixels >= PIXELS) {
        end();
      }
    }

    /** The task has nothing more to score, or has failed. May be called more than once. */
    void end() {
      if (leads) {
        warm.countDown();
      }
    }
  }
}
