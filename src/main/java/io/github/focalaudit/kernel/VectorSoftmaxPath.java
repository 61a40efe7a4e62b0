package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;

import java.util.stream.IntStream;

/**
 * Softmax over three classes or more. Label and maximum of a pixel are taken out of the tile and
 * scored once a pixel; what is left has p of at most 1/2 and needs one exponential and one
 * polynomial an element. An element that is taken out has probability 0 in the tile, so that it
 * adds nothing; those below eps are counted and their equal terms added in double precision.
 */
final class VectorSoftmaxPath implements VectorPath {
  private final int classes;
  private final int epsBits;
  private final VectorPowers gammas;
  private final VectorPowers otherGammas;
  private final int[] simpleGammas;
  private final float[][] simpleLanes;
  private final double[] belowTerm;
  private final VectorSoftmaxPixels pixels;
  private final VectorLabels labels;
  private final VectorWrongMaxima wrong;
  private final float[] base = new float[Tile.PIXELS];
  private final float[] factor = new float[Tile.PIXELS];

  /** Lane sums of cross-entropy and label quality, padded to four groups. */
  private final float[] pixelLanes = new float[4 * VIRTUAL_LANES];

  private final double[] pixelTotals = new double[4];
  private final VectorSoftmaxPasses.LaneSums laneSums = new VectorSoftmaxPasses.LaneSums();
  private final float[] negativeLanes;
  private final int[] below;
  private float[] scores = new float[0];
  private float[] targets = new float[0];
  private boolean nonFinite;
  private int clampedLabels;
  private float[] scatterRow = new float[0];
  private int[] scatterLane = new int[0];
  private int scatterAt;
  private final VectorPass scatter = this::scatter;
  private int currentClass;
  private final VectorPass maximum = this::maximum;
  private final VectorPass exponentials = this::exponentials;
  private final VectorPass normalize = this::normalize;
  private final VectorPass logarithms;
  private final VectorPass labelTerms = this::labelTerms;
  private final VectorPass negatives;
  private final VectorPass negativeRow = this::negativeRow;
  private final VectorPass otherRows = this::otherRows;
  private final VectorPass quality = this::quality;

  VectorSoftmaxPath(KernelSettings settings) {
    classes = settings.classes();
    epsBits = Float.floatToRawIntBits((float) settings.eps());
    gammas = new VectorPowers(new GammaSteps(settings, gamma -> true));
    otherGammas = new VectorPowers(new GammaSteps(settings, gamma -> !GammaSteps.isSimple(gamma)));
    simpleGammas =
        IntStream.range(0, settings.gammaCount())
            .filter(g -> GammaSteps.isSimple(settings.gamma(g)))
            .toArray();
    simpleLanes = new float[simpleGammas.length][];
    for (int k = 0; k < simpleGammas.length; k++) {
      double gamma = settings.gamma(simpleGammas[k]);
      simpleLanes[k] =
          gamma == 0 ? laneSums.power0 : gamma == 1 ? laneSums.power1 : laneSums.power2;
    }
    boolean onlySquare = settings.gammaCount() == 1 && settings.gamma(0) == 2;
    pixels = new VectorSoftmaxPixels(settings);
    labels = new VectorLabels(classes, pixels);
    wrong = new VectorWrongMaxima(settings);
    belowTerm = new double[settings.gammaCount()];
    for (int g = 0; g < belowTerm.length; g++) {
      belowTerm[g] =
          StrictMath.pow(settings.eps(), settings.gamma(g)) * -StrictMath.log1p(-settings.eps());
    }
    negativeLanes =
        new float
            [Math.multiplyExact(Math.multiplyExact(classes, VIRTUAL_LANES), settings.gammaCount())];
    below = new int[classes];
    logarithms = pixels::logarithms;
    negatives = onlySquare ? this::negativeSquares : this::negativeRows;
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
    VectorPass.call(negatives);
    if (labels.wrongCount > 0) {
      addWrong(counts);
    }
    finishNegatives(Tile.PIXELS - valid, sums, counts);
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
    VectorRows.sum(pixels.labelFactor, pixelLanes, 0);
    VectorRows.quality(pixels.p, pixels.q, targets, pixelLanes, VIRTUAL_LANES);
  }

  private void negativeSquares() {
    VectorSoftmaxPasses.negativeSquares(scores, pixels.validInverse, epsBits, negativeLanes, below);
  }

  private void negativeRows() {
    for (currentClass = 0; currentClass < classes; currentClass++) {
      VectorPass.call(negativeRow);
      for (int k = 0; k < simpleGammas.length; k++) {
        int at = lanesOf(simpleGammas[k], currentClass);
        System.arraycopy(simpleLanes[k], 0, negativeLanes, at, VIRTUAL_LANES);
      }
      if (otherGammas.count() > 0) {
        VectorPass.call(otherRows);
      }
    }
  }

  private void negativeRow() {
    below[currentClass] =
        VectorSoftmaxPasses.negativeRow(
            scores,
            currentClass * Tile.PIXELS,
            pixels.validInverse,
            epsBits,
            base,
            factor,
            laneSums);
  }

  private void otherRows() {
    for (int step = 0; step < otherGammas.count(); step++) {
      float[] row = otherGammas.advance(step, factor, base, Tile.PIXELS);
      VectorRows.sum(row, negativeLanes, lanesOf(otherGammas.gammaIndex(step), currentClass));
    }
  }

  private int lanesOf(int gammaIndex, int classIndex) {
    return (gammaIndex * classes + classIndex) * VIRTUAL_LANES;
  }

  private void addWrong(BlockCounts counts) {
    wrong.score(pixels, labels);
    counts.clampedElements += wrong.clampedCount();
    int[] lane = labels.many() ? labels.places().maximumLane : labels.wrongLane;
    for (int step = 0; step < gammas.count(); step++) {
      float[] row = gammas.advance(step, wrong.factor, wrong.base, wrong.length());
      int at = lanesOf(gammas.gammaIndex(step), 0);
      scatterRow = row;
      scatterLane = lane;
      scatterAt = at;
      VectorPass.call(scatter);
    }
  }

  private void scatter() {
    VectorRows.scatter(scatterRow, scatterLane, wrong.length(), negativeLanes, scatterAt);
  }

  private void finishNegatives(int ignored, BlockSums sums, BlockCounts counts) {
    VectorRows.totals(negativeLanes, 0, sums.negative.length, sums.negative, 0);
    for (int c = 0; c < classes; c++) {
      int count = below[c] - labels.taken[c] - ignored;
      counts.clampedElements += count;
      for (int g = 0; g < belowTerm.length; g++) {
        sums.negative[g * classes + c] += count * belowTerm[g];
      }
    }
  }

  private void finishPixels(BlockSums sums) {
    VectorRows.totals(pixelLanes, 0, pixelTotals.length, pixelTotals, 0);
    sums.crossEntropy = pixelTotals[0];
    sums.qualityWeight = pixelTotals[1];
    sums.qualityWeighted = pixelTotals[2];
  }
}
