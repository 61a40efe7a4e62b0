package io.github.focalaudit.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A path with named parts, such as {@code /gt/{city}/{id}_labelIds.png}. Immutable. */
final class PathPattern {
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");

  /** A literal piece, or the name of a part. */
  private record Piece(boolean named, String text) {}

  private final String text;
  private final String directory;
  private final List<Piece> pieces;
  private final List<String> names;
  private final Pattern regex;

  /** Whether a path is a pattern: it has a brace that is not doubled. */
  static boolean isPattern(String text) {
    String rest = text.replace("{{", "").replace("}}", "");
    return rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0;
  }

  /** A path that is no pattern, with its doubled braces made single. */
  static String literal(String text) {
    return text.replace("{{", "{").replace("}}", "}");
  }

  /**
   * @throws DatasetException where braces do not match, a name is not possible, or two parts touch
   */
  PathPattern(String text) {
    this.text = text;
    List<Piece> all = parse(text);
    String head = all.get(0).named() ? "" : all.get(0).text();
    int slash = head.lastIndexOf('/');
    this.directory = slash < 0 ? "." : slash == 0 ? "/" : head.substring(0, slash);
    if (directory.endsWith(":/") || directory.endsWith(":")) {
      throw error("the bucket or host has to be written out");
    }
    List<Piece> below = new ArrayList<>(all);
    if (!all.get(0).named()) {
      below.set(0, new Piece(false, head.substring(slash + 1)));
    }
    this.pieces = List.copyOf(below);
    Map<String, Integer> groups = new LinkedHashMap<>();
    StringBuilder expression = new StringBuilder();
    for (Piece piece : pieces) {
      if (!piece.named()) {
        expression.append(Pattern.quote(piece.text()));
      } else if (groups.containsKey(piece.text())) {
        expression.append('\\').append(groups.get(piece.text()));
      } else {
        groups.put(piece.text(), groups.size() + 1);
        expression.append("([^/]+)");
      }
    }
    this.names = List.copyOf(groups.keySet());
    this.regex = Pattern.compile(expression.toString(), Pattern.DOTALL);
  }

  /** The deepest directory without a named part, as it was typed. */
  String directory() {
    return directory;
  }

  /** Names in the order of their first use. */
  List<String> names() {
    return names;
  }

  /** The parts of a path below {@link #directory()}; null where it does not match. */
  @Nullable Map<String, String> match(String relativePath) {
    Matcher matcher = regex.matcher(relativePath);
    if (!matcher.matches()) {
      return null;
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      parts.put(names.get(i), matcher.group(i + 1));
    }
    return parts;
  }

  /** The path below {@link #directory()} with known parts filled in; others stay names. */
  String fill(Map<String, String> parts) {
    StringBuilder path = new StringBuilder();
    for (Piece piece : pieces) {
      if (piece.named()) {
        path.append(parts.getOrDefault(piece.text(), "{" + piece.text() + "}"));
      } else {
        path.append(piece.text());
      }
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return text;
  }

  private List<Piece> parse(String source) {
    List<Piece> found = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if ((c == '{' || c == '}') && i + 1 < source.length() && source.charAt(i + 1) == c) {
        literal.append(c);
        i += 2;
      } else if (c == '}') {
        throw error("} without { at position " + i);
      } else if (c == '{') {
        int end = source.indexOf('}', i);
        if (end < 0) {
          throw error("{ without } at position " + i);
        }
        String name = source.substring(i + 1, end);
        if (!NAME.matcher(name).matches()) {
          throw error(
              "{" + name + "} at position " + i + " is no name: expected letters, digits, _ and -");
        }
        boolean touches = literal.isEmpty() && !found.isEmpty();
        if (!literal.isEmpty()) {
          found.add(new Piece(false, literal.toString()));
          literal.setLength(0);
        }
        if (touches) {
          throw error(
              "nothing between two parts at position " + i + ", so no way to tell them apart");
        }
        found.add(new Piece(true, name));
        i = end + 1;
      } else {
        literal.append(c);
        i++;
      }
    }
    if (!literal.isEmpty()) {
      found.add(new Piece(false, literal.toString()));
    }
    return found;
  }

  private DatasetException error(String reason) {
    return new DatasetException("pattern " + text + ": " + reason);
  }
}
