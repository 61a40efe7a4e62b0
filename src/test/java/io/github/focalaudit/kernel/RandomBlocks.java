package io.github.focalaudit.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Seeded scores and targets with the traits that break kernels. */
final class RandomBlocks {
  /** What the scores look like. */
  enum Scores {
    ORDINARY,
    SATURATED,
    TIED,
    WITH_NEGATIVE_INFINITY,
    ALL_EQUAL
  }

  /** What the targets look like. */
  enum Targets {
    RANDOM,
    BEST,
    ONE_LABEL,
    RUNS,
    HALF_IGNORED,
    ALL_IGNORED
  }

  private RandomBlocks() {}

  /** {@code [classes][pixels]} floats as doubles. */
  static double[][] scores(
      SplittableRandom random, KernelSettings settings, int pixels, Scores kind) {
    double[][] scores = new double[settings.classes()][pixels];
    for (int i = 0; i < pixels; i++) {
      for (int c = 0; c < settings.classes(); c++) {
        scores[c][i] =
            settings.activation() == Activation.NONE
                ? probability(random, kind)
                : (float) logit(random, kind);
      }
      if (settings.activation() == Activation.SOFTMAX) {
        scores[random.nextInt(settings.classes())][i] = (float) random.nextDouble(-3, 3);
      }
    }
    return scores;
  }

  private static double logit(SplittableRandom random, Scores kind) {
    double z = random.nextDouble(-6, 6);
    return switch (kind) {
      case ORDINARY -> z;
      case SATURATED -> z * random.nextInt(1, 40);
      case TIED -> Math.rint(z / 3);
      case WITH_NEGATIVE_INFINITY -> random.nextInt(4) == 0 ? Double.NEGATIVE_INFINITY : z;
      case ALL_EQUAL -> 0;
    };
  }

  private static double probability(SplittableRandom random, Scores kind) {
    double u = random.nextDouble();
    return (float)
        switch (kind) {
          case ORDINARY -> u;
          case SATURATED -> random.nextBoolean() ? u * 1e-7 : 1 - u * 1e-6;
          case TIED -> Math.rint(u * 4) / 4;
          case WITH_NEGATIVE_INFINITY -> random.nextInt(4) == 0 ? -5e-7 : u;
          case ALL_EQUAL -> 1.0 / 3;
        };
  }

  static int[][] targets(
      SplittableRandom random, KernelSettings settings, double[][] scores, Targets kind) {
    boolean labels = settings.targets() == TargetKind.LABELS;
    int[][] targets = new int[labels ? 1 : settings.classes()][scores[0].length];
    for (int row = 0; row < targets.length; row++) {
      int limit = labels ? settings.classes() : 2;
      int one = random.nextInt(limit);
      for (int i = 0; i < targets[row].length; i++) {
        targets[row][i] = target(random, scores, labels, limit, one, kind, row, i);
      }
      if (kind == Targets.RUNS) {
        runs(random, targets[row], limit);
      }
    }
    return targets;
  }

  private static int target(
      SplittableRandom random,
      double[][] scores,
      boolean labels,
      int limit,
      int one,
      Targets kind,
      int row,
      int pixel) {
    return switch (kind) {
      case RANDOM, RUNS -> random.nextInt(limit);
      case BEST -> labels ? best(scores, pixel) : scores[row][pixel] > 0.3 ? 1 : 0;
      case ONE_LABEL -> one;
      case HALF_IGNORED -> random.nextBoolean() ? -1 : random.nextInt(limit);
      case ALL_IGNORED -> -1;
    };
  }

  private static int best(double[][] scores, int pixel) {
    int best = 0;
    for (int c = 1; c < scores.length; c++) {
      if (scores[c][pixel] > scores[best][pixel]) {
        best = c;
      }
    }
    return best;
  }

  private static void runs(SplittableRandom random, int[] targets, int limit) {
    for (int from = 0; from < targets.length; ) {
      int to = Math.min(targets.length, from + random.nextInt(1, 90));
      Arrays.fill(targets, from, to, random.nextInt(-1, limit));
      from = to;
    }
  }
}
