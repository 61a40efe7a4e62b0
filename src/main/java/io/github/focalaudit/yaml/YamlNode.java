package io.github.focalaudit.yaml;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A YAML value that knows its line and its key, so that a mistake can be named. Immutable where its
 * value is left alone.
 *
 * @param file what the file is and its path, for messages
 * @param line from 1
 * @param key path from the root, such as {@code rules[0].metric}; empty for the root
 * @param value a {@code Map<String, YamlNode>}, a {@code List<YamlNode>}, a String, Double or
 *     Boolean; null for an empty value
 * @param written the text of a scalar as it stands in the file; empty for the others
 */
public record YamlNode(String file, int line, String key, @Nullable Object value, String written) {
  /** Characters of a value that a message repeats. */
  private static final int SHOWN = 80;

  /**
   * Reads one document.
   *
   * @param file what the file is and its path, for messages
   * @param bytes UTF-8
   * @throws YamlException where it is not one document, or says what could be read in two ways
   */
  public static YamlNode read(String file, byte[] bytes) {
    return new YamlReader(file).read(bytes);
  }

  /** A mistake in this value. */
  public YamlException error(String message) {
    return new YamlException(file, line, key.isEmpty() ? "(file)" : key, message);
  }

  /** The entries of a mapping whose keys are all known. */
  public Map<String, YamlNode> map(List<String> known) {
    if (!(value instanceof Map<?, ?>)) {
      throw error("expected a mapping, got " + describe());
    }
    @SuppressWarnings("unchecked")
    Map<String, YamlNode> map = (Map<String, YamlNode>) value;
    map.forEach(
        (name, node) -> {
          if (!known.contains(name)) {
            throw node.error("is unknown; known are " + String.join(", ", known));
          }
        });
    return map;
  }

  /** The items of a list. */
  public List<YamlNode> list() {
    if (!(value instanceof List<?>)) {
      throw error("expected a list, got " + describe());
    }
    @SuppressWarnings("unchecked")
    List<YamlNode> list = (List<YamlNode>) value;
    return list;
  }

  /** Text that is not blank. */
  public String text() {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw error("expected text, got " + describe());
  }

  /** A truth value. */
  public boolean truth() {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw error("expected true or false, got " + describe());
  }

  /** A finite number. */
  public double number() {
    if (value instanceof Double number && Double.isFinite(number)) {
      return number;
    }
    throw error("expected a number, got " + describe());
  }

  /** What was found, for a message. */
  public String describe() {
    if (value == null) {
      return "nothing";
    }
    return value instanceof Map<?, ?>
        ? "a mapping"
        : value instanceof List<?> ? "a list" : "\"" + cut(String.valueOf(value)) + "\"";
  }

  /** The start of a text, with the number of characters that are left out. */
  static String cut(String text) {
    return text.length() <= SHOWN
        ? text
        : text.substring(0, SHOWN) + "... (" + (text.length() - SHOWN) + " more characters)";
  }
}
