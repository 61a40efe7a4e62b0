package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.FocalLossKernel;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;

/** Scores images in memory, one after another. Used by one thread. */
public final class ArrayScorer {
  private final KernelSettings kernelSettings;
  private final LossFormula formula;
  private final FocalLossKernel kernel;
  private final Tile tile;
  private final BlockSums sums;
  private final ImageState state;

  /**
   * @param settings the loss
   * @param classes number of classes
   */
  public ArrayScorer(LossSettings settings, int classes) {

    kernelSettings = settings.kernelSettings(classes);
    formula = new LossFormula(settings, classes);
    kernel = Kernels.create(KernelKind.VECTOR, kernelSettings, false);
    tile = new Tile(classes, kernelSettings.targets(), false);
    sums = new BlockSums(kernelSettings);
    state = new ImageState(kernelSettings);
  }

  /**
   * Scores one image.
   *
   * @param scores {@code [classes, pixels]}
   * @param labels {@code [pixels]} class indices or -1, {@code [classes, pixels]} of 0, 1 or -1 for
   *     elements
   * @throws IllegalArgumentException where the arrays do not fit or hold what has no loss
   */
  public ImageScore score(float[] scores, int[] labels) {
    int classes = kernelSettings.classes();
    boolean byPixel = kernelSettings.targets() == TargetKind.LABELS;
    int pixels = scores.length / classes;
    int expected = byPixel ? pixels : Math.multiplyExact(pixels, classes);
    if (pixels == 0 || scores.length % classes != 0 || labels.length != expected) {
      throw new IllegalArgumentException(
          "scores and labels do not fit: expected "
              + classes
              + " scores a pixel and "
              + expected
              + " labels, got "
              + scores.length
              + " scores and "
              + labels.length
              + " labels");
    }
    state.reset();
    for (int first = 0; first < pixels; first += Tile.PIXELS) {
      int count = Math.min(Tile.PIXELS, pixels - first);
      for (int c = 0; c < classes; c++) {
        System.arraycopy(scores, c * pixels + first, tile.scores(), c * Tile.PIXELS, count);
      }
      for (int plane = 0; plane < (byPixel ? 1 : classes); plane++) {
        copyLabels(labels, plane * pixels + first, count, plane * Tile.PIXELS);
      }
      tile.fill(count);
      try {
        kernel.score(tile, sums, state.blockCounts());
      } catch (InvalidScoreException e) {
        throw new IllegalArgumentException(
            "score of class "
                + e.classIndex()
                + " at pixel "
                + (first + e.pixel())
                + " has no loss: "
                + e.value(),
            e);
      }
      state.add(sums);
    }
    return result();
  }

  private void copyLabels(int[] labels, int from, int count, int to) {
    int limit = kernelSettings.targets() == TargetKind.LABELS ? kernelSettings.classes() : 2;
    float[] targets = tile.targets();
    for (int i = 0; i < count; i++) {
      int label = labels[from + i];
      if (label < -1 || label >= limit) {
        throw new IllegalArgumentException(
            "label at index "
                + (from + i)
                + ": expected -1 (ignored) or one in [0, "
                + (limit - 1)
                + "], got "
                + label);
      }
      targets[to + i] = label;
    }
  }

  private ImageScore result() {
    double[][] positive = state.positive();
    double[][] negative = state.negative();
    ClassCounts counts = state.counts();
    double lossSum = formula.lossSum(positive[0], negative[0]);
    double denominator = formula.denominator(counts);
    return new ImageScore(
        positive,
        negative,
        lossSum,
        denominator == 0 ? null : lossSum / denominator,
        state.crossEntropySum(),
        state.labelQuality(),
        counts);
  }
}
