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
  private static final int MANY = 24;

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
    int valid;
    if (VectorRows.isConstant(targets, targets[0])) {
      if (targets[0] == Tile.IGNORED) {
        return 0;
      }
      valid = takeOne((int) targets[0], scores);
    } else {
      VectorSoftmaxPasses.toInts(targets, label);
      valid = takeSeveral(targets, scores);
    }
    for (int k = 0; k < presentCount; k++) {
      confusion[present[k] * (classes + 1)] += taken[present[k]];
    }
    boolean allRight = presentCount == 1 && VectorRows.isConstant(pixels.argMax, present[0]);
    if (valid > 0 && !allRight) {
      findWrong();
      takeWrong(scores, confusion);
    }
    return valid;
  }

  private int takeOne(int only, float[] scores) {
    int at = only * Tile.PIXELS;
    System.arraycopy(scores, at, pixels.labelScore, 0, Tile.PIXELS);
    Arrays.fill(scores, at, at + Tile.PIXELS, Float.NEGATIVE_INFINITY);
    Arrays.fill(label, only);
    present[0] = only;
    presentCount = 1;
    taken[only] = Tile.PIXELS;
    return Tile.PIXELS;
  }

  private int takeSeveral(float[] targets, float[] scores) {
    findPresent();
    // An ignored pixel gets its maximum for a score, which is harmless.
    System.arraycopy(pixels.max, 0, pixels.labelScore, 0, Tile.PIXELS);
    if (presentCount > MANY) {
      return takePixels(scores);
    }
    int valid = 0;
    for (int k = 0; k < presentCount; k++) {
      int count = VectorSoftmaxPasses.takeLabel(targets, present[k], scores, pixels.labelScore);
      taken[present[k]] = count;
      valid += count;
    }
    return valid;
  }

  private void findPresent() {
    Arrays.fill(seen, false);
    presentCount = 0;
    int previous = -1;
    for (int i = 0; i < Tile.PIXELS; i++) {
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

  private int takePixels(float[] scores) {
    int valid = 0;
    for (int i = 0; i < Tile.PIXELS; i++) {
      int current = label[i];
      labelLane[i] = i % VIRTUAL_LANES;
      if (current >= 0) {
        int at = current * Tile.PIXELS + i;
        pixels.labelScore[i] = scores[at];
        scores[at] = Float.NEGATIVE_INFINITY;
        labelLane[i] += current * VIRTUAL_LANES;
        taken[current]++;
        valid++;
      }
    }
    return valid;
  }

  private void findWrong() {
    VectorSoftmaxPasses.toInts(pixels.argMax, predicted);
    int count = 0;
    for (int i = 0; i < Tile.PIXELS; i++) {
      wrongPixel[count] = i;
      // One where the two differ and the label is not negative, without a branch.
      int difference = label[i] ^ predicted[i];
      count += (-difference | difference) >>> 31 & ~(label[i] >> 31);
    }
    wrongCount = count;
  }

  private void takeWrong(float[] scores, long[] confusion) {
    for (int k = 0; k < wrongCount; k++) {
      int pixel = wrongPixel[k];
      int to = predicted[pixel];
      int truth = label[pixel] * classes;
      scores[to * Tile.PIXELS + pixel] = Float.NEGATIVE_INFINITY;
      wrongLane[k] = to * VIRTUAL_LANES + pixel % VIRTUAL_LANES;
      taken[to]++;
      confusion[truth + label[pixel]]--;
      confusion[truth + to]++;
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
