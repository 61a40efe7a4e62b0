package io.github.focalaudit.picture;

import java.util.Arrays;

/**
 * A picture of {@code [height][width]} pixels, 0xrrggbb each. Where nothing was drawn, it is
 * transparent, so that it stands on light and dark pages alike. Not thread-safe.
 */
public final class RgbImage {
  /** Of pixels that nothing was drawn to: what does not know transparency shows it as white. */
  static final int CLEAR = 0xfffffe;

  /** Paper. */
  static final int WHITE = 0xffffff;

  /** Ink. */
  static final int BLACK = 0x000000;

  private final int width;
  private final int height;
  private final int[] pixels;

  /**
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   */
  public RgbImage(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException("picture of " + width + " x " + height + " pixels");
    }
    this.width = width;
    this.height = height;
    pixels = new int[Math.multiplyExact(width, height)];
    Arrays.fill(pixels, CLEAR);
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The colour of a pixel. */
  public int get(int x, int y) {
    return pixels[y * width + x];
  }

  /** Sets a pixel; the one colour that means transparent is drawn as white. */
  public void set(int x, int y, int rgb) {
    int colour = rgb & 0xffffff;
    pixels[y * width + x] = colour == CLEAR ? WHITE : colour;
  }

  /** Fills a rectangle; what lies outside the picture is left out. */
  void fill(int x, int y, int w, int h, int rgb) {
    for (int row = Math.max(0, y); row < Math.min(height, y + h); row++) {
      for (int column = Math.max(0, x); column < Math.min(width, x + w); column++) {
        set(column, row, rgb);
      }
    }
  }

  /** Copies a picture to a place inside this one. */
  void draw(RgbImage other, int x, int y) {
    for (int row = 0; row < other.height; row++) {
      System.arraycopy(other.pixels, row * other.width, pixels, (y + row) * width + x, other.width);
    }
  }
}
