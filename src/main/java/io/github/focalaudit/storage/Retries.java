package io.github.focalaudit.storage;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/**
 * Repeats requests to a store that is unavailable, a few times. A request that took long is not
 * repeated: its client has repeated it already. Thread-safe.
 */
final class Retries {
  private static final int TRIES = 3;

  /** Before the second try; twice as long before the third. */
  private static final long PAUSE_MILLIS = 100;

  /** Since the first try. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(2);

  private Retries() {}

  /** A request that may be repeated without harm. */
  @FunctionalInterface
  interface Request<T> {
    T send() throws IOException;
  }

  /** A request without an answer. */
  @FunctionalInterface
  interface Command {
    void send() throws IOException;
  }

  /**
   * The answer to a request.
   *
   * @param path what it is about
   * @throws StoreUnavailableException where the store remains unavailable
   */
  static <T> T send(String path, Request<T> request) throws IOException {
    long started = System.nanoTime();
    for (int tries = 1; ; tries++) {
      try {
        return request.send();
      } catch (StoreUnavailableException e) {
        throw e;
      } catch (IOException e) {
        if (!StoreFaults.isUnavailable(e, path)) {
          throw e;
        }
        if (tries == TRIES || System.nanoTime() - started > LONGEST_NANOS) {
          throw new StoreUnavailableException(path, e);
        }
      }
      pause(tries);
    }
  }

  /** Sends a command, as {@link #send}. */
  static void run(String path, Command command) throws IOException {
    send(
        path,
        () -> {
          command.send();
          return true;
        });
  }

  /** Sends a request once: it cannot be repeated without harm. */
  static <T> T once(String path, Request<T> request) throws IOException {
    try {
      return request.send();
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw StoreFaults.isUnavailable(e, path) ? new StoreUnavailableException(path, e) : e;
    }
  }

  private static void pause(int tries) throws InterruptedIOException {
    try {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (InterruptedIOException)
          new InterruptedIOException("interrupted between two tries").initCause(e);
    }
  }
}
