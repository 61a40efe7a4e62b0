package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code verdict.json}: how a run ended. The last file that a run writes.
 *
 * @param verdict what it comes to
 * @param judged false where the run has a result and no gate, so that nothing was asked of it; null
 *     else
 * @param exitCode of the process
 * @param reason one sentence
 * @param retryable true where the run ended in an error that another try may not meet; null else
 * @param meaning what the intervals of the rules say; null where no rule has one
 * @param rules a bound each, in the order of the gate file
 * @param warnings rules that did not hold without changing the verdict, in words
 * @param runWarnings what a user should know beside the run's number, as in its summary
 */
public record VerdictDocument(
    @JsonProperty(required = true) VerdictStatus verdict,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean judged,
    @JsonProperty(required = true) int exitCode,
    @JsonProperty(required = true) String reason,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean retryable,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String meaning,
    List<RuleOutcome> rules,
    List<String> warnings,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> runWarnings) {
  /** How it is written and read. */
  public static final DocumentFormat<VerdictDocument> FORMAT =
      new DocumentFormat<>(VerdictDocument.class, "verdict", 1);

  /**
   * One bound of one rule. The components from {@code pairedBaseline} to {@code droppedReplicates}
   * are null where there is no comparison, and not written.
   *
   * @param rule name of the rule
   * @param metric name of the metric
   * @param bound min, max, maxIncrease or maxDecrease
   * @param amount the bound or the margin
   * @param percent whether the margin is a percentage of the baseline's value
   * @param severity what a failure does to the verdict
   * @param family judged together with the others of it
   * @param status how it ended
   * @param value the candidate's; null where it has none
   * @param baseline the baseline's; null without one
   * @param margin in units of the metric; null for min and max
   * @param confidence one-sided, of each end
   * @param lower lower end of the change; null without interval
   * @param upper upper end of the change; null without interval
   * @param detectableEffect beyond the margin, with probability 0.8; null without interval
   * @param pairedBaseline the baseline's value on the paired images; NaN where it has none
   * @param difference candidate minus baseline on the paired images; NaN where one has no value
   * @param standardError linearised; NaN where undefined
   * @param jackknifeError delete-one-cluster; NaN where undefined
   * @param clusters with a part in the metric
   * @param effectiveClusters clusters of equal size that say as much
   * @param largestClusterShare part of the most influential cluster in the squared error
   * @param replicates of the bootstrap
   * @param droppedReplicates that drew nothing of the metric
   * @param reason one sentence
   */
  public record RuleOutcome(
      String rule,
      String metric,
      String bound,
      double amount,
      boolean percent,
      Severity severity,
      String family,
      RuleStatus status,
      @Nullable Double value,
      @Nullable Double baseline,
      @Nullable Double margin,
      double confidence,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable Double detectableEffect,
      @PresentNumber @Nullable Double pairedBaseline,
      @PresentNumber @Nullable Double difference,
      @PresentNumber @Nullable Double standardError,
      @PresentNumber @Nullable Double jackknifeError,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer clusters,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double effectiveClusters,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double largestClusterShare,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer replicates,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer droppedReplicates,
      String reason) {
    /** As it stands among the warnings of the verdict. */
    public String asWarning() {
      return rule + ", " + metric + ": " + reason;
    }
  }

  /** The verdict as people read it. */
  public String words() {
    return verdict.words(judged);
  }

  /** Whether a rule does not hold, or cannot be decided, without changing the verdict. */
  public boolean isWarning(RuleOutcome outcome) {
    return outcome.status() != RuleStatus.PASS && warnings.contains(outcome.asWarning());
  }
}
