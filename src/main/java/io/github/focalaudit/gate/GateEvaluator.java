package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.Difference;
import io.github.focalaudit.comparison.Family;
import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.PairLimits;
import io.github.focalaudit.comparison.RunComparison;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.gate.ResolvedRule.Group;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run by a gate. Fails closed: a metric without a value fails its rule and says why; a
 * change that cannot be decided from the data is inconclusive, never a pass. Not thread-safe.
 */
public final class GateEvaluator {
  private final PairLimits limits;
  private final RunFacts run;
  private final @Nullable RunComparison comparison;
  private final List<@Nullable RuleResult> results = new ArrayList<>();
  private final Map<Group, List<Pending>> pending = new EnumMap<>(Group.class);

  private static final String NO_BASELINE = "there is no baseline to compare with";

  private record Pending(int position, RuleResult draft, Family.Member member) {}

  private GateEvaluator(PairLimits limits, RunFacts run, @Nullable RunComparison comparison) {
    this.limits = limits;
    this.run = run;
    this.comparison = comparison;
  }

  /**
   * Judges a run.
   *
   * @param rules the gate's rules, resolved
   * @param limits the gate's, of pairs
   * @param run the candidate
   * @param comparison with the baseline; null without one
   * @return a result for each bound of each rule, in the order of the gate file
   */
  public static List<RuleResult> evaluate(
      List<ResolvedRule> rules,
      PairLimits limits,
      RunFacts run,
      @Nullable RunComparison comparison) {
    GateEvaluator evaluator = new GateEvaluator(limits, run, comparison);
    for (ResolvedRule rule : evaluator.present(rules)) {
      for (Bound bound : rule.rule().bounds()) {
        evaluator.judge(rule, bound);
      }
    }
    evaluator.pending.values().forEach(evaluator::judgeFamily);
    return evaluator.results.stream().map(Objects::requireNonNull).toList();
  }

  /** The rules, those about every class without the classes that neither run has. */
  private List<ResolvedRule> present(List<ResolvedRule> rules) {
    Map<Rule, List<ResolvedRule>> byRule = new LinkedHashMap<>();
    for (ResolvedRule rule : rules) {
      List<ResolvedRule> kept = byRule.computeIfAbsent(rule.rule(), key -> new ArrayList<>());
      if (!rule.isOneOfEveryClass() || isThere(rule.metric())) {
        kept.add(rule);
      }
    }
    byRule.forEach(
        (rule, kept) -> {
          if (kept.isEmpty()) {
            kept.add(new ResolvedRule(rule, rule.metric()));
          }
        });
    return byRule.values().stream().flatMap(List::stream).toList();
  }

  private boolean isThere(MetricName metric) {
    return run.value(metric) != null
        || comparison != null && comparison.baseline().value(metric) != null;
  }

  /** The metrics whose change the rules need, each once. */
  public static List<MetricName> comparedMetrics(List<ResolvedRule> rules) {
    return rules.stream()
        .filter(rule -> rule.rule().needsBaseline() && !rule.metric().isPattern())
        .map(ResolvedRule::metric)
        .filter(metric -> metric.kind().isRatioOfSums())
        .distinct()
        .toList();
  }

  private void judge(ResolvedRule rule, Bound bound) {
    MetricName metric = rule.metric();
    if (metric.kind().scope() == MetricKind.Scope.PAIRS) {
      judgePairs(rule, bound);
      return;
    }
    Double value = metric.isPattern() ? null : run.value(metric);
    Double before =
        comparison == null || metric.isPattern() ? null : comparison.baseline().value(metric);
    if (value == null || value.isNaN()) {
      String why =
          metric.isPattern() ? "nothing matches " + metric.label() : run.whyMissing(metric);
      String reason = why != null ? why : value == null ? "it has no value" : "its value is NaN";
      if (before != null && metric.slice() != null) {
        reason += "; the baseline had it";
      }
      results.add(draft(rule, bound, RuleStatus.FAIL, value, before, reason));
    } else if (bound.kind().isRelative()) {
      judgeChange(rule, bound, value, before);
    } else {
      results.add(limited(rule, bound, value, before));
    }
  }

  private void judgePairs(ResolvedRule rule, Bound bound) {
    results.add(
        comparison == null
            ? draft(rule, bound, RuleStatus.INCONCLUSIVE, null, null, NO_BASELINE)
            : limited(rule, bound, comparison.coverage().images(rule.metric().kind()), null));
  }

  private static RuleResult limited(
      ResolvedRule rule, Bound bound, double value, @Nullable Double before) {
    boolean holds =
        bound.kind() == Bound.Kind.MIN ? value >= bound.amount() : value <= bound.amount();
    String reason = "the value " + value + " is " + (holds ? "within " : "beyond ") + bound.label();
    return draft(rule, bound, holds ? RuleStatus.PASS : RuleStatus.FAIL, value, before, reason);
  }

  private void judgeChange(ResolvedRule rule, Bound bound, double value, @Nullable Double before) {
    MetricName metric = rule.metric();
    if (comparison == null) {
      results.add(draft(rule, bound, RuleStatus.INCONCLUSIVE, value, null, NO_BASELINE));
    } else if (before == null || before.isNaN()) {
      results.add(draft(rule, bound, RuleStatus.FAIL, value, before, "the baseline has no value"));
    } else if (!metric.kind().isRatioOfSums()) {
      results.add(counted(rule, bound, value, before));
    } else {
      Difference difference = Objects.requireNonNull(comparison.difference(metric));
      RuleResult draft = draft(rule, bound, RuleStatus.INCONCLUSIVE, value, before, "");
      String tooFew = comparison.coverage().whyTooFew(metric, limits);
      if (tooFew != null) {
        results.add(with(draft, difference, RuleStatus.INCONCLUSIVE, null, tooFew));
      } else if (!difference.hasInterval()) {
        results.add(
            with(draft, difference, RuleStatus.INCONCLUSIVE, null, difference.whyNoInterval()));
      } else {
        double margin = bound.margin(difference.baseline());
        boolean increase = bound.kind() == Bound.Kind.MAX_INCREASE;
        Family.Member member =
            new Family.Member(
                comparison.column(metric), difference, rule.rule().confidence(), margin, increase);
        pending
            .computeIfAbsent(rule.family(), key -> new ArrayList<>())
            .add(new Pending(results.size(), draft, member));
        results.add(null);
      }
    }
  }

  private void judgeFamily(List<Pending> family) {
    RunComparison compared = Objects.requireNonNull(comparison);
    List<Family.Member> members = family.stream().map(Pending::member).toList();
    List<Family.Ends> ends = new Family(members, compared.replicates()).ends();
    for (int i = 0; i < family.size(); i++) {
      Pending one = family.get(i);
      results.set(one.position(), decided(one, ends.get(i)));
    }
  }

  private static RuleResult decided(Pending pending, Family.Ends ends) {
    Family.Member member = pending.member();
    // Taken from 0, so that no change at all is not printed as -0.0.
    double worst = member.increase() ? ends.lower() : 0 - ends.upper();
    double best = member.increase() ? ends.upper() : 0 - ends.lower();
    RuleStatus status =
        worst > member.margin()
            ? RuleStatus.FAIL
            : best <= member.margin() ? RuleStatus.PASS : RuleStatus.INCONCLUSIVE;
    String what = member.increase() ? "increase" : "decrease";
    String reason =
        switch (status) {
          case FAIL ->
              "the " + what + " is at least " + worst + ", above the margin " + member.margin();
          case PASS ->
              "the " + what + " is at most " + best + ", within the margin " + member.margin();
          case INCONCLUSIVE ->
              "the "
                  + what
                  + " lies between "
                  + worst
                  + " and "
                  + best
                  + ", around the margin "
                  + member.margin();
        };
    return with(pending.draft(), member.difference(), status, ends, reason);
  }

  /** Counts of inputs are what they are: no sample, so no interval. */
  private static RuleResult counted(ResolvedRule rule, Bound bound, double value, double before) {
    double change = value - before;
    double margin = bound.margin(before);
    boolean holds = bound.kind() == Bound.Kind.MAX_INCREASE ? change <= margin : -change <= margin;
    String reason = "it changed by " + change + ", counted, against the margin " + margin;
    RuleResult draft =
        draft(rule, bound, holds ? RuleStatus.PASS : RuleStatus.FAIL, value, before, reason);
    return new RuleResult(
        draft.rule(),
        draft.metric(),
        bound,
        draft.severity(),
        draft.family(),
        draft.status(),
        value,
        before,
        margin,
        draft.confidence(),
        null,
        change,
        change,
        null,
        reason);
  }

  private static RuleResult draft(
      ResolvedRule rule,
      Bound bound,
      RuleStatus status,
      @Nullable Double value,
      @Nullable Double before,
      String reason) {
    return new RuleResult(
        rule.rule().name(),
        rule.metric(),
        bound,
        rule.rule().severity(),
        rule.family(),
        status,
        value,
        before,
        bound.kind().isRelative() && !bound.percent() ? Double.valueOf(bound.amount()) : null,
        rule.rule().confidence(),
        null,
        null,
        null,
        null,
        reason);
  }

  private static RuleResult with(
      RuleResult draft,
      Difference difference,
      RuleStatus status,
      Family.@Nullable Ends ends,
      String reason) {
    return new RuleResult(
        draft.rule(),
        draft.metric(),
        draft.bound(),
        draft.severity(),
        draft.family(),
        status,
        draft.value(),
        draft.baseline(),
        draft.bound().margin(difference.baseline()),
        draft.confidence(),
        difference,
        ends == null ? null : Double.valueOf(ends.lower()),
        ends == null ? null : Double.valueOf(ends.upper()),
        ends == null ? null : Double.valueOf(difference.detectableEffect(draft.confidence())),
        reason);
  }
}
