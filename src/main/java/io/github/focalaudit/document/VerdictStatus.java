package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

  /**
   * The verdict as people read it.
   *
   * @param judged false for a run without a gate, which passes unjudged; null else
   */
  public String words(@Nullable Boolean judged) {
    return Boolean.FALSE.equals(judged) ? "scored, not judged" : label();
  }
}
