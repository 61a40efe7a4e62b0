package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a failed rule does to the verdict. */
public enum Severity {
  /** The verdict is fail. */
  FAIL,
  /** It is reported. */
  WARN;

  /** The name in documents. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
