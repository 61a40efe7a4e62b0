package io.github.focalaudit.picture;

import java.util.Locale;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One picture of an image: the image itself where it is given, truth, prediction and loss side by
 * side, and the scale of the losses. Small images are enlarged by a whole factor, large ones
 * reduced, so that the size of a picture is bounded whatever the size of the image. Stateless.
 */
public final class PanelPicture {
  private static final int SMALLEST_EDGE = 200;
  private static final int GAP = 8;

  /** Width of a panel over the size of a square of its digits: readable where panels are small. */
  private static final int WIDTH_BY_SQUARE = 60;

  private static final int SMALLEST_SQUARE = 2;
  private static final int DASH = 4;

  private PanelPicture() {}

  /**
   * Draws the panels.
   *
   * @param maps the pixels
   * @param photo the image; any size, it is fitted to the panel; null leaves its panel out
   * @param largestEdge most pixels of a panel's longer edge
   */
  public static RgbImage draw(PixelMaps maps, @Nullable RgbImage photo, int largestEdge) {
    int edge = Math.max(maps.width(), maps.height());
    double factor =
        edge > largestEdge ? (double) largestEdge / edge : Math.max(1, SMALLEST_EDGE / edge);
    int width = Math.max(1, (int) Math.round(maps.width() * factor));
    int height = Math.max(1, (int) Math.round(maps.height() * factor));
    int panels = photo == null ? 3 : 4;
    RgbImage picture =
        new RgbImage(panels * (width + GAP) - GAP, height + GAP + scaleHeight(width));
    int x = 0;
    if (photo != null) {
      picture.draw(fitted(photo, width, height), x, 0);
      x += width + GAP;
    }
    for (int[] classes : new int[][] {maps.truth(), maps.prediction()}) {
      RgbImage panel =
          panel(maps, width, height, (column, row) -> classColour(maps, classes, column, row));
      outline(maps, panel);
      picture.draw(panel, x, 0);
      x += width + GAP;
    }
    double top = HeatScale.top(maps.loss());
    picture.draw(heat(maps, width, height, top), x, 0);
    scale(picture, x, height + GAP, width, top);
    return picture;
  }

  /** Ignored pixels have no colour of a class in the prediction either. */
  private static int classColour(PixelMaps maps, int[] classes, int column, int row) {
    int at = row * maps.width() + column;
    return ClassPalette.rgb(
        maps.truth()[at] == PixelMaps.IGNORED ? PixelMaps.IGNORED : classes[at]);
  }

  private static RgbImage panel(PixelMaps maps, int width, int height, IntBinaryOperator colour) {
    RgbImage panel = new RgbImage(width, height);
    for (int y = 0; y < height; y++) {
      int row = source(y, height, maps.height());
      for (int x = 0; x < width; x++) {
        panel.set(x, y, colour.applyAsInt(source(x, width, maps.width()), row));
      }
    }
    return panel;
  }

  private static RgbImage fitted(RgbImage photo, int width, int height) {
    RgbImage panel = new RgbImage(width, height);
    for (int y = 0; y < height; y++) {
      int row = source(y, height, photo.height());
      for (int x = 0; x < width; x++) {
        panel.set(x, y, photo.get(source(x, width, photo.width()), row));
      }
    }
    return panel;
  }

  /** A pixel shows the largest loss of those it stands for, so that reducing hides none. */
  private static RgbImage heat(PixelMaps maps, int width, int height, double top) {
    RgbImage panel = new RgbImage(width, height);
    for (int y = 0; y < height; y++) {
      int firstRow = (int) ((long) y * maps.height() / height);
      int lastRow = Math.max(firstRow, (int) ((long) (y + 1) * maps.height() / height) - 1);
      for (int x = 0; x < width; x++) {
        int firstColumn = (int) ((long) x * maps.width() / width);
        int lastColumn = Math.max(firstColumn, (int) ((long) (x + 1) * maps.width() / width) - 1);
        float largest = 0;
        for (int row = firstRow; row <= lastRow; row++) {
          for (int column = firstColumn; column <= lastColumn; column++) {
            largest = Math.max(largest, maps.loss()[row * maps.width() + column]);
          }
        }
        panel.set(x, y, HeatScale.rgb(largest / top));
      }
    }
    return panel;
  }

  /** A line of black and white dashes, which shows on every colour. */
  private static void outline(PixelMaps maps, RgbImage panel) {
    boolean[] suspects = maps.suspects();
    if (suspects.length == 0) {
      return;
    }
    for (int y = 0; y < panel.height(); y++) {
      for (int x = 0; x < panel.width(); x++) {
        if (suspect(maps, suspects, panel, x, y)
            && !(suspect(maps, suspects, panel, x - 1, y)
                && suspect(maps, suspects, panel, x + 1, y)
                && suspect(maps, suspects, panel, x, y - 1)
                && suspect(maps, suspects, panel, x, y + 1))) {
          panel.set(x, y, (x + y) / DASH % 2 == 0 ? RgbImage.BLACK : RgbImage.WHITE);
        }
      }
    }
  }

  private static boolean suspect(PixelMaps maps, boolean[] suspects, RgbImage panel, int x, int y) {
    return x >= 0
        && y >= 0
        && x < panel.width()
        && y < panel.height()
        && suspects[
            source(y, panel.height(), maps.height()) * maps.width()
                + source(x, panel.width(), maps.width())];
  }

  private static int square(int width) {
    return Math.max(SMALLEST_SQUARE, width / WIDTH_BY_SQUARE);
  }

  /** Digits with one square free above and below. */
  private static int scaleHeight(int width) {
    return Digits.height(square(width)) + 2 * square(width);
  }

  /** A bar of the colours, with what its ends mean inside: white on dark, black on light. */
  private static void scale(RgbImage picture, int x, int y, int width, double top) {
    int square = square(width);
    for (int column = 0; column < width; column++) {
      int rgb = HeatScale.rgb(width == 1 ? 1 : (double) column / (width - 1));
      picture.fill(x + column, y, 1, scaleHeight(width), rgb);
    }
    String label = ">" + String.format(Locale.ROOT, "%.2g", top);
    int right = x + width - square - Digits.width(label, square);
    if (right > x + 2 * square + Digits.width("0", square)) {
      Digits.draw(picture, x + square, y + square, "0", square, RgbImage.WHITE);
    }
    Digits.draw(picture, Math.max(x, right), y + square, label, square, RgbImage.BLACK);
  }

  /** The source pixel under the middle of a panel pixel. */
  private static int source(int at, int panelSize, int sourceSize) {
    return (int) ((2L * at + 1) * sourceSize / (2L * panelSize));
  }
}
