package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended. */
public enum VerdictStatus {
  /** Every rule that counts holds. */
  PASS,
  /** A rule does not hold, or too many inputs are bad. */
  FAIL,
  /** No rule fails, but one cannot be decided. */
  INCONCLUSIVE,
  /** There is no result. */
  ERROR;

  /** The name in documents. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
