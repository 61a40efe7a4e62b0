package io.github.focalaudit.dataset;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A literal piece of a path pattern, or a named part. Immutable.
 *
 * @param text the literal, or the name
 * @param expression what the part may be; null for a literal
 */
record PathPiece(String text, @Nullable Pattern expression) {
  /** What a part may be without an expression of its own. */
  static final Pattern ANYTHING = Pattern.compile("[^/]+");

  boolean named() {
    return expression != null;
  }

  /**
   * Whether the part may be some text of a path segment.
   *
   * @param from where it starts
   * @param end where it ends, after {@code from}
   */
  boolean allows(String path, int from, int end) {
    return expression == null
        || expression == ANYTHING
        || expression.matcher(path).region(from, end).matches();
  }

  /** The piece as a message shows it, without its expression. */
  String shown() {
    return named() ? "{" + text + "}" : text;
  }
}
