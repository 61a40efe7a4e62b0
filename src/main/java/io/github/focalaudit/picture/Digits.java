package io.github.focalaudit.picture;

/** Numbers as pixels, drawn without fonts, which a server may not have. Stateless. */
final class Digits {
  private static final String CHARACTERS = "0123456789.e-+>";

  /** Five rows of three pixels a character, the highest bit at the upper left. */
  private static final int[] GLYPHS = {
    0b111_101_101_101_111,
    0b010_110_010_010_111,
    0b111_001_111_100_111,
    0b111_001_111_001_111,
    0b101_101_111_001_001,
    0b111_100_111_001_111,
    0b111_100_111_101_111,
    0b111_001_010_010_010,
    0b111_101_111_101_111,
    0b111_101_111_001_111,
    0b000_000_000_000_010,
    0b000_111_111_100_111,
    0b000_000_111_000_000,
    0b000_010_111_010_000,
    0b100_010_001_010_100
  };

  private static final int COLUMNS = 3;
  private static final int ROWS = 5;

  private Digits() {}

  /** Pixels of a text whose glyphs are drawn of squares of so many pixels, without a gap behind. */
  static int width(String text, int square) {
    return (text.length() * (COLUMNS + 1) - 1) * square;
  }

  /** Pixels of a glyph. */
  static int height(int square) {
    return ROWS * square;
  }

  /** Draws text of the characters above with its upper left corner at a place. */
  static void draw(RgbImage image, int x, int y, String text, int square, int rgb) {
    for (int i = 0; i < text.length(); i++) {
      int glyph = GLYPHS[CHARACTERS.indexOf(text.charAt(i))];
      for (int bit = 0; bit < ROWS * COLUMNS; bit++) {
        if ((glyph >> (ROWS * COLUMNS - 1 - bit) & 1) == 1) {
          int column = x + (i * (COLUMNS + 1) + bit % COLUMNS) * square;
          image.fill(column, y + bit / COLUMNS * square, square, square, rgb);
        }
      }
    }
  }
}
