package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.evaluation.SliceKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A rule about one metric: a rule that names several classes or slices becomes several of these.
 *
 * @param rule as in the gate file
 * @param metric names one metric; a pattern only where nothing matched it
 */
public record ResolvedRule(Rule rule, MetricName metric) {

  /**
   * Resolves the rules of a gate.
   *
   * @param classNames names of the classes that count
   * @param slices the slices that either run has
   */
  public static List<ResolvedRule> of(
      Gate gate, List<String> classNames, Collection<SliceKey> slices) {
    List<ResolvedRule> resolved = new ArrayList<>();
    for (Rule rule : gate.rules()) {
      List<MetricName> metrics = bySlice(rule.metric(), slices);
      List<MetricName> named = new ArrayList<>();
      for (MetricName metric : metrics) {
        if (SliceKey.ANY.equals(metric.className())) {
          classNames.forEach(name -> named.add(metric.withClass(name)));
        } else {
          named.add(metric);
        }
      }
      if (named.isEmpty()) {
        named.add(rule.metric());
      }
      named.forEach(metric -> resolved.add(new ResolvedRule(rule, metric)));
    }
    return List.copyOf(resolved);
  }

  private static List<MetricName> bySlice(MetricName metric, Collection<SliceKey> slices) {
    SliceKey pattern = metric.slice();
    if (pattern == null || !pattern.isPattern()) {
      return List.of(metric);
    }
    return slices.stream().filter(pattern::matches).sorted().map(metric::withSlice).toList();
  }

  /** Whether the rule names every class and this is one of them. */
  boolean isOneOfEveryClass() {
    return SliceKey.ANY.equals(rule.metric().className()) && !metric.isPattern();
  }

  /** Rules of one family are judged together. */
  Group family() {
    if (rule.primary()) {
      return Group.PRIMARY;
    }
    if (metric.slice() != null) {
      return Group.SLICES;
    }
    return metric.className() != null ? Group.CLASSES : Group.SECONDARY;
  }

  /** The families, in the order in which they are judged; slices and classes are not crossed. */
  public enum Group {
    /** Rules that the gate calls primary; those of the whole dataset, where it does not say. */
    PRIMARY,
    /** Other rules of the whole dataset. */
    SECONDARY,
    /** Rules of slices. */
    SLICES,
    /** Rules of classes. */
    CLASSES
  }
}
