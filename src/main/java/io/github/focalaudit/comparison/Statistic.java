package io.github.focalaudit.comparison;

import java.util.Arrays;

/**
 * The change of one metric between two runs, over weighted clusters. With n and d the numerators
 * and denominators of the baseline (A) and the candidate (B), summed over the clusters k with
 * weights w,
 *
 * <pre>
 * change = mean over the ratios j of  nB[j] / dB[j] - nA[j] / dA[j]
 * u[k]   = mean over j of  (nB[j,k] - rB[j] dB[j,k]) / dB[j] - (nA[j,k] - rA[j] dA[j,k]) / dA[j]
 * error  = sqrt( W / (W - 1) * sum over k of w[k] u[k]^2 ),   W = sum of w
 * </pre>
 *
 * where r are the ratios: the linearised standard error of a difference of ratios (Cochran 1977,
 * Sampling Techniques, 6.3 and 6.6), which keeps the pairing of the runs. A ratio without
 * denominator in one of the runs is left out of the mean; without any the change is NaN.
 *
 * <p>Only clusters that have a denominator are looked at. Immutable, thread-safe.
 */
final class Statistic {
  private final ClusterSums sums;
  private final int[] components;
  private final int[] active;

  /**
   * @param sums of the clusters
   * @param components the ratios whose mean the metric is
   */
  Statistic(ClusterSums sums, int[] components) {
    this.sums = sums;
    this.components = components.clone();
    this.active = active();
  }

  private int[] active() {
    int[] found = new int[sums.size()];
    int count = 0;
    for (int k = 0; k < sums.size(); k++) {
      boolean any = false;
      for (int c : components) {
        any |= sums.value(c, 1, k) != 0 || sums.value(c, 3, k) != 0;
      }
      if (any) {
        found[count++] = k;
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Clusters that have a denominator. */
  int[] clusters() {
    return active.clone();
  }

  int size() {
    return active.length;
  }

  /** Whether both runs have the same sums everywhere. */
  boolean identical() {
    return sums.identical(Arrays.stream(components).boxed().toList());
  }

  /** Weighted totals, [components][4]. */
  private double[] totals(int[] weights) {
    double[] totals = new double[components.length * ClusterSums.WIDTH];
    for (int j = 0; j < components.length; j++) {
      for (int i = 0; i < ClusterSums.WIDTH; i++) {
        double[] column = sums.column(components[j], i);
        double total = 0;
        for (int a = 0; a < active.length; a++) {
          total += weights[a] * column[active[a]];
        }
        totals[j * ClusterSums.WIDTH + i] = total;
      }
    }
    return totals;
  }

  /** Change and standard error for some weights, one for each of {@link #clusters()}. */
  Estimate estimate(int[] weights) {
    double[] totals = totals(weights);
    int defined = 0;
    double change = 0;
    double baseline = 0;
    for (int j = 0; j < components.length; j++) {
      int at = j * ClusterSums.WIDTH;
      if (totals[at + 1] != 0 && totals[at + 3] != 0) {
        defined++;
        baseline += totals[at] / totals[at + 1];
        change += totals[at + 2] / totals[at + 3] - totals[at] / totals[at + 1];
      }
    }
    long drawn = 0;
    for (int weight : weights) {
      drawn += weight;
    }
    if (defined == 0) {
      return new Estimate(Double.NaN, Double.NaN, Double.NaN);
    }
    double squares = 0;
    for (int a = 0; a < active.length; a++) {
      if (weights[a] != 0) {
        double influence = influence(totals, active[a]) / defined;
        squares += weights[a] * influence * influence;
      }
    }
    double error = drawn > 1 ? Math.sqrt(squares * drawn / (drawn - 1)) : Double.NaN;
    return new Estimate(baseline / defined, change / defined, error);
  }

  /** The influence of a cluster, times the number of defined ratios. */
  private double influence(double[] totals, int cluster) {
    double influence = 0;
    for (int j = 0; j < components.length; j++) {
      int at = j * ClusterSums.WIDTH;
      double before = totals[at + 1];
      double after = totals[at + 3];
      if (before != 0 && after != 0) {
        int c = components[j];
        double old = sums.value(c, 0, cluster) * before - totals[at] * sums.value(c, 1, cluster);
        double now = sums.value(c, 2, cluster) * after - totals[at + 2] * sums.value(c, 3, cluster);
        influence += now / (after * after) - old / (before * before);
      }
    }
    return influence;
  }

  /** The change without each of the clusters in turn. */
  double[] deleteOne() {
    double[] totals = totals(ones());
    double[] changes = new double[active.length];
    for (int a = 0; a < active.length; a++) {
      double change = 0;
      int defined = 0;
      for (int j = 0; j < components.length; j++) {
        int at = j * ClusterSums.WIDTH;
        double before = without(totals, at + 1, j, 1, active[a]);
        double after = without(totals, at + 3, j, 3, active[a]);
        if (before > 0 && after > 0) {
          change += without(totals, at + 2, j, 2, active[a]) / after;
          change -= without(totals, at, j, 0, active[a]) / before;
          defined++;
        }
      }
      changes[a] = change / defined;
    }
    return changes;
  }

  private double without(double[] totals, int at, int j, int which, int cluster) {
    return totals[at] - sums.value(components[j], which, cluster);
  }

  /** The influences u of the clusters, all weights 1. */
  double[] influences() {
    double[] totals = totals(ones());
    double[] influences = new double[active.length];
    int defined = 0;
    for (int j = 0; j < components.length; j++) {
      int at = j * ClusterSums.WIDTH;
      defined += totals[at + 1] != 0 && totals[at + 3] != 0 ? 1 : 0;
    }
    for (int a = 0; a < active.length; a++) {
      influences[a] = influence(totals, active[a]) / defined;
    }
    return influences;
  }

  /** Parts of the clusters in the denominators, averaged over runs and ratios. */
  double[] shares() {
    double[] totals = totals(ones());
    double[] shares = new double[active.length];
    for (int j = 0; j < components.length; j++) {
      for (int which = 1; which < ClusterSums.WIDTH; which += 2) {
        double total = totals[j * ClusterSums.WIDTH + which];
        double[] column = sums.column(components[j], which);
        for (int a = 0; a < active.length && total != 0; a++) {
          shares[a] += column[active[a]] / total;
        }
      }
    }
    return shares;
  }

  int[] ones() {
    int[] ones = new int[active.length];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** Weights of a replicate for the clusters of this metric. */
  int[] weights(int[] allWeights) {
    int[] weights = new int[active.length];
    for (int a = 0; a < active.length; a++) {
      weights[a] = allWeights[active[a]];
    }
    return weights;
  }

  /**
   * @param baseline the baseline's value
   * @param change candidate minus baseline
   * @param error standard error of the change; NaN with fewer than two clusters drawn
   */
  record Estimate(double baseline, double change, double error) {}
}
