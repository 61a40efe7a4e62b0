package io.github.focalaudit.format;

import io.github.focalaudit.storage.Excerpt;
import java.io.IOException;

/**
 * An input that is refused: its content is at fault, neither the caller nor the store. The rest of
 * the data set is scored without it.
 */
public final class BadInputException extends IOException {
  private static final long serialVersionUID = 1L;

  private final ReasonCode code;
  private final String path;
  private final String detail;

  /**
   * @param code the family of the fault
   * @param path the file at fault
   * @param detail where (byte offset or position), what was expected, what was found
   */
  public BadInputException(ReasonCode code, String path, String detail) {
    super(path + ": " + code + ": " + Excerpt.detail(detail));
    this.code = code;
    this.path = path;
    this.detail = Excerpt.detail(detail);
  }

  /** The family of the fault. */
  public ReasonCode code() {
    return code;
  }

  /** The file at fault. */
  public String path() {
    return path;
  }

  /** Where (byte offset or position), what was expected, what was found. */
  public String detail() {
    return detail;
  }
}
