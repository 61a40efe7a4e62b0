package io.github.focalaudit.comparison;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The change of one metric between two runs on the images that both have, with what is known about
 * its uncertainty. One-sided ends are the wider of two methods:
 *
 * <ul>
 *   <li>bootstrap-t: change - q * error, q a quantile of the replicates' t. Percentile intervals
 *       take the skewness of the change for the skewness of its error and pass too easily where few
 *       scenes are ruined (Hall 1988, doi:10.1214/aos/1176350933);
 *   <li>jackknife-t: change - t * e, e the delete-one-cluster error around the full estimate (CV3
 *       of MacKinnon, Nielsen and Webb 2023, Journal of Applied Econometrics 38), t of Student's
 *       distribution with the effective number of clusters less one degrees of freedom.
 * </ul>
 *
 * <p>Under {@link #MIN_EFFECTIVE_CLUSTERS} effective clusters there is no interval: neither method
 * keeps its level there. Runs with the same sums in every cluster differ by exactly 0, and so do
 * both ends. Immutable, thread-safe.
 */
public final class Difference {
  /** Effective clusters under which no interval is given. */
  public static final double MIN_EFFECTIVE_CLUSTERS = 20;

  /** Rounding in the effective number of equal clusters. */
  private static final double TOLERANCE = 1e-9;

  private static final double POWER = 0.8;

  private final double baseline;
  private final double change;
  private final double error;
  private final double jackknifeError;
  private final int clusters;
  private final double effectiveClusters;
  private final double largestShare;
  private final boolean identical;
  private final double[] studentised;
  private final int replicates;

  private Difference(Statistic statistic, double[] replicates, double[] sorted) {
    Statistic.Estimate estimate = statistic.estimate(statistic.ones());
    identical = statistic.identical();
    baseline = estimate.baseline();
    change = identical && !Double.isNaN(estimate.change()) ? 0 : estimate.change();
    error = identical ? 0 : estimate.error();
    jackknifeError = identical ? 0 : jackknife(statistic, change);
    clusters = statistic.size();
    effectiveClusters = effectiveNumber(statistic.shares());
    largestShare = largestShare(statistic.influences());
    studentised = sorted;
    this.replicates = replicates.length;
  }

  /**
   * The change of one metric.
   *
   * @param sums of the clusters
   * @param components of the metric
   * @param replicates t of each replicate; NaN for one that was dropped
   */
  static Difference of(ClusterSums sums, int[] components, double[] replicates) {
    double[] sorted = Arrays.stream(replicates).filter(t -> !Double.isNaN(t)).sorted().toArray();
    return new Difference(new Statistic(sums, components), replicates, sorted);
  }

  private static double jackknife(Statistic statistic, double change) {
    double squares = 0;
    for (double without : statistic.deleteOne()) {
      double moved = without - change;
      squares += moved * moved;
    }
    double count = statistic.size();
    return Math.sqrt(squares * (count - 1) / count);
  }

  /** Kish 1965: (sum of g)^2 / sum of g^2 over the parts g of the clusters in the denominators. */
  private static double effectiveNumber(double[] shares) {
    double sum = 0;
    double squares = 0;
    for (double share : shares) {
      sum += share;
      squares += share * share;
    }
    return squares == 0 ? 0 : sum * sum / squares;
  }

  private static double largestShare(double[] influences) {
    double largest = 0;
    double squares = 0;
    for (double influence : influences) {
      squares += influence * influence;
      largest = Math.max(largest, influence * influence);
    }
    return squares == 0 ? 0 : largest / squares;
  }

  /** The baseline's value on the paired images; NaN where it has none. */
  public double baseline() {
    return baseline;
  }

  /** Candidate minus baseline; NaN where one of them has no value. */
  public double change() {
    return change;
  }

  /** Linearised standard error. */
  public double standardError() {
    return error;
  }

  /** Delete-one-cluster standard error. */
  public double jackknifeError() {
    return jackknifeError;
  }

  /** Clusters with a part in the metric. */
  public int clusters() {
    return clusters;
  }

  /** How many clusters of equal size would say as much. */
  public double effectiveClusters() {
    return effectiveClusters;
  }

  /** Part of the most influential cluster in the squared error, in [0, 1]. */
  public double largestShare() {
    return largestShare;
  }

  /** Replicates asked for. */
  public int replicates() {
    return replicates;
  }

  /** Replicates that drew nothing of the metric. */
  public int droppedReplicates() {
    return replicates - studentised.length;
  }

  /** Whether both runs have the same sums in every cluster. */
  public boolean identical() {
    return identical;
  }

  /** Whether the ends mean something: enough clusters, or nothing that differs. */
  public boolean hasInterval() {
    return !Double.isNaN(change)
        && (identical || effectiveClusters >= MIN_EFFECTIVE_CLUSTERS - TOLERANCE);
  }

  /** Why there is no interval, where there is none. */
  public String whyNoInterval() {
    if (Double.isNaN(change)) {
      return "no image that both runs have with the same truth has it";
    }
    return String.format(
        Locale.ROOT,
        "%d %s as %.1f of equal size; an interval needs %.0f",
        clusters,
        clusters == 1 ? "cluster counts" : "clusters count",
        effectiveClusters,
        MIN_EFFECTIVE_CLUSTERS);
  }

  /** Lower end of the bootstrap-t alone. */
  double bootstrapLower(double confidence) {
    return change - quantile(studentised, confidence) * error;
  }

  /** Upper end of the bootstrap-t alone. */
  double bootstrapUpper(double confidence) {
    return change - quantile(studentised, 1 - confidence) * error;
  }

  /** Lower end of one-sided confidence; may be negative infinity. */
  public double lower(double confidence) {
    return lower(confidence, quantile(studentised, confidence));
  }

  /** Upper end of one-sided confidence; may be infinity. */
  public double upper(double confidence) {
    return upper(confidence, -quantile(studentised, 1 - confidence));
  }

  /** The wider of the end with a critical value for t, and the ones of this metric alone. */
  double lower(double confidence, double critical) {
    double own = quantile(studentised, confidence);
    return change - reach(confidence, Math.max(own, critical));
  }

  /** The wider of the end with a critical value for -t, and the ones of this metric alone. */
  double upper(double confidence, double critical) {
    double own = -quantile(studentised, 1 - confidence);
    return change + reach(confidence, Math.max(own, critical));
  }

  private double reach(double confidence, double critical) {
    if (identical) {
      return 0;
    }
    double bootstrap = Double.isInfinite(critical) ? critical : critical * error;
    return Math.max(bootstrap, studentT(confidence) * jackknifeError);
  }

  private double studentT(double confidence) {
    return studentT(confidence, Math.max(1, effectiveClusters - 1));
  }

  /** The value that Student's t stays at or under with a probability. */
  static double studentT(double probability, double degrees) {
    return TDistribution.of(degrees).inverseCumulativeProbability(probability);
  }

  /**
   * How far beyond the margin the true change has to lie for a rule of that confidence to fail with
   * probability 0.8: (t(confidence) + t(0.8)) times the larger of the two errors.
   */
  public double detectableEffect(double confidence) {
    return (studentT(confidence) + studentT(POWER)) * Math.max(error, jackknifeError);
  }

  /**
   * The order statistic at p * (n + 1), from outside: rounded up above the middle, down below it;
   * infinite where there are too few values.
   */
  static double quantile(double[] sorted, double probability) {
    double position = probability * (sorted.length + 1);
    if (probability >= 0.5) {
      int index = (int) Math.ceil(position - TOLERANCE);
      return index > sorted.length ? Double.POSITIVE_INFINITY : sorted[index - 1];
    }
    int index = (int) Math.floor(position + TOLERANCE);
    return index < 1 ? Double.NEGATIVE_INFINITY : sorted[index - 1];
  }
}
