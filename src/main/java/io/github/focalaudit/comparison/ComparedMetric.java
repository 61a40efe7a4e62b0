package io.github.focalaudit.comparison;

import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One line of a comparison: a metric in both runs and its change, with a two-sided interval made of
 * two one-sided ends. The metrics of a family, one kind by class or one kind by slice, have
 * simultaneous intervals: all of them hold with the stated confidence together.
 *
 * @param metric what is compared
 * @param baseline over all images of the baseline; null where it has no value
 * @param value over all images of the candidate; null where it has no value
 * @param difference on the images that both have with the same truth
 * @param confidence one-sided, of each end
 * @param lower lower end of the change; null without interval
 * @param upper upper end of the change; null without interval
 * @param note why there is no interval; empty where there is one
 */
public record ComparedMetric(
    MetricName metric,
    @Nullable Double baseline,
    @Nullable Double value,
    Difference difference,
    double confidence,
    @Nullable Double lower,
    @Nullable Double upper,
    String note) {

  /** What an interval says, in one sentence for reports. */
  public static final String MEANING =
      "The interval says what new scenes like these would show, with the two sets of predictions as"
          + " they are; it does not hold what training again would change.";

  /** What to think of an interval that takes every image for a scene of its own. */
  public static final String BY_IMAGE =
      "Every image counts as a scene of its own. Images of one video or one place are not"
          + " independent, and then the interval is too short: name their column by "
          + Setting.CLUSTER
          + ".";

  /** What {@code comparison.json} keeps of it. */
  public ComparisonDocument.Metric document() {
    return new ComparisonDocument.Metric(
        metric.label(),
        baseline,
        value,
        defined(difference.baseline()),
        defined(difference.change()),
        defined(difference.standardError()),
        defined(difference.jackknifeError()),
        difference.clusters(),
        difference.effectiveClusters(),
        difference.largestShare(),
        difference.replicates(),
        difference.droppedReplicates(),
        lower,
        upper,
        confidence,
        note);
  }

  private static @Nullable Double defined(double number) {
    return Double.isNaN(number) ? null : Double.valueOf(number);
  }

  /** The metrics of a comparison, in its order. */
  public static List<ComparedMetric> of(RunComparison comparison, RunFacts run, double confidence) {
    Map<String, List<MetricName>> families = new LinkedHashMap<>();
    for (MetricName metric : comparison.metrics()) {
      families.computeIfAbsent(family(metric), key -> new ArrayList<>()).add(metric);
    }
    List<ComparedMetric> compared = new ArrayList<>();
    families.values().forEach(names -> compared.addAll(family(names, comparison, run, confidence)));
    return List.copyOf(compared);
  }

  /** Metrics of the whole dataset stand alone; classes and slices are families by kind. */
  private static String family(MetricName metric) {
    if (metric.slice() != null) {
      return "slices " + metric.slice().columns() + metric.kind();
    }
    return metric.className() != null ? "classes " + metric.kind() : metric.label();
  }

  private static List<ComparedMetric> family(
      List<MetricName> names, RunComparison comparison, RunFacts run, double confidence) {
    List<Family.Member> members = new ArrayList<>();
    List<MetricName> with = new ArrayList<>();
    for (MetricName name : names) {
      Difference difference = Objects.requireNonNull(comparison.difference(name));
      if (difference.hasInterval()) {
        with.add(name);
        members.add(
            new Family.Member(
                comparison.column(name), difference, confidence, Double.POSITIVE_INFINITY, true));
      }
    }
    List<Family.Ends> ends = new Family(members, comparison.replicates()).ends();
    List<ComparedMetric> lines = new ArrayList<>();
    for (MetricName name : names) {
      Difference difference = Objects.requireNonNull(comparison.difference(name));
      int at = with.indexOf(name);
      lines.add(
          new ComparedMetric(
              name,
              comparison.baseline().value(name),
              run.value(name),
              difference,
              confidence,
              at < 0 ? null : Double.valueOf(ends.get(at).lower()),
              at < 0 ? null : Double.valueOf(ends.get(at).upper()),
              at < 0 ? difference.whyNoInterval() : ""));
    }
    return lines;
  }
}
