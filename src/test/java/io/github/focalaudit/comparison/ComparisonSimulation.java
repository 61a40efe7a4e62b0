package io.github.focalaudit.comparison;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * How often the comparison is wrong, by simulation on the comparison code itself. Every setting
 * draws many pairs of runs whose true change is known, and judges each as a gate would.
 *
 * <p>Run {@code main} for the table of the documentation; its arguments are the number of
 * comparisons a setting (5000) and of replicates (2000).
 */
public final class ComparisonSimulation {
  static final double CONFIDENCE = 0.975;
  private static final double RARE = 0.3;

  private ComparisonSimulation() {}

  /** How the change of a scene is distributed around its mean. */
  enum Shape {
    /** Normal, scenes of equal size. */
    NORMAL,
    /** Log-normal with sigma 1, skewness 6.2: a few ruined scenes; scenes of equal size. */
    SKEWED,
    /** Normal, a class that 30 % of the scenes have, in sizes that vary (log-normal, sigma 0.5). */
    RARE_CLASS
  }

  /**
   * Rates over all comparisons of a setting.
   *
   * @param interval part of the comparisons that have an interval
   * @param falseAlarm fails although the true change is exactly the margin
   * @param falsePass passes although the true change is exactly the margin
   * @param bareAlarm false alarms if every comparison had an interval
   * @param barePass false passes if every comparison had an interval
   * @param passPower passes where nothing changed and the margin is four standard errors
   * @param failPower fails where the true change is four standard errors above the margin
   */
  record Rates(
      double interval,
      double falseAlarm,
      double falsePass,
      double bareAlarm,
      double barePass,
      double passPower,
      double failPower) {}

  static Rates run(Shape shape, int clusters, int comparisons, int replicates, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] counts = new double[7];
    for (int i = 0; i < comparisons; i++) {
      ClusterSums sums = draw(shape, clusters, i, random);
      int[] component = {0};
      double[][] rows = Replicates.local(sums, List.of(component), replicates);
      double[] column = new double[replicates];
      for (int r = 0; r < replicates; r++) {
        column[r] = rows[r][0];
      }
      Difference difference = Difference.of(sums, component, column);
      if (Double.isNaN(difference.change())) {
        continue;
      }
      boolean interval = difference.hasInterval();
      double lower = difference.lower(CONFIDENCE);
      double upper = difference.upper(CONFIDENCE);
      double present = shape == Shape.RARE_CLASS ? RARE * clusters / Math.exp(0.25) : clusters;
      double four = 4 / Math.sqrt(present);
      // The interval moves with the change, so that one draw serves every true change.
      counts[0] += interval ? 1 : 0;
      counts[1] += interval && lower > 0 ? 1 : 0;
      counts[2] += interval && upper <= 0 ? 1 : 0;
      counts[3] += lower > 0 ? 1 : 0;
      counts[4] += upper <= 0 ? 1 : 0;
      counts[5] += interval && upper <= four ? 1 : 0;
      counts[6] += interval && lower > -four ? 1 : 0;
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] /= comparisons;
    }
    return new Rates(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]);
  }

  /** Two runs over scenes whose changes have mean 0 and standard deviation 1. */
  static ClusterSums draw(Shape shape, int clusters, int index, RandomGenerator random) {
    Map<String, double[]> rows = new HashMap<>();
    for (int k = 0; k < clusters; k++) {
      double size = shape == Shape.RARE_CLASS ? Math.exp(0.5 * random.nextGaussian()) : 1;
      if (shape == Shape.RARE_CLASS && random.nextDouble() >= RARE) {
        size = 0;
      }
      double before = 10 + random.nextGaussian();
      double z = random.nextGaussian();
      double change = shape == Shape.SKEWED ? skewed(z) : z;
      rows.put(index + "/" + k, new double[] {size * before, size, size * (before + change), size});
    }
    return ClusterSums.of(rows, 1);
  }

  /** Log-normal with sigma 1, moved and scaled to mean 0 and standard deviation 1. */
  private static double skewed(double z) {
    return (Math.exp(z) - Math.exp(0.5)) / Math.sqrt((Math.E - 1) * Math.E);
  }

  /** Prints the table of the documentation. */
  public static void main(String[] arguments) {
    int comparisons = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5000;
    int replicates = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2000;
    System.out.println(
        "| change of a scene | scenes | with interval | false alarms | false passes"
            + " | (alarms without the limit) | (passes without it) | passes, unchanged"
            + " | fails, ruined |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
    for (Shape shape : Shape.values()) {
      for (int clusters : new int[] {5, 20, 50, 200}) {
        Rates rates = run(shape, clusters, comparisons, replicates, 20_260_101 + clusters);
        System.out.println(
            String.format(
                Locale.ROOT,
                "| %s | %d | %.1f %% | %.2f %% | %.2f %% | %.2f %% | %.2f %% | %.1f %% | %.1f %% |",
                shape.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                clusters,
                100 * rates.interval(),
                100 * rates.falseAlarm(),
                100 * rates.falsePass(),
                100 * rates.bareAlarm(),
                100 * rates.barePass(),
                100 * rates.passPower(),
                100 * rates.failPower()));
      }
    }
  }
}
