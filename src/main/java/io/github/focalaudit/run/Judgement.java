package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.RunComparison;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.gate.RuleResult;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The result of judging a run.
 *
 * @param rules a result for each bound; empty without a gate
 * @param metrics whose values the facts have
 * @param run its facts
 * @param comparison with the baseline; null without one
 * @param change the comparison as reports show it; null without a baseline
 * @param clusterTable the sums by cluster as CSV; null without a baseline
 */
public record Judgement(
    List<RuleResult> rules,
    List<MetricName> metrics,
    RunFacts run,
    @Nullable RunComparison comparison,
    @Nullable ComparisonDocument change,
    @Nullable String clusterTable) {

  public Judgement {
    rules = List.copyOf(rules);
    metrics = List.copyOf(metrics);
  }
}
