package io.github.focalaudit.cli;

import io.github.focalaudit.run.RunConclusion;
import io.github.focalaudit.storage.Storage;
import java.util.concurrent.Callable;

/**
 * Runs the work of a run that has begun, and writes the verdict {@code error} where it throws
 * anything at all: Spark throws checked exceptions that no signature declares, and a heap that is
 * full throws an {@link Error}. Without state.
 */
final class ErrorVerdict {
  private ErrorVerdict() {}

  /**
   * Returns what the work returns.
   *
   * @param runDirectory where the verdict goes
   * @throws RunFailedException where the work throws; its message is the reason in the verdict. A
   *     verdict that cannot be written, on a full disk for example, is suppressed in it
   */
  static <T> T onFailure(Storage storage, String runDirectory, Callable<T> work) {
    try {
      return work.call();
    } catch (Throwable failure) {
      RunFailedException failed = new RunFailedException(Failures.oneLine(failure), failure);
      try {
        RunConclusion.failed(storage, runDirectory, Failures.oneLine(failure));
      } catch (Throwable unwritten) {
        failed.addSuppressed(unwritten);
      }
      throw failed;
    }
  }
}
