package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static io.github.focalaudit.kernel.VectorMath.VIRTUAL_LANES;
import static jdk.incubator.vector.FloatVector.fromArray;

import java.util.Arrays;
import jdk.incubator.vector.VectorOperators;

/**
 * The labels of a softmax block: takes the scores of label and maximum out of the tile, counts the
 * confusion, and sums rows by label. Real masks are runs, so that a block has one label or few,
 * each of which is taken out, counted and summed by vectors; where there are many, {@link
 * VectorLabelPlaces} says where single pixels are. Both give the same bits.
 */
final class VectorLabels {
  /** Labels of a block beyond which single pixels are faster. */
  private static final int MANY = 8;

  private final int classes;
  private final VectorSoftmaxPixels pixels;
  private final VectorLabelPlaces places;
  private final int[] present = new int[MANY + 1];
  private final boolean[] seen;
  private final float[] lanes;
  private final int[] takenLanes;
  private final double[] totals = new double[MANY];
  private final VectorPass findOnly = this::findOnly;
  private final VectorPass findPresent = this::findPresent;
  private final VectorPass locate = this::locate;
  private final VectorPass exchange = this::exchange;
  private final VectorPass countPixels = this::countPixels;
  private final VectorPass takeLabel = this::takeLabel;
  private final VectorPass listWrong = this::listWrong;
  private final VectorPass sumPixels = this::sumPixels;
  private final VectorPass sumLabels = this::sumLabels;
  private float[] targets = new float[0];
  private float[] scores = new float[0];
  private float[] row = new float[0];
  private long[] confusion = new long[0];
  private int presentCount;
  private boolean onlyOne;
  private boolean allRight;
  private int label;
  private int labelPixels;

  /** By class: pixels of which it was taken out as label or as wrong maximum. */
  final int[] taken;

  /** Unless there are many labels: the valid pixels whose maximum is not the label, ascending. */
  final int[] wrongPixel = new int[Tile.PIXELS];

  /** The lane of the maximum of each. */
  final int[] wrongLane = new int[Tile.PIXELS];

  int wrongCount;

  VectorLabels(int classes, VectorSoftmaxPixels pixels) {
    this.classes = classes;
    this.pixels = pixels;
    places = new VectorLabelPlaces(classes);
    seen = new boolean[classes];
    taken = new int[classes];
    takenLanes = new int[Math.multiplyExact(classes, VIRTUAL_LANES)];
    lanes = new float[Math.multiplyExact(Math.max(classes, MANY), VIRTUAL_LANES)];
  }

  /**
   * Takes what is scored once a pixel out of the scores; the number of valid pixels.
   *
   * @param labels the labels of the block
   * @param from the scores of the block, where -inf is left
   * @param matrix the confusion matrix, which is added to
   */
  int take(float[] labels, float[] from, long[] matrix) {
    targets = labels;
    scores = from;
    confusion = matrix;
    Arrays.fill(taken, 0);
    wrongCount = 0;
    VectorPass.call(findOnly);
    if (onlyOne) {
      return targets[0] == Tile.IGNORED ? 0 : takeOne((int) targets[0]);
    }
    VectorPass.call(findPresent);
    if (many()) {
      VectorPass.call(locate);
      VectorPass.call(exchange);
      VectorPass.call(countPixels);
      wrongCount = places.wrongCount();
      return places.validCount();
    }
    return takePresent();
  }

  private int takeOne(int only) {
    int at = only * Tile.PIXELS;
    System.arraycopy(scores, at, pixels.labelScore, 0, Tile.PIXELS);
    Arrays.fill(scores, at, at + Tile.PIXELS, Float.NEGATIVE_INFINITY);
    present[0] = only;
    presentCount = 1;
    taken[only] = Tile.PIXELS;
    confusion[only * (classes + 1)] += Tile.PIXELS;
    if (!allRight) {
      takeWrong();
    }
    return Tile.PIXELS;
  }

  /** Ignored pixels get their maximum for a label, which is harmless because their terms are 0. */
  private int takePresent() {
    System.arraycopy(pixels.max, 0, pixels.labelScore, 0, Tile.PIXELS);
    int valid = 0;
    for (int k = 0; k < presentCount; k++) {
      label = present[k];
      VectorPass.call(takeLabel);
      taken[label] = labelPixels;
      confusion[label * (classes + 1)] += labelPixels;
      valid += labelPixels;
    }
    takeWrong();
    return valid;
  }

  private void takeLabel() {
    labelPixels =
        VectorRows.takeLabel(targets, label, scores, label * Tile.PIXELS, pixels.labelScore);
  }

  private void findOnly() {
    onlyOne = VectorRows.isConstant(targets, targets[0]);
    allRight = onlyOne && VectorRows.isConstant(pixels.argMax, targets[0]);
  }

  private void locate() {
    places.locate(targets, pixels.argMax);
  }

  private void exchange() {
    places.exchange(scores, pixels.labelScore);
  }

  /** Whether there are so many labels that no list of wrong pixels is made. */
  boolean many() {
    return presentCount > MANY;
  }

  /** Where label and maximum of every pixel are. */
  VectorLabelPlaces places() {
    return places;
  }

  private void findPresent() {
    Arrays.fill(seen, false);
    presentCount = 0;
    float previous = Tile.IGNORED;
    for (int from = 0; from < Tile.PIXELS && !many(); from += LANES) {
      if (fromArray(SPECIES, targets, from).compare(VectorOperators.NE, previous).anyTrue()) {
        for (int i = from; i < from + LANES && !many(); i++) {
          if (targets[i] != previous) {
            previous = targets[i];
            addPresent((int) previous);
          }
        }
      }
    }
  }

  private void addPresent(int label) {
    if (label >= 0 && !seen[label]) {
      seen[label] = true;
      present[presentCount++] = label;
    }
  }

  /** Spread over the lanes: adding to one place twice in a row waits for the first addition. */
  private void countPixels() {
    Arrays.fill(takenLanes, 0);
    for (int i = 0; i < Tile.PIXELS; i++) {
      if (targets[i] >= 0) {
        confusion[places.cell[i]]++;
        takenLanes[places.labelLane[i]]++;
        takenLanes[places.maximumLane[i]] -= places.wrong[i];
      }
    }
    for (int c = 0; c < classes; c++) {
      taken[c] = VectorRows.total(takenLanes, c * VIRTUAL_LANES);
    }
  }

  /** Takes out wrong maxima, and moves their pixels from the diagonal to where they belong. */
  private void takeWrong() {
    VectorPass.call(listWrong);
    for (int k = 0; k < wrongCount; k++) {
      int pixel = wrongPixel[k];
      int truth = (int) targets[pixel];
      int maximum = (int) pixels.argMax[pixel];
      scores[maximum * Tile.PIXELS + pixel] = Float.NEGATIVE_INFINITY;
      wrongLane[k] = maximum * VIRTUAL_LANES + pixel % VIRTUAL_LANES;
      taken[maximum]++;
      confusion[truth * (classes + 1)]--;
      confusion[truth * classes + maximum]++;
    }
  }

  private void listWrong() {
    wrongCount = VectorRows.listDifferent(targets, pixels.argMax, wrongPixel);
  }

  /** Adds a row by label, to totals that are 0 before. */
  void sum(float[] terms, double[] totalsOfClasses, int at) {
    row = terms;
    if (many()) {
      VectorPass.call(sumPixels);
      VectorRows.totals(lanes, 0, classes, totalsOfClasses, at);
      return;
    }
    VectorPass.call(sumLabels);
    // All of them, because four groups of lanes take as long as one.
    VectorRows.totals(lanes, 0, presentCount > 4 ? MANY : 4, totals, 0);
    for (int k = 0; k < presentCount; k++) {
      totalsOfClasses[at + present[k]] = totals[k];
    }
  }

  private void sumPixels() {
    Arrays.fill(lanes, 0, classes * VIRTUAL_LANES, 0f);
    VectorRows.scatter(row, places.labelLane, Tile.PIXELS, lanes, 0);
  }

  private void sumLabels() {
    for (int k = 0; k < presentCount; k++) {
      VectorRows.sumOfLabel(row, targets, present[k], lanes, k * VIRTUAL_LANES);
    }
  }
}
