package io.github.focalaudit.kernel;

/** An image scored block by block, its sums added as plain doubles. */
final class Scored {
  final KernelSettings settings;
  final double[][] positive;
  final double[][] negative;
  final BlockCounts counts;
  double crossEntropy;
  double qualityWeight;
  double qualityWeighted;

  private Scored(KernelSettings settings) {
    this.settings = settings;
    positive = new double[settings.gammaCount()][settings.classes()];
    negative = new double[settings.gammaCount()][settings.classes()];
    counts = new BlockCounts(settings);
  }

  /**
   * Scores an image.
   *
   * @param scores {@code [classes][pixels]}
   * @param targets {@code [1][pixels]} labels or {@code [classes][pixels]} elements, -1 for ignored
   * @param wide whether the kernel gets doubles
   */
  static Scored score(
      FocalLossKernel kernel,
      KernelSettings settings,
      double[][] scores,
      int[][] targets,
      boolean wide) {
    Scored result = new Scored(settings);
    Tile tile = new Tile(settings.classes(), settings.targets(), wide);
    BlockSums sums = new BlockSums(settings);
    int pixels = scores[0].length;
    for (int from = 0; from < pixels; from += Tile.PIXELS) {
      fill(tile, scores, targets, from, Math.min(Tile.PIXELS, pixels - from));
      kernel.score(tile, sums, result.counts);
      result.add(sums);
    }
    return result;
  }

  static void fill(Tile tile, double[][] scores, int[][] targets, int from, int count) {
    for (int c = 0; c < scores.length; c++) {
      for (int i = 0; i < count; i++) {
        if (tile.wide()) {
          tile.wideScores()[c * Tile.PIXELS + i] = scores[c][from + i];
        } else {
          tile.scores()[c * Tile.PIXELS + i] = (float) scores[c][from + i];
        }
      }
    }
    for (int c = 0; c < targets.length; c++) {
      for (int i = 0; i < count; i++) {
        tile.targets()[c * Tile.PIXELS + i] = targets[c][from + i];
      }
    }
    tile.fill(count);
  }

  private void add(BlockSums sums) {
    for (int g = 0; g < settings.gammaCount(); g++) {
      for (int c = 0; c < settings.classes(); c++) {
        positive[g][c] += sums.positive(g, c);
        negative[g][c] += sums.negative(g, c);
      }
    }
    crossEntropy += sums.crossEntropy();
    qualityWeight += sums.qualityWeight();
    qualityWeighted += sums.qualityWeighted();
  }

  /** alpha S+ + (1 - alpha) S- over the classes, for alpha 0.25. */
  double loss(int gammaIndex) {
    double sum = 0;
    for (int c = 0; c < settings.classes(); c++) {
      sum += 0.25 * positive[gammaIndex][c] + 0.75 * negative[gammaIndex][c];
    }
    return sum;
  }
}
