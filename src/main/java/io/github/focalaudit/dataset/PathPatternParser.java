package io.github.focalaudit.dataset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Splits the text of a path pattern into literals and parts. Used once, by one thread. */
final class PathPatternParser {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  private final String source;

  /** The expressions of the names that were read. */
  private final Map<String, Pattern> own = new HashMap<>();

  PathPatternParser(String source) {
    this.source = source;
  }

  /**
   * @throws DatasetException where braces do not match, a name or its expression is not possible,
   *     or two parts touch
   */
  List<PathPiece> pieces() {
    List<PathPiece> found = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < source.length() && source.charAt(i + 1) == c) {
        literal.append(c);
        i += 2;
      } else if (c == '}') {
        throw error(source, "} without { at position " + i);
      } else if (c == '{') {
        int end = closingBrace(i);
        if (end < 0) {
          throw error(source, "{ without } at position " + i);
        }
        boolean touches = literal.isEmpty() && !found.isEmpty();
        if (!literal.isEmpty()) {
          found.add(new PathPiece(literal.toString(), null));
          literal.setLength(0);
        }
        if (touches) {
          throw error(
              source,
              "nothing between two parts at position " + i + ", so no way to tell them apart");
        }
        found.add(part(source.substring(i + 1, end), i));
        i = end + 1;
      } else {
        literal.append(c);
        i++;
      }
    }
    if (!literal.isEmpty()) {
      found.add(new PathPiece(literal.toString(), null));
    }
    return found;
  }

  /** The brace that closes one; those of an expression come in pairs, or behind a backslash. */
  private int closingBrace(int open) {
    int depth = 0;
    for (int i = open; i < source.length(); i++) {
      char c = source.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  private PathPiece part(String content, int at) {
    int colon = content.indexOf(':');
    String name = colon < 0 ? content : content.substring(0, colon);
    if (!NAME.matcher(name).matches()) {
      throw error(
          source,
          "{" + content + "} at position " + at + " is no name: expected letters, digits, _ and -");
    }
    if (colon < 0) {
      return new PathPiece(name, own.computeIfAbsent(name, key -> PathPiece.ANYTHING));
    }
    if (own.containsKey(name)) {
      throw error(
          source,
          "{"
              + content
              + "} at position "
              + at
              + ": only the first {"
              + name
              + "} has an expression");
    }
    try {
      Pattern expression = Pattern.compile(content.substring(colon + 1), Pattern.DOTALL);
      own.put(name, expression);
      return new PathPiece(name, expression);
    } catch (PatternSyntaxException e) {
      throw error(source, "{" + content + "} at position " + at + ": " + e.getDescription());
    }
  }

  /** An error of a pattern. */
  static DatasetException error(String pattern, String reason) {
    return new DatasetException("pattern " + pattern + ": " + reason);
  }
}
