package io.github.focalaudit.report.html;

import java.util.Locale;

/**
 * Text from outside, made fit to be read in a line: control characters, line ends and the
 * characters that steer the direction of text are shown instead of obeyed. Markup is left as it is;
 * escaping is the template's part. Stateless.
 */
final class ReadableText {
  /** What is longer is cut, so that one name cannot fill the page. */
  static final int MAX_CHARACTERS = 300;

  private static final String FIRST_STRONG_ISOLATE = "\u2068";
  private static final String POP_ISOLATE = "\u2069";
  private static final int CONTROL_PICTURES = 0x2400;
  private static final int DELETE = 0x7f;
  private static final int DELETE_PICTURE = 0x2421;

  private ReadableText() {}

  static String of(String text) {
    StringBuilder readable = new StringBuilder(Math.min(text.length(), MAX_CHARACTERS) + 8);
    int at = 0;
    while (at < text.length()) {
      if (readable.length() >= MAX_CHARACTERS) {
        return readable.append('…').toString();
      }
      int point = text.codePointAt(at);
      at += Character.charCount(point);
      append(readable, point);
    }
    return readable.toString();
  }

  /**
   * The same between marks that keep its direction to itself, to stand in a phrase of the page:
   * right-to-left names do not change places with the words around them.
   */
  static String isolated(String text) {
    return FIRST_STRONG_ISOLATE + of(text) + POP_ISOLATE;
  }

  /** {@code maxIncrease} as {@code Max increase}. */
  static String title(String key) {
    String words = key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").replace('_', ' ');
    String lower = words.toLowerCase(Locale.ROOT);
    return of(
        lower.isEmpty()
            ? key
            : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
  }

  private static void append(StringBuilder readable, int point) {
    if (point < ' ') {
      readable.appendCodePoint(CONTROL_PICTURES + point);
    } else if (point == DELETE) {
      readable.appendCodePoint(DELETE_PICTURE);
    } else if (isHidden(point)) {
      readable.append(String.format(Locale.ROOT, "⟨U+%04X⟩", point));
    } else {
      readable.appendCodePoint(point);
    }
  }

  /** Controls, directional marks, separators, lone surrogates and what has no character. */
  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
