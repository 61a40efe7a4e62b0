package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Tile;

/** Makes views of pixels for tests of other packages. */
public final class PixelViews {
  private PixelViews() {}

  /** The view of one pixel's scores and label. */
  public static PixelView of(LossSettings settings, int label, double... scores) {
    return view(settings, new float[] {label}, scores);
  }

  /** The view of one pixel's scores and its truth of 0, 1 or -1 for each class. */
  public static PixelView ofElements(LossSettings settings, int[] truth, double... scores) {
    float[] targets = new float[scores.length * Tile.PIXELS];
    for (int c = 0; c < truth.length; c++) {
      targets[c * Tile.PIXELS] = truth[c];
    }
    return view(settings, targets, scores);
  }

  private static PixelView view(LossSettings settings, float[] targets, double... scores) {
    double[] block = new double[scores.length * Tile.PIXELS];
    for (int c = 0; c < scores.length; c++) {
      block[c * Tile.PIXELS] = scores[c];
    }
    PixelView view = new PixelView(settings, scores.length);
    view.take(block, targets, 0);
    return view;
  }
}
