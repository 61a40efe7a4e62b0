package io.github.focalaudit.dataset;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Small reads on many threads: they wait for the store, not for the processor. Stateless. */
public final class Parallel {
  static final int THREADS = 16;

  /** A function that may fail in the store. */
  public interface Task<A, B> {
    B apply(A input) throws IOException;
  }

  private Parallel() {}

  /** The results in the order of the inputs; the first failure in that order is thrown. */
  public static <A, B> List<B> map(List<A> inputs, Task<A, B> task) throws IOException {
    if (inputs.size() < 2) {
      List<B> results = new ArrayList<>();
      for (A input : inputs) {
        results.add(task.apply(input));
      }
      return results;
    }
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(THREADS, inputs.size()),
            runnable -> {
              Thread thread = new Thread(runnable, "focal-audit-driver-read");
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<B>> pending = new ArrayList<>();
      for (A input : inputs) {
        pending.add(pool.submit(() -> task.apply(input)));
      }
      List<B> results = new ArrayList<>(pending.size());
      for (Future<B> future : pending) {
        results.add(future.get());
      }
      return results;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof IOException failure) {
        throw failure;
      }
      if (cause instanceof RuntimeException failure) {
        throw failure;
      }
      if (cause instanceof Error failure) {
        throw failure;
      }
      throw new IllegalStateException(cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("interrupted while reading").initCause(e);
    } finally {
      pool.shutdownNow();
    }
  }
}
