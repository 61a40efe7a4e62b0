package io.github.focalaudit.sample;

import java.util.SplittableRandom;

/**
 * A smooth random field over an image: values of a coarse grid, interpolated linearly. Not
 * thread-safe.
 */
final class SmoothField {
  private final int rows;
  private final int columns;
  private final float[] grid;
  private final float[] line;
  private final int height;
  private final int width;

  /**
   * @param cells grid cells along each side
   * @param low least value
   * @param high greatest value
   */
  SmoothField(SplittableRandom random, int height, int width, int cells, double low, double high) {
    this.height = height;
    this.width = width;
    rows = Math.min(cells, height) + 1;
    columns = Math.min(cells, width) + 1;
    grid = new float[rows * columns];
    line = new float[columns];
    for (int k = 0; k < grid.length; k++) {
      grid[k] = (float) (low + random.nextDouble() * (high - low));
    }
  }

  /** Adds one row of the field to an array of the image's width, from an offset on. */
  void addRow(int y, float[] target, int offset) {
    float at = (float) y * (rows - 1) / height;
    int row = (int) at;
    float below = at - row;
    for (int k = 0; k < columns; k++) {
      float upper = grid[row * columns + k];
      line[k] = upper + below * (grid[(row + 1) * columns + k] - upper);
    }
    float step = (float) (columns - 1) / width;
    for (int x = 0; x < width; x++) {
      float across = x * step;
      int column = Math.min((int) across, columns - 2);
      float left = line[column];
      target[offset + x] += left + (across - column) * (line[column + 1] - left);
    }
  }
}
