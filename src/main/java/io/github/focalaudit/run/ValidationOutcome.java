package io.github.focalaudit.run;

import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import org.jspecify.annotations.Nullable;

/**
 * How a validation run ended.
 *
 * @param summary its numbers
 * @param verdict pass, fail or error
 * @param reason in one line
 * @param runDirectory where the tables are
 * @param pixels statistics of the pixels; null where they were not asked for
 */
public record ValidationOutcome(
    RunSummary summary,
    Verdict verdict,
    String reason,
    String runDirectory,
    @Nullable PixelStatistics pixels) {
  /** How a run is judged. */
  public enum Verdict {
    /** All is well. */
    PASS("pass"),
    /** More inputs were bad than allowed, or all of them. */
    TOO_MANY_BAD_INPUTS("fail"),
    /** Images were scored, and none of their pixels is valid. */
    NOTHING_VALID("inconclusive"),
    /** The number cannot be trusted. */
    ERROR("error");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /** The word in {@code verdict.json}. */
    public String label() {
      return label;
    }
  }
}
