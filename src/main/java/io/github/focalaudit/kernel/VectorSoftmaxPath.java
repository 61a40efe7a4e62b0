package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;

/**
 * Softmax over three classes or more. Label and maximum of a pixel are taken out of the tile and
 * scored once a pixel; what is left has p of at most 1/2 and needs one exponential and one
 * polynomial an element. An element that is taken out has probability 0 in the tile, so that it
 * adds nothing.
 */
final class VectorSoftmaxPath implements VectorPath {
  private final int classes;
  private final VectorPowers gammas;
  private final VectorSoftmaxPixels pixels;
  private final VectorLabels labels;
  private final VectorWrongMaxima wrong;
  private final VectorNegatives negatives;

  /** Lane sums of cross-entropy and label quality, padded to four groups. */
  private final float[] pixelLanes = new float[4 * VIRTUAL_LANES];

  private final double[] pixelTotals = new double[4];
  private float[] scores = new float[0];
  private float[] targets = new float[0];
  private boolean nonFinite;
  private int clampedLabels;
  private final VectorPass maximum = this::maximum;
  private final VectorPass exponentials = this::exponentials;
  private final VectorPass normalize = this::normalize;
  private final VectorPass logarithms;
  private final VectorPass labelTerms = this::labelTerms;
  private final VectorPass quality = this::quality;

  VectorSoftmaxPath(KernelSettings settings) {
    classes = settings.classes();
    gammas = new VectorPowers(new GammaSteps(settings, gamma -> true), Tile.PIXELS);
    pixels = new VectorSoftmaxPixels(settings);
    labels = new VectorLabels(classes, pixels);
    wrong = new VectorWrongMaxima(settings);
    negatives = new VectorNegatives(settings);
    logarithms = pixels::logarithms;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    scores = tile.scores();
    targets = tile.targets();
    VectorPass.call(maximum);
    if (nonFinite) {
      ScoreCheck.requireValid(Activation.SOFTMAX, tile, classes);
    }
    int valid = labels.take(targets, scores, counts.confusion);
    if (valid == 0) {
      return;
    }
    VectorPass.call(exponentials);
    VectorPass.call(normalize);
    VectorPass.call(logarithms);
    VectorPass.call(labelTerms);
    counts.clampedElements += clampedLabels;
    negatives.score(scores, pixels.validInverse);
    if (labels.wrongCount > 0) {
      addWrong(counts);
    }
    counts.clampedElements += negatives.finish(labels.taken, Tile.PIXELS - valid, sums.negative);
    for (int step = 0; step < gammas.count(); step++) {
      float[] row = gammas.advance(step, pixels.labelFactor, pixels.labelBase, Tile.PIXELS);
      labels.sum(row, sums.positive, gammas.gammaIndex(step) * classes);
    }
    VectorPass.call(quality);
    finishPixels(sums);
    counts.validPixels += valid;
    counts.validElements += (long) valid * classes;
  }

  private void maximum() {
    nonFinite = VectorSoftmaxPasses.maximum(scores, pixels.max, pixels.argMax);
  }

  private void exponentials() {
    VectorSoftmaxPasses.exponentials(scores, pixels.max, pixels.rest);
  }

  private void normalize() {
    pixels.normalize(targets);
  }

  private void labelTerms() {
    clampedLabels = pixels.labelTerms();
  }

  private void quality() {
    VectorRows.sums(pixels.labelFactor, Tile.PIXELS, pixelLanes, 0);
    VectorRows.quality(pixels.p, pixels.q, targets, pixelLanes, VIRTUAL_LANES);
  }

  private void addWrong(BlockCounts counts) {
    wrong.score(pixels, labels);
    counts.clampedElements += wrong.clampedCount();
    int[] lane = labels.many() ? labels.places().maximumLane : labels.wrongLane;
    for (int step = 0; step < gammas.count(); step++) {
      float[] row = gammas.advance(step, wrong.factor, wrong.base, wrong.length());
      negatives.add(row, lane, wrong.length(), gammas.gammaIndex(step));
    }
  }

  private void finishPixels(BlockSums sums) {
    VectorRows.totals(pixelLanes, 0, pixelTotals.length, pixelTotals, 0);
    sums.crossEntropy = pixelTotals[0];
    sums.qualityWeight = pixelTotals[1];
    sums.qualityWeighted = pixelTotals[2];
  }
}
