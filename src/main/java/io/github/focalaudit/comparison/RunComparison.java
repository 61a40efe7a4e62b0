package io.github.focalaudit.comparison;

import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Two runs on the images that both have with the same truth. Immutable.
 *
 * <p>The interval says what new scenes like these would show: it takes the clusters for a sample of
 * scenes and the two sets of predictions as given. What training again would change is not in it.
 */
public final class RunComparison {
  private final RunFacts baseline;
  private final Map<MetricName, Integer> columns = new LinkedHashMap<>();
  private final List<Difference> differences = new ArrayList<>();
  private final double[][] replicates;
  private final @Nullable ChangeTerms change;
  private final PairCoverage coverage;

  /**
   * Compares.
   *
   * @param baseline the run that is compared with
   * @param plan of the sums
   * @param sums of the paired images, a row a cluster
   * @param metrics ratios of sums, each once
   * @param runner computes the replicates
   * @param count of replicates
   * @param coverage of the paired images, over the scopes of the metrics
   * @param change the change by class, slice and kind of image; null where one of the runs has no
   *     loss
   */
  public RunComparison(
      RunFacts baseline,
      MetricPlan plan,
      ClusterSums sums,
      List<MetricName> metrics,
      Replicates.Runner runner,
      int count,
      PairCoverage coverage,
      @Nullable ChangeTerms change) {
    this.baseline = baseline;
    this.change = change;
    this.coverage = coverage;
    List<int[]> components = new ArrayList<>();
    for (MetricName metric : metrics) {
      columns.put(metric, components.size());
      components.add(plan.positions(metric, sums));
    }
    replicates = runner.run(sums, components, count);
    for (int m = 0; m < components.size(); m++) {
      double[] column = new double[replicates.length];
      for (int r = 0; r < column.length; r++) {
        column[r] = replicates[r][m];
      }
      differences.add(Difference.of(sums, components.get(m), column));
    }
  }

  /** The run that is compared with. */
  public RunFacts baseline() {
    return baseline;
  }

  /** The metrics that were compared, in order. */
  public List<MetricName> metrics() {
    return List.copyOf(columns.keySet());
  }

  /** The change of a metric; null for one that was not asked for. */
  public @Nullable Difference difference(MetricName metric) {
    Integer column = columns.get(metric);
    return column == null ? null : differences.get(column);
  }

  public int column(MetricName metric) {
    Integer column = columns.get(metric);
    if (column == null) {
      throw new IllegalArgumentException("metric " + metric + " was not compared");
    }
    return column;
  }

  /** t of each replicate and metric. */
  public double[][] replicates() {
    return replicates;
  }

  /** How much of both runs the paired images stand for. */
  public PairCoverage coverage() {
    return coverage;
  }

  /** What its reader has to know of classes whose pixels are gone; one at most. */
  public List<Warning> warnings() {
    String lost = coverage.whyClassesLost();
    return lost == null ? List.of() : List.of(new Warning(WarningCode.CLASS_LOST, lost));
  }

  /** The change of the loss mean by class, slice and kind of image. */
  public @Nullable ChangeTerms change() {
    return change;
  }
}
