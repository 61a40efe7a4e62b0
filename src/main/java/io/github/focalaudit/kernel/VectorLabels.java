package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;

import java.util.Arrays;

/**
 * The labels of a softmax block: takes the scores of label and wrong maximum out of the tile,
 * counts the confusion, and sums rows by label. Real masks are runs, so that a block has few
 * labels, each of which costs one pass of vectors; where there are many, pixels are taken one by
 * one. Both give the same bits.
 */
final class VectorLabels {
  /** Labels of a block beyond which single pixels are faster. */
  private static final int MANY = 8;

  private final int classes;
  private final VectorSoftmaxPixels pixels;
  private final int[] label = new int[Tile.PIXELS];
  private final int[] predicted = new int[Tile.PIXELS];
  private final int[] labelLane = new int[Tile.PIXELS];
  private final int[] present;
  private final boolean[] seen;
  private final float[] lanes;
  private final double[] totals = new double[MANY];
  private int presentCount;

  /** By class: pixels of which it was taken out as label or as wrong maximum. */
  final int[] taken;

  /** The valid pixels whose maximum is not the label, ascending. */
  final int[] wrongPixel = new int[Tile.PIXELS];

  /** The lane of the maximum of each. */
  final int[] wrongLane = new int[Tile.PIXELS];

  int wrongCount;

  VectorLabels(int classes, VectorSoftmaxPixels pixels) {
    this.classes = classes;
    this.pixels = pixels;
    present = new int[classes];
    seen = new boolean[classes];
    taken = new int[classes];
    lanes = new float[Math.multiplyExact(Math.max(classes, MANY), VIRTUAL_LANES)];
  }

  /** Takes what is scored once a pixel out of the scores; the number of valid pixels. */
  int take(float[] targets, float[] scores, long[] confusion) {
    Arrays.fill(taken, 0);
    wrongCount = 0;
    if (VectorRows.isConstant(targets, targets[0])) {
      if (targets[0] == Tile.IGNORED) {
        return 0;
      }
      takeOne((int) targets[0], scores, confusion);
      return Tile.PIXELS;
    }
    VectorSoftmaxPasses.toInts(targets, label);
    // An ignored pixel gets its maximum for a score, which is harmless.
    System.arraycopy(pixels.max, 0, pixels.labelScore, 0, Tile.PIXELS);
    findPresent();
    if (presentCount > MANY) {
      VectorSoftmaxPasses.toInts(pixels.argMax, predicted);
      return takePixels(scores, confusion);
    }
    int valid = 0;
    for (int k = 0; k < presentCount; k++) {
      int count = VectorSoftmaxPasses.takeLabel(targets, present[k], scores, pixels.labelScore);
      taken[present[k]] = count;
      confusion[present[k] * (classes + 1)] += count;
      valid += count;
    }
    if (valid > 0) {
      VectorSoftmaxPasses.toInts(pixels.argMax, predicted);
      takeWrong(scores, confusion);
    }
    return valid;
  }

  private void takeOne(int only, float[] scores, long[] confusion) {
    int at = only * Tile.PIXELS;
    System.arraycopy(scores, at, pixels.labelScore, 0, Tile.PIXELS);
    Arrays.fill(scores, at, at + Tile.PIXELS, Float.NEGATIVE_INFINITY);
    present[0] = only;
    presentCount = 1;
    taken[only] = Tile.PIXELS;
    confusion[only * (classes + 1)] += Tile.PIXELS;
    if (!VectorRows.isConstant(pixels.argMax, only)) {
      Arrays.fill(label, only);
      VectorSoftmaxPasses.toInts(pixels.argMax, predicted);
      takeWrong(scores, confusion);
    }
  }

  private void findPresent() {
    Arrays.fill(seen, false);
    presentCount = 0;
    int previous = -1;
    for (int i = 0; i < Tile.PIXELS && presentCount <= MANY; i++) {
      int current = label[i];
      if (current != previous) {
        previous = current;
        if (current >= 0 && !seen[current]) {
          seen[current] = true;
          present[presentCount++] = current;
        }
      }
    }
  }

  private int takePixels(float[] scores, long[] confusion) {
    float[] labelScore = pixels.labelScore;
    int valid = 0;
    for (int i = 0; i < Tile.PIXELS; i++) {
      int truth = label[i];
      labelLane[i] = Math.max(truth, 0) * VIRTUAL_LANES + i % VIRTUAL_LANES;
      if (truth >= 0) {
        int at = truth * Tile.PIXELS + i;
        labelScore[i] = scores[at];
        scores[at] = Float.NEGATIVE_INFINITY;
        taken[truth]++;
        confusion[truth * classes + predicted[i]]++;
        valid++;
      }
    }
    findWrong();
    for (int k = 0; k < wrongCount; k++) {
      int pixel = wrongPixel[k];
      int to = predicted[pixel];
      scores[to * Tile.PIXELS + pixel] = Float.NEGATIVE_INFINITY;
      wrongLane[k] = to * VIRTUAL_LANES + pixel % VIRTUAL_LANES;
      taken[to]++;
    }
    return valid;
  }

  private void findWrong() {
    int count = 0;
    for (int i = 0; i < Tile.PIXELS; i++) {
      wrongPixel[count] = i;
      count += oneIfDifferent(label[i], predicted[i]) & ~(label[i] >> 31);
    }
    wrongCount = count;
  }

  /** Without a branch, which random labels would mispredict. */
  private static int oneIfDifferent(int a, int b) {
    int difference = a ^ b;
    return (-difference | difference) >>> 31;
  }

  private void takeWrong(float[] scores, long[] confusion) {
    findWrong();
    for (int k = 0; k < wrongCount; k++) {
      int pixel = wrongPixel[k];
      int to = predicted[pixel];
      int row = label[pixel] * classes;
      scores[to * Tile.PIXELS + pixel] = Float.NEGATIVE_INFINITY;
      wrongLane[k] = to * VIRTUAL_LANES + pixel % VIRTUAL_LANES;
      taken[to]++;
      confusion[row + label[pixel]]--;
      confusion[row + to]++;
    }
  }

  /** Adds a row by label, to totals that are 0 before. */
  void sum(float[] targets, float[] row, double[] totalsOfClasses, int at) {
    if (presentCount > MANY) {
      Arrays.fill(lanes, 0, classes * VIRTUAL_LANES, 0f);
      VectorRows.scatter(row, labelLane, lanes);
      VectorRows.totals(lanes, 0, classes, totalsOfClasses, at);
      return;
    }
    for (int k = 0; k < presentCount; k++) {
      VectorRows.sumOfLabel(row, targets, present[k], lanes, k * VIRTUAL_LANES);
    }
    VectorRows.totals(lanes, 0, presentCount, totals, 0);
    for (int k = 0; k < presentCount; k++) {
      totalsOfClasses[at + present[k]] = totals[k];
    }
  }
}
