package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;

import java.util.Arrays;

/**
 * Softmax over three classes or more. Label and maximum of a pixel are taken out of the tile and
 * scored once a pixel; what is left has p of at most 1/2 and needs one exponential and one
 * polynomial an element. An element that is taken out has probability 0 in the tile, so that it
 * adds nothing; those below eps are counted and their equal terms added in double precision.
 */
final class VectorSoftmaxPath implements VectorPath {
  private final int classes;
  private final float eps;
  private final boolean onlySquare;
  private final GammaSteps gammas;
  private final double[] belowTerm;
  private final VectorSoftmaxPixels pixels;
  private final float[] base = new float[Tile.PIXELS];
  private final float[] factor = new float[Tile.PIXELS];
  private final float[] row = new float[Tile.PIXELS];
  private final float[] lanes = new float[VIRTUAL_LANES];
  private final float[] weightedLanes = new float[VIRTUAL_LANES];
  private final float[] positiveLanes;
  private final float[] negativeLanes;
  private final float[] belowLanes;
  private final int[] taken;
  private final int[] labelLane = new int[Tile.PIXELS];
  private final int[] wrongPixel = new int[Tile.PIXELS];
  private final int[] wrongLane = new int[Tile.PIXELS];
  private int wrongCount;
  private int ignoredCount;

  VectorSoftmaxPath(KernelSettings settings) {
    classes = settings.classes();
    eps = (float) settings.eps();
    gammas = new GammaSteps(settings);
    onlySquare = gammas.onlySquare();
    pixels = new VectorSoftmaxPixels(settings);
    belowTerm = new double[settings.gammaCount()];
    for (int g = 0; g < belowTerm.length; g++) {
      belowTerm[g] =
          StrictMath.pow(settings.eps(), settings.gamma(g)) * -StrictMath.log1p(-settings.eps());
    }
    positiveLanes = new float[Math.multiplyExact(classes, VIRTUAL_LANES)];
    negativeLanes = new float[Math.multiplyExact(positiveLanes.length, settings.gammaCount())];
    belowLanes = new float[positiveLanes.length];
    taken = new int[classes];
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    float[] scores = tile.scores();
    float[] labels = tile.targets();
    if (VectorSoftmaxPasses.maximum(scores, pixels.max, pixels.argMax)) {
      ScoreCheck.requireValid(Activation.SOFTMAX, tile, classes);
    }
    boolean oneLabel = VectorRows.isConstant(labels, labels[0]);
    if (oneLabel && labels[0] == Tile.IGNORED) {
      return;
    }
    Arrays.fill(taken, 0);
    wrongCount = 0;
    ignoredCount = 0;
    if (oneLabel) {
      takeOneLabel((int) labels[0], scores, counts);
    } else {
      takeLabels(labels, scores, counts);
    }
    VectorSoftmaxPasses.exponentials(scores, pixels.max, pixels.rest);
    pixels.normalize(labels);
    pixels.logarithms();
    counts.clampedElements += pixels.labelTerms();
    addNegatives(scores);
    addWrong(counts);
    finishNegatives(sums, counts);
    if (oneLabel) {
      addPositives((int) labels[0], sums);
    } else {
      addPositives(sums);
    }
    VectorRows.sum(pixels.labelFactor, lanes, 0);
    sums.crossEntropy = VectorRows.total(lanes, 0);
    VectorRows.quality(pixels.p, pixels.q, pixels.valid, lanes, weightedLanes);
    sums.qualityWeight = VectorRows.total(lanes, 0);
    sums.qualityWeighted = VectorRows.total(weightedLanes, 0);
    int valid = Tile.PIXELS - ignoredCount;
    counts.validPixels += valid;
    counts.validElements += (long) valid * classes;
  }

  private void takeOneLabel(int label, float[] scores, BlockCounts counts) {
    int at = label * Tile.PIXELS;
    System.arraycopy(scores, at, pixels.labelScore, 0, Tile.PIXELS);
    Arrays.fill(scores, at, at + Tile.PIXELS, Float.NEGATIVE_INFINITY);
    taken[label] = Tile.PIXELS;
    if (!VectorRows.isConstant(pixels.argMax, label)) {
      for (int i = 0; i < Tile.PIXELS; i++) {
        int predicted = (int) pixels.argMax[i];
        if (predicted != label) {
          takeWrong(i, predicted, scores);
          counts.confusion[label * classes + predicted]++;
        }
      }
    }
    counts.confusion[label * classes + label] += Tile.PIXELS - wrongCount;
  }

  private void takeLabels(float[] labels, float[] scores, BlockCounts counts) {
    for (int i = 0; i < Tile.PIXELS; i++) {
      int label = (int) labels[i];
      int predicted = (int) pixels.argMax[i];
      if (label < 0) {
        ignoredCount++;
        labelLane[i] = i % VIRTUAL_LANES;
        pixels.labelScore[i] = pixels.max[i];
        continue;
      }
      int at = label * Tile.PIXELS + i;
      pixels.labelScore[i] = scores[at];
      scores[at] = Float.NEGATIVE_INFINITY;
      labelLane[i] = label * VIRTUAL_LANES + i % VIRTUAL_LANES;
      taken[label]++;
      counts.confusion[label * classes + predicted]++;
      if (predicted != label) {
        takeWrong(i, predicted, scores);
      }
    }
  }

  private void takeWrong(int pixel, int predicted, float[] scores) {
    scores[predicted * Tile.PIXELS + pixel] = Float.NEGATIVE_INFINITY;
    wrongPixel[wrongCount] = pixel;
    wrongLane[wrongCount] = predicted * VIRTUAL_LANES + pixel % VIRTUAL_LANES;
    wrongCount++;
    taken[predicted]++;
  }

  private void addNegatives(float[] e) {
    if (onlySquare) {
      VectorSoftmaxPasses.negativeSquares(e, pixels.validInverse, eps, negativeLanes, belowLanes);
      return;
    }
    for (int c = 0; c < classes; c++) {
      VectorSoftmaxPasses.negativeRow(
          e, c * Tile.PIXELS, pixels.validInverse, eps, base, factor, belowLanes);
      for (int step = 0; step < gammas.count(); step++) {
        gammas.advance(step, factor, base, row);
        VectorRows.sum(row, negativeLanes, lanesOf(gammas.gammaIndex(step), c));
      }
    }
  }

  private int lanesOf(int gammaIndex, int classIndex) {
    return (gammaIndex * classes + classIndex) * VIRTUAL_LANES;
  }

  private void addWrong(BlockCounts counts) {
    if (wrongCount == 0) {
      return;
    }
    pixels.wrongTerms();
    for (int step = 0; step < gammas.count(); step++) {
      gammas.advance(step, pixels.wrongFactor, pixels.wrongBase, row);
      int at = lanesOf(gammas.gammaIndex(step), 0);
      for (int k = 0; k < wrongCount; k++) {
        negativeLanes[at + wrongLane[k]] += row[wrongPixel[k]];
      }
    }
    for (int k = 0; k < wrongCount; k++) {
      counts.clampedElements += pixels.maximumClamped(wrongPixel[k]) ? 1 : 0;
    }
  }

  private void finishNegatives(BlockSums sums, BlockCounts counts) {
    for (int c = 0; c < classes; c++) {
      int below = VectorRows.count(belowLanes, c * VIRTUAL_LANES) - taken[c] - ignoredCount;
      counts.clampedElements += below;
      for (int g = 0; g < belowTerm.length; g++) {
        sums.negative[g * classes + c] =
            VectorRows.total(negativeLanes, lanesOf(g, c)) + below * belowTerm[g];
      }
    }
  }

  private void addPositives(int label, BlockSums sums) {
    for (int step = 0; step < gammas.count(); step++) {
      gammas.advance(step, pixels.labelFactor, pixels.labelBase, row);
      VectorRows.sum(row, lanes, 0);
      sums.positive[gammas.gammaIndex(step) * classes + label] = VectorRows.total(lanes, 0);
    }
  }

  private void addPositives(BlockSums sums) {
    for (int step = 0; step < gammas.count(); step++) {
      gammas.advance(step, pixels.labelFactor, pixels.labelBase, row);
      Arrays.fill(positiveLanes, 0f);
      VectorRows.scatter(row, labelLane, positiveLanes);
      int at = gammas.gammaIndex(step) * classes;
      for (int c = 0; c < classes; c++) {
        sums.positive[at + c] = VectorRows.total(positiveLanes, c * VIRTUAL_LANES);
      }
    }
  }
}
