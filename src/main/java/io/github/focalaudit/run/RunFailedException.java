package io.github.focalaudit.run;

/**
 * A run that had begun did not get to its end: its verdict is error, with the message of this
 * exception as the reason. A verdict that could not be written is suppressed in it.
 */
public final class RunFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the reason in one line
   */
  public RunFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
