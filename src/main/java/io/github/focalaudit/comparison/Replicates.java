package io.github.focalaudit.comparison;

import java.util.List;

/**
 * Replicates of the bootstrap-t (Efron 1979; Hall 1988, doi:10.1214/aos/1176350933): for each
 * replicate and metric t = (change* - change) / error*, where the star says that clusters are
 * weighted by {@link PoissonWeights}.
 *
 * <p>A replicate without error is infinite where its change differs from the sample's: where only a
 * few clusters carry the change, many replicates miss them all, and the infinite t make the
 * interval open instead of deceptively short. NaN stands for a replicate that drew nothing, or
 * nothing that has the metric; it is dropped and counted. Stateless.
 */
public final class Replicates {
  private Replicates() {}

  /** Runs replicates, here or on many machines; the result does not depend on which. */
  @FunctionalInterface
  public interface Runner {
    /**
     * @param sums of the clusters
     * @param metrics the components of each metric
     * @param replicates how many, numbered from 0
     * @return t of each replicate and metric
     */
    double[][] run(ClusterSums sums, List<int[]> metrics, int replicates);
  }

  /** Runs replicates on this thread. */
  public static double[][] local(ClusterSums sums, List<int[]> metrics, int replicates) {
    return range(sums, metrics, 0, replicates);
  }

  /**
   * The replicates of a range.
   *
   * @param metrics the components of each metric
   * @param from first number
   * @param until number after the last
   * @return t of each replicate and metric
   */
  public static double[][] range(ClusterSums sums, List<int[]> metrics, int from, int until) {
    List<Statistic> statistics =
        metrics.stream().map(components -> new Statistic(sums, components)).toList();
    double[] changes =
        statistics.stream().mapToDouble(s -> s.estimate(s.ones()).change()).toArray();
    double[][] rows = new double[until - from][statistics.size()];
    int[] weights = new int[sums.size()];
    for (int replicate = from; replicate < until; replicate++) {
      for (int k = 0; k < weights.length; k++) {
        weights[k] = PoissonWeights.weight(sums.hash(k), replicate);
      }
      for (int m = 0; m < changes.length; m++) {
        Statistic statistic = statistics.get(m);
        Statistic.Estimate estimate = statistic.estimate(statistic.weights(weights));
        rows[replicate - from][m] = studentised(estimate, changes[m]);
      }
    }
    return rows;
  }

  private static double studentised(Statistic.Estimate estimate, double change) {
    double moved = estimate.change() - change;
    if (Double.isNaN(moved) || Double.isNaN(estimate.error())) {
      return Double.NaN;
    }
    if (estimate.error() == 0) {
      return moved == 0 ? 0 : Math.copySign(Double.POSITIVE_INFINITY, moved);
    }
    return moved / estimate.error();
  }
}
