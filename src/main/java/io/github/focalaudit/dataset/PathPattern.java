package io.github.focalaudit.dataset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A path with named parts, such as {@code /gt/{city}/{id}_labelIds.png}. A part is a path segment
 * or some of one; {@code {city:[^_]+}} gives it a regular expression of its own. Immutable.
 */
final class PathPattern {
  private final String text;
  private final String directory;
  private final List<PathPiece> pieces;
  private final List<String> names;

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
   * @throws DatasetException where braces do not match, a name or its expression is not possible,
   *     or two parts touch
   */
  PathPattern(String text) {
    this.text = text;
    List<PathPiece> all = new PathPatternParser(text).pieces();
    String head = all.get(0).named() ? "" : all.get(0).text();
    int slash = head.lastIndexOf('/');
    this.directory = slash < 0 ? "." : slash == 0 ? "/" : head.substring(0, slash);
    if (directory.endsWith(":/") || directory.endsWith(":")) {
      throw error("the bucket or host has to be written out");
    }
    List<PathPiece> below = new ArrayList<>(all);
    if (!all.get(0).named()) {
      below.set(0, new PathPiece(head.substring(slash + 1), null));
    }
    this.pieces = List.copyOf(below);
    this.names = pieces.stream().filter(PathPiece::named).map(PathPiece::text).distinct().toList();
  }

  /** The deepest directory without a named part, as it was typed. */
  String directory() {
    return directory;
  }

  /** Names in the order of their first use. */
  List<String> names() {
    return names;
  }

  /**
   * The parts of a path below {@link #directory()}; null where it does not match.
   *
   * @throws DatasetException where the path can be read in two ways
   */
  @Nullable Map<String, String> match(String relativePath) {
    PathPiece last = pieces.get(pieces.size() - 1);
    if (!last.named() && !relativePath.endsWith(last.text())) {
      return null;
    }
    List<Map<String, String>> readings = new ArrayList<>(2);
    collect(relativePath, 0, 0, new LinkedHashMap<>(), readings);
    if (readings.size() > 1) {
      throw error(ambiguity(relativePath, readings.get(0), readings.get(1)));
    }
    return readings.isEmpty() ? null : readings.get(0);
  }

  /** Adds the first two readings of the rest of a path from a piece on. */
  private void collect(
      String path,
      int index,
      int from,
      Map<String, String> parts,
      List<Map<String, String>> readings) {
    if (index == pieces.size()) {
      if (from == path.length()) {
        readings.add(new LinkedHashMap<>(parts));
      }
      return;
    }
    PathPiece piece = pieces.get(index);
    String known = piece.named() ? parts.get(piece.text()) : piece.text();
    if (known != null) {
      if (path.startsWith(known, from)) {
        collect(path, index + 1, from + known.length(), parts, readings);
      }
      return;
    }
    int slash = path.indexOf('/', from);
    for (int end = slash < 0 ? path.length() : slash; end > from && readings.size() < 2; end--) {
      if (continues(path, index + 1, end) && piece.allows(path, from, end)) {
        parts.put(piece.text(), path.substring(from, end));
        collect(path, index + 1, end, parts, readings);
        parts.remove(piece.text());
      }
    }
  }

  /**
   * Whether what follows a part can be there; parts do not touch, so it is a literal or the end.
   */
  private boolean continues(String path, int index, int at) {
    return index == pieces.size()
        ? at == path.length()
        : path.startsWith(pieces.get(index).text(), at);
  }

  private String ambiguity(String path, Map<String, String> one, Map<String, String> other) {
    String first =
        names.stream()
            .filter(name -> !Objects.equals(one.get(name), other.get(name)))
            .findFirst()
            .orElse("");
    return path
        + " can be read as "
        + shown(one)
        + " and as "
        + shown(other)
        + "; give a part an expression of its own"
        + hint(path, first);
  }

  /** An expression for a part with which the path has one reading; nothing where there is none. */
  private String hint(String path, String name) {
    PathPiece plain = new PathPiece(name, PathPiece.ANYTHING);
    for (int i = 0; i + 1 < pieces.size(); i++) {
      if (pieces.get(i).equals(plain)) {
        String separator = pieces.get(i + 1).text().substring(0, 1);
        String part =
            "{" + name + ":[^" + ("[]\\^&".contains(separator) ? "\\" : "") + separator + "]+}";
        try {
          String tried =
              text.replaceFirst(Pattern.quote("{" + name + "}"), Matcher.quoteReplacement(part));
          return new PathPattern(tried).match(path) == null ? "" : ", such as " + part;
        } catch (DatasetException e) {
          return ""; // the path has several readings with it, too
        }
      }
    }
    return "";
  }

  private static String shown(Map<String, String> parts) {
    return parts.entrySet().stream()
        .map(part -> part.getKey() + " = " + part.getValue())
        .collect(Collectors.joining(", "));
  }

  /** The path below {@link #directory()} with known parts filled in; others stay names. */
  String fill(Map<String, String> parts) {
    StringBuilder path = new StringBuilder();
    for (PathPiece piece : pieces) {
      path.append(piece.named() ? parts.getOrDefault(piece.text(), piece.shown()) : piece.text());
    }
    return path.toString();
  }

  @Override
  public String toString() {
    return text;
  }

  private DatasetException error(String reason) {
    return PathPatternParser.error(text, reason);
  }
}
