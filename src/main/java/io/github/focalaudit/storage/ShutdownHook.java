package io.github.focalaudit.storage;

import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Work that is done when the process is ended by a signal or an exit, before Spark stops and before
 * file systems are closed. Thread-safe.
 */
public final class ShutdownHook implements AutoCloseable {
  /** Above Spark's 40 and the file systems' 10: the higher one runs first. */
  private static final int PRIORITY = 100;

  private final Runnable work;

  /** Registers the work until {@link #close()}. */
  public ShutdownHook(Runnable work) {
    this.work = work;
    ShutdownHookManager.get().addShutdownHook(work, PRIORITY);
  }

  /** Forgets the work, where it has not begun. */
  @Override
  public void close() {
    ShutdownHookManager manager = ShutdownHookManager.get();
    if (!manager.isShutdownInProgress()) {
      manager.removeShutdownHook(work);
    }
  }
}
