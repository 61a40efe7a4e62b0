package io.github.focalaudit.sample;

/**
 * One object of a scene, an ellipse or a rectangle.
 *
 * @param classIndex the class it is painted with
 * @param ellipse whether it is an ellipse
 * @param centerY row of its centre
 * @param centerX column of its centre
 * @param radiusY half its height, at least 1
 * @param radiusX half its width, at least 1
 */
record SceneObject(
    int classIndex, boolean ellipse, int centerY, int centerX, int radiusY, int radiusX) {

  SceneObject ofClass(int other) {
    return new SceneObject(other, ellipse, centerY, centerX, radiusY, radiusX);
  }

  SceneObject shifted(int downY, int rightX) {
    return new SceneObject(
        classIndex, ellipse, centerY + downY, centerX + rightX, radiusY, radiusX);
  }

  /** Paints the object over a map of labels {@code [height, width]}. */
  void paint(int[] labels, int height, int width) {
    paint(labels, height, width, classIndex);
  }

  /** Paints the outline, filled, with a value. */
  void paint(int[] target, int height, int width, int value) {
    int top = Math.max(0, centerY - radiusY);
    int bottom = Math.min(height - 1, centerY + radiusY);
    for (int y = top; y <= bottom; y++) {
      int half = halfWidth(y);
      int from = Math.max(0, centerX - half);
      int to = Math.min(width - 1, centerX + half);
      for (int x = from; x <= to; x++) {
        target[y * width + x] = value;
      }
    }
  }

  private int halfWidth(int y) {
    if (!ellipse) {
      return radiusX;
    }
    double down = (double) (y - centerY) / radiusY;
    // The square root is correctly rounded on every platform.
    return (int) (radiusX * StrictMath.sqrt(Math.max(0, 1 - down * down)));
  }
}
