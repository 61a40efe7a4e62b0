package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How one bound of one rule ended. */
public enum RuleStatus {
  /** It holds. */
  PASS,
  /** It does not hold, or there is nothing that could hold. */
  FAIL,
  /** It cannot be decided from the data. */
  INCONCLUSIVE;

  /** The name in documents. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
