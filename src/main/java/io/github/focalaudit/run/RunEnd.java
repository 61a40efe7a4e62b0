package io.github.focalaudit.run;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.gate.Verdict;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.ShutdownHook;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a run leaves a verdict and no lock, however it ends: its own verdict, or {@code
 * error} where its work throws anything at all (Spark throws checked exceptions that no signature
 * declares, and a full heap an {@link Error}), or where the process is ended by a signal or an exit
 * meanwhile. Errors go into the history, where there is one. Used by one thread, beside the hook.
 */
final class RunEnd implements AutoCloseable {
  /** Less than the 30 s that Hadoop gives a hook, and Kubernetes a pod. */
  private static final long GRACE_SECONDS = 15;

  private static final Logger LOG = LoggerFactory.getLogger(RunEnd.class);

  private final Storage storage;
  private final String output;
  private final ShutdownHook hook = new ShutdownHook(this::processEnds);

  /** Held by the one who ends the run; by the hook to the end of the process. */
  private final ReentrantLock ending = new ReentrantLock();

  private volatile @Nullable History history;
  private @Nullable RunDirectory directory;
  private volatile boolean ended;

  /**
   * @param output where the run directory is going to be
   */
  RunEnd(Storage storage, String output) {
    this.storage = storage;
    this.output = output;
  }

  /** A part of a run. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  /** Sets the history that gets an entry where the run ends in error; null for none. */
  void recordErrorsIn(@Nullable History errors) {
    history = errors;
  }

  /** Opens the run directory, which {@link #close()} closes. */
  RunDirectory open(Step<RunDirectory> opening) throws IOException {
    ending.lock();
    try {
      RunDirectory opened = opening.run();
      directory = opened;
      return opened;
    } finally {
      ending.unlock();
    }
  }

  /**
   * Does the work of a run that has begun.
   *
   * @throws RunFailedException where the work throws; its message is the reason in the verdict. A
   *     verdict that cannot be written, on a full disk for example, is suppressed in it
   */
  <T> T begun(Callable<T> work) {
    try {
      return work.call();
    } catch (Throwable failure) {
      RunFailedException failed = new RunFailedException(FailureReason.oneLine(failure), failure);
      ending.lock();
      try {
        writeError(error(failure, ExitCode.INTERNAL));
      } catch (Throwable unwritten) {
        failed.addSuppressed(unwritten);
      } finally {
        ending.unlock();
      }
      throw failed;
    }
  }

  /** Does the last part of the work, which writes the verdict. A signal waits for it, not long. */
  <T> T conclude(Step<T> conclusion) throws IOException {
    ending.lock();
    try {
      T value = conclusion.run();
      ended = true;
      return value;
    } finally {
      ending.unlock();
    }
  }

  /** Says that the run could not begin, where the output is free. */
  void neverBegan(Throwable failure) {
    neverBegan(error(failure, FailureReason.exitCode(failure)));
  }

  private void neverBegan(Verdict verdict) {
    ending.lock();
    try {
      if (!ended) {
        ended = true;
        RunConclusion.neverBegan(storage, output, verdict, history);
      }
    } finally {
      ending.unlock();
    }
  }

  private static Verdict error(Throwable failure, int exitCode) {
    boolean retryable = exitCode == ExitCode.INTERNAL && FailureReason.isRetryable(failure);
    return Verdict.error(FailureReason.oneLine(failure), exitCode, retryable);
  }

  private void writeError(Verdict verdict) throws IOException {
    RunDirectory opened = directory;
    if (!ended && opened != null) {
      ended = true;
      RunConclusion.failed(storage, opened.path(), verdict, history);
    }
  }

  /** The hook. The lock is kept, so that the run's own thread writes nothing after it. */
  private void processEnds() {
    try {
      if (!ending.tryLock(GRACE_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("The run is being concluded for over {} s; it gets no time to end", GRACE_SECONDS);
      }
      String reason = "the process was ended, by a signal or an exit, before the run was done";
      if (!ended) {
        System.err.println("focal-audit: " + reason);
      }
      Verdict evicted = Verdict.error(reason, ExitCode.INTERNAL, true);
      if (directory == null) {
        neverBegan(evicted);
      } else {
        writeError(evicted);
        directory.close();
      }
    } catch (IOException e) {
      LOG.warn("No verdict can be written to {}", output, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Forgets the hook and gives the lock of the directory back. */
  @Override
  public void close() throws IOException {
    hook.close();
    if (directory != null) {
      directory.close();
    }
  }
}
