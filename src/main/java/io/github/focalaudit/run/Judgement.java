package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.RunComparison;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.warning.Warning;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of judging a run.
 *
 * @param rules a result for each bound; empty without a gate
 * @param metrics whose values the facts have
 * @param run its facts
 * @param comparison with the baseline; null without one
 * @param warnings that the comparison brought and nobody accepted
 * @param change the comparison as reports show it; null without a baseline
 * @param clusterTable the sums by cluster as CSV; null without a baseline
 */
public record Judgement(
    List<RuleResult> rules,
    List<MetricName> metrics,
    RunFacts run,
    @Nullable RunComparison comparison,
    List<Warning> warnings,
    @Nullable ComparisonDocument change,
    @Nullable String clusterTable) {

  public Judgement {
    rules = List.copyOf(rules);
    metrics = List.copyOf(metrics);
    warnings = List.copyOf(warnings);
  }

  /**
   * The value of a metric of the run, or of the pairs with the baseline; null where it has none.
   */
  public @Nullable Double value(MetricName metric) {
    if (metric.kind().scope() != MetricKind.Scope.PAIRS) {
      return run.value(metric);
    }
    return comparison == null ? null : Double.valueOf(comparison.coverage().images(metric.kind()));
  }
}
