package io.github.focalaudit.storage;

/** The output directory may not be used as asked; the message says why and what to do. */
public final class OutputRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutputRefusedException(String message) {
    super(message);
  }
}
