package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.Difference;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.Severity;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.gate.ResolvedRule.Group;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The result of one bound of one rule.
 *
 * @param rule name of the rule
 * @param metric what it was about
 * @param bound the bound
 * @param severity what a failure does to the verdict
 * @param family judged together with the others of it
 * @param status how it ended
 * @param value the candidate's value over all its images; null where it has none
 * @param baseline the baseline's value over all its images; null without one
 * @param margin in units of the metric; null for min and max
 * @param confidence one-sided, of each end
 * @param difference the change on the paired images; null where there is none
 * @param lower lower end of the change; null without interval
 * @param upper upper end of the change; null without interval
 * @param detectableEffect beyond the margin, with probability 0.8; null without interval
 * @param reason one sentence
 */
public record RuleResult(
    String rule,
    MetricName metric,
    Bound bound,
    Severity severity,
    Group family,
    RuleStatus status,
    @Nullable Double value,
    @Nullable Double baseline,
    @Nullable Double margin,
    double confidence,
    @Nullable Difference difference,
    @Nullable Double lower,
    @Nullable Double upper,
    @Nullable Double detectableEffect,
    String reason) {

  /** What {@code verdict.json} keeps of it. */
  VerdictDocument.RuleOutcome outcome() {
    Difference paired = difference;
    return new VerdictDocument.RuleOutcome(
        rule,
        metric.label(),
        bound.kind().label(),
        bound.amount(),
        bound.percent(),
        severity,
        family.name().toLowerCase(Locale.ROOT),
        status,
        value,
        baseline,
        margin,
        confidence,
        lower,
        upper,
        detectableEffect,
        paired == null ? null : paired.baseline(),
        paired == null ? null : paired.change(),
        paired == null ? null : paired.standardError(),
        paired == null ? null : paired.jackknifeError(),
        paired == null ? null : paired.clusters(),
        paired == null ? null : paired.effectiveClusters(),
        paired == null ? null : paired.largestShare(),
        paired == null ? null : paired.replicates(),
        paired == null ? null : paired.droppedReplicates(),
        reason);
  }
}
