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

  private final VectorPass subtract = this::subtract;
  private final VectorPass logits = this::logits;
  private final VectorPass clamp = this::clamp;
  private final VectorPass count = this::count;
  private final VectorPass quality = this::quality;
  private final double[] ofOnes;
  private final double[] ofZeros;
  private float[] scores = new float[0];
  private float[] truth = new float[0];
  private boolean nonFinite;

  VectorTwoClassPath(KernelSettings settings) {
    terms = new VectorBinaryRow(settings);
    ofOnes = new double[settings.gammaCount()];
    ofZeros = new double[settings.gammaCount()];
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    scores = tile.scores();
    truth = tile.targets();
    VectorPass.call(subtract);
    if (nonFinite) {
      ScoreCheck.requireValid(Activation.SOFTMAX, tile, 2);
    }
    VectorPass.call(logits);
    VectorPass.call(clamp);
    VectorPass.call(count);
    terms.sum(truth, ofOnes, ofZeros);
    for (int g = 0; g < ofOnes.length; g++) {
      sums.positive[2 * g] = ofZeros[g];
      sums.positive[2 * g + 1] = ofOnes[g];
      sums.negative[2 * g] = ofOnes[g];
      sums.negative[2 * g + 1] = ofZeros[g];
    }
    sums.crossEntropy = terms.crossEntropy();
    VectorPass.call(quality);
    sums.qualityWeight = VectorRows.total(weight, 0);
    sums.qualityWeighted = VectorRows.total(weighted, 0);
    add(counts);
  }

  private void logits() {
    terms.logits(odds, 0, truth, 0);
  }

  private void clamp() {
    terms.clamp(truth, 0);
  }

  /** The first maximum is class 1 only where z1 - z0 is above 0. */
  private void count() {
    terms.count(odds, 0, truth, 0, Float.MIN_VALUE);
  }

  private void quality() {
    VectorRows.quality(terms.p, terms.q, terms.valid, weight, weighted);
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

  private void subtract() {
    nonFinite = VectorRows.hasNonFinite(scores);
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      load(scores, Tile.PIXELS + i).sub(load(scores, i)).intoArray(odds, i);
    }
  }
}
