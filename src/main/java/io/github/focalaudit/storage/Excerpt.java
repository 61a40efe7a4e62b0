package io.github.focalaudit.storage;

/** Text from inputs, short enough for a message, a table or a summary. Stateless. */
public final class Excerpt {
  /** Characters of a detail that are kept. */
  public static final int DETAIL_CHARS = 1000;

  private Excerpt() {}

  /** The text of a detail: its start, and how long it is, where it has more characters. */
  public static String detail(String text) {
    return of(text, DETAIL_CHARS);
  }

  /**
   * The start of a text, and how long it is, where it has more characters than the limit.
   *
   * @param limit at least 1
   */
  public static String of(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return text.substring(0, end) + "... (cut, " + text.length() + " characters)";
  }
}
