package io.github.focalaudit.kernel;

/**
 * Softmax over two classes, which is the sigmoid of z1 - z0: one exponential and one logarithm a
 * pixel, and the negative terms of a class are the positive terms of the other.
 */
final class VectorTwoClassPath implements VectorPath {
  private final VectorBinaryRow terms;
  private final VectorBinaryCounts pixels = new VectorBinaryCounts();

  private final VectorPass logits = this::logits;
  private final VectorPass sides;
  private final VectorPass logarithms = this::logarithms;
  private final VectorPass quality = this::quality;
  private final VectorPass clamp = this::clamp;
  private final VectorPass simpleGammas = this::simpleGammas;
  private final VectorPass count = this::count;
  private float[] scores = new float[0];
  private float[] truth = new float[0];

  VectorTwoClassPath(KernelSettings settings) {
    terms = new VectorBinaryRow(settings);
    sides = terms::logitSides;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    scores = tile.scores();
    truth = tile.targets();
    VectorPass.call(logits);
    if (terms.nonFinite()) {
      ScoreCheck.requireValid(Activation.SOFTMAX, tile, 2);
    }
    VectorPass.call(sides);
    VectorPass.call(logarithms);
    VectorPass.call(quality);
    if (terms.needsClamp()) {
      VectorPass.call(clamp);
    }
    VectorPass.call(simpleGammas);
    VectorPass.call(count);
    terms.sum(truth, 0, sums, 1);
    for (int at = 0; at < sums.positive.length; at += 2) {
      sums.positive[at] = sums.negative[at + 1];
      sums.negative[at] = sums.positive[at + 1];
    }
    sums.crossEntropy = terms.crossEntropy();
    sums.qualityWeight = terms.qualityWeight();
    sums.qualityWeighted = terms.qualityWeighted();
    add(counts);
  }

  private void logits() {
    terms.logits(scores, Tile.PIXELS, scores, 0, truth, 0);
  }

  private void logarithms() {
    terms.logitLogarithms(truth, 0);
  }

  private void quality() {
    terms.quality(truth);
  }

  private void clamp() {
    terms.clamp(truth, 0);
  }

  private void simpleGammas() {
    terms.simpleGammas(truth, 0);
  }

  /** The first maximum is class 1 only where z1 - z0 is above 0. */
  private void count() {
    pixels.count(terms.odds, 0, Float.MIN_VALUE, truth, 0);
  }

  private void add(BlockCounts counts) {
    int valid = pixels.valid();
    counts.validPixels += valid;
    counts.validElements += 2L * valid;
    counts.clampedElements += 2L * terms.clampedCount();
    counts.confusion[0] += pixels.zerosPredictedZero();
    counts.confusion[1] += pixels.zerosPredictedOne();
    counts.confusion[2] += pixels.onesPredictedZero();
    counts.confusion[3] += pixels.onesPredictedOne();
  }
}
