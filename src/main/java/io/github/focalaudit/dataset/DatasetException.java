package io.github.focalaudit.dataset;

import org.jspecify.annotations.Nullable;

/**
 * The dataset cannot be read as it was described: a missing directory, patterns without a common
 * name, no match at all. The message says what to do.
 */
public final class DatasetException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public DatasetException(String message) {
    this(message, null);
  }

  public DatasetException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
