package io.github.focalaudit.comparison;

import io.github.focalaudit.sum.ExactSum;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Adds the paired images of one cluster, exactly and free of order. Meant for one cluster after the
 * other: {@link #reset()} between them. Not thread-safe.
 */
public final class ClusterAccumulator {
  private final MetricPlan plan;
  private final ExactSum[] sums;

  /** An empty cluster. */
  public ClusterAccumulator(MetricPlan plan) {
    this.plan = plan;
    sums =
        Stream.generate(ExactSum::new)
            .limit((long) plan.size() * ClusterSums.WIDTH)
            .toArray(ExactSum[]::new);
  }

  /**
   * Adds an image that both runs have with the same truth.
   *
   * @throws IllegalArgumentException for another pair
   */
  public void add(ImagePair pair) {
    if (!pair.kind().isPaired()) {
      throw new IllegalArgumentException(
          "image " + pair.any().imageId() + ": expected a paired one, got " + pair.kind());
    }
    double[] baseline = plan.terms(Objects.requireNonNull(pair.baseline()));
    double[] candidate = plan.terms(Objects.requireNonNull(pair.candidate()));
    for (int c = 0; c < plan.size(); c++) {
      sums[c * ClusterSums.WIDTH].add(baseline[2 * c]);
      sums[c * ClusterSums.WIDTH + 1].add(baseline[2 * c + 1]);
      sums[c * ClusterSums.WIDTH + 2].add(candidate[2 * c]);
      sums[c * ClusterSums.WIDTH + 3].add(candidate[2 * c + 1]);
    }
  }

  /** The row of the cluster, [components * 4]. */
  public double[] row() {
    double[] row = new double[sums.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = sums[i].value();
    }
    return row;
  }

  /** Forgets the cluster. */
  public void reset() {
    for (ExactSum sum : sums) {
      sum.reset();
    }
  }
}
