package io.github.focalaudit.evaluation;

/** Makes views of pixels for tests of other packages. */
public final class PixelViews {
  private PixelViews() {}

  /** The view of one pixel's scores. */
  public static PixelView of(LossSettings settings, double... scores) {
    PixelView view = new PixelView(settings, scores.length);
    view.take(scores, 0, 1);
    return view;
  }
}
