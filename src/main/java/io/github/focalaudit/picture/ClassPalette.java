package io.github.focalaudit.picture;

import java.util.Locale;

/**
 * Colours of classes. The first seven are those of Okabe and Ito without black, the next nine are
 * of the muted scheme of Tol: both were made to be told apart with every common kind of colour
 * blindness. Classes beyond sixteen get spread hues in three lightnesses; with so many, colours
 * alone do not name a class. Stateless.
 */
public final class ClassPalette {
  /** Pixels without a label. */
  public static final int IGNORED = 0xb8b8b8;

  /** Pixels of a multi-label image that have no class. */
  public static final int NO_CLASS = 0xf4f4f4;

  private static final int[] COLOURS = {
    0x0072b2, 0xe69f00, 0x009e73, 0xcc79a7, 0x56b4e9, 0xd55e00, 0xf0e442, 0x332288,
    0x882255, 0x999933, 0x44aa99, 0xddcc77, 0xaa4499, 0x117733, 0xcc6677, 0x88ccee
  };

  private static final double GOLDEN_ANGLE = 137.50776405003785;
  private static final double[] LIGHTNESS = {0.38, 0.62, 0.8};

  private ClassPalette() {}

  /**
   * The colour of a class as 0xrrggbb; {@link #NO_CLASS} for {@link PixelMaps#NO_CLASS}, {@link
   * #IGNORED} for any other negative one.
   */
  public static int rgb(int classIndex) {
    if (classIndex < 0) {
      return classIndex == PixelMaps.NO_CLASS ? NO_CLASS : IGNORED;
    }
    return classIndex < COLOURS.length ? COLOURS[classIndex] : spread(classIndex - COLOURS.length);
  }

  /** The colour as {@code #rrggbb}. */
  public static String hex(int classIndex) {
    return String.format(Locale.ROOT, "#%06x", rgb(classIndex));
  }

  private static int spread(int index) {
    double hue = index * GOLDEN_ANGLE % 360;
    double lightness = LIGHTNESS[index % LIGHTNESS.length];
    double chroma = (1 - Math.abs(2 * lightness - 1)) * 0.7;
    return channel(hue, 0, lightness, chroma) << 16
        | channel(hue, 8, lightness, chroma) << 8
        | channel(hue, 4, lightness, chroma);
  }

  /** One channel of the HSL colour, in the closed form of the CSS colour module. */
  private static int channel(double hue, int offset, double lightness, double chroma) {
    double k = (offset + hue / 30) % 12;
    double value = lightness - chroma / 2 * Math.max(-1, Math.min(1, Math.min(k - 3, 9 - k)));
    return (int) Math.round(255 * value);
  }
}
