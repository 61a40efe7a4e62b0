package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;

/** Scores images in memory, one after another. Used by one thread. */
public final class ArrayScorer {
  private final KernelSettings kernelSettings;
  private final LossFormula formula;
  private final BlockLoop loop;

  /**
   * @param settings the loss
   * @param classes number of classes
   */
  public ArrayScorer(LossSettings settings, int classes) {
    kernelSettings = settings.kernelSettings(classes);
    formula = new LossFormula(settings, classes);
    loop = new BlockLoop(kernelSettings, KernelKind.VECTOR, System::nanoTime);
  }

  /**
   * Scores one image.
   *
   * @param scores {@code [classes, pixels]}
   * @param labels {@code [pixels]} class indices or -1, {@code [classes, pixels]} of 0, 1 or -1 for
   *     elements
   * @throws IllegalArgumentException where the arrays do not fit or hold what has no loss
   */
  public ImageSums score(float[] scores, int[] labels) {
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
    ArrayBlocks blocks = new ArrayBlocks(scores, labels, pixels, kernelSettings);
    return loop.run(false, pixels, blocks).sums(formula);
  }
}
