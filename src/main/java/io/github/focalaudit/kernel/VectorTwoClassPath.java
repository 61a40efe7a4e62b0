package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.load;

/**
 * Softmax over two classes, which is the sigmoid of z1 - z0: one exponential and one logarithm a
 * pixel, and the negative terms of a class are the positive terms of the other.
 */
final class VectorTwoClassPath implements VectorPath {
  private final VectorBinaryRow terms;
  private final float[] odds = new float[Tile.PIXELS];
  private final float[] weight = new float[VectorMath.VIRTUAL_LANES];
  private final float[] weighted = new float[VectorMath.VIRTUAL_LANES];

  VectorTwoClassPath(KernelSettings settings) {
    terms = new VectorBinaryRow(settings);
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    float[] scores = tile.scores();
    float[] truth = tile.targets();
    if (VectorRows.hasNonFinite(scores)) {
      ScoreCheck.requireValid(Activation.SOFTMAX, tile, 2);
    }
    subtract(scores, odds);
    terms.logits(odds, 0, truth, 0);
    terms.clamp(truth, 0);
    // The first maximum is class 1 only where z1 - z0 is above 0.
    terms.count(odds, 0, truth, 0, Float.MIN_VALUE);
    terms.sum(
        truth,
        0,
        (g, ofOnes, ofZeros) -> {
          sums.positive[2 * g] = ofZeros;
          sums.positive[2 * g + 1] = ofOnes;
          sums.negative[2 * g] = ofOnes;
          sums.negative[2 * g + 1] = ofZeros;
        });
    sums.crossEntropy = terms.crossEntropy();
    VectorRows.quality(terms.p, terms.q, terms.valid, weight, weighted);
    sums.qualityWeight = VectorRows.total(weight, 0);
    sums.qualityWeighted = VectorRows.total(weighted, 0);
    add(counts);
  }

  private void add(BlockCounts counts) {
    int valid = terms.validCount();
    int ones = terms.truthCount();
    int truePositives = terms.truePositiveCount();
    int falsePositives = terms.predictedCount() - truePositives;
    counts.validPixels += valid;
    counts.validElements += 2L * valid;
    counts.clampedElements += 2L * terms.clampedCount();
    counts.confusion[0] += valid - ones - falsePositives;
    counts.confusion[1] += falsePositives;
    counts.confusion[2] += ones - truePositives;
    counts.confusion[3] += truePositives;
  }

  private static void subtract(float[] scores, float[] odds) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      load(scores, Tile.PIXELS + i).sub(load(scores, i)).intoArray(odds, i);
    }
  }
}
