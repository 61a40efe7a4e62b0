package io.github.focalaudit.gate;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A YAML value that knows its line and its key, so that a mistake can be named.
 *
 * @param file for messages
 * @param line from 1
 * @param key path from the root, such as {@code rules[0].metric}
 * @param value a {@code Map<String, YamlNode>}, a {@code List<YamlNode>}, a String, Double or
 *     Boolean; null for an empty value
 */
record YamlNode(String file, int line, String key, @Nullable Object value) {
  /** Where the parser puts a problem, on a line of its own. */
  private static final Pattern PLACE = Pattern.compile("(?m)^ in .*, line (\\d{1,9}), column ");

  /** Reads one document. */
  static YamlNode read(String file, byte[] bytes) {
    try (YAMLParser parser = new YAMLFactory().createParser(bytes)) {
      if (parser.nextToken() == null) {
        throw new GateFileException(file, 1, "(file)", "is empty; expected version and rules");
      }
      YamlNode root = read(file, "", parser);
      if (parser.nextToken() != null) {
        int line = parser.currentTokenLocation().getLineNr();
        throw new GateFileException(file, line, "(file)", "holds a second document");
      }
      return root;
    } catch (JsonProcessingException e) {
      throw new GateFileException(file, line(e), "(file)", "is not YAML: " + cause(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The line of the problem, the last that is named; else of what could still be read. */
  private static int line(JsonProcessingException failure) {
    JsonLocation location = failure.getLocation();
    int line = location == null ? 1 : Math.max(1, location.getLineNr());
    Matcher place = PLACE.matcher(failure.getOriginalMessage());
    while (place.find()) {
      line = Integer.parseInt(place.group(1));
    }
    return line;
  }

  /** Context and problem of a mistake in YAML, without the places and pieces of text between. */
  private static String cause(JsonProcessingException failure) {
    return failure
        .getOriginalMessage()
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith(" "))
        .collect(Collectors.joining(": "));
  }

  private static YamlNode read(String file, String key, YAMLParser parser) throws IOException {
    int line = parser.currentTokenLocation().getLineNr();
    JsonToken token = parser.currentToken();
    if (parser.isCurrentAlias()) {
      // The parser gives the anchor's name as if it were text.
      throw new GateFileException(
          file, line, key, "is an alias, *" + parser.getText() + "; write the value out");
    }
    return switch (token) {
      case START_OBJECT -> new YamlNode(file, line, key, readMap(file, key, parser));
      case START_ARRAY -> {
        List<YamlNode> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(file, key + "[" + items.size() + "]", parser));
        }
        yield new YamlNode(file, line, key, items);
      }
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new YamlNode(file, line, key, number(parser));
      case VALUE_TRUE, VALUE_FALSE -> new YamlNode(file, line, key, parser.getBooleanValue());
      case VALUE_NULL -> new YamlNode(file, line, key, null);
      default -> new YamlNode(file, line, key, parser.getText());
    };
  }

  /** A number; the text of .nan and .inf, which the parser takes for numbers and cannot read. */
  private static Object number(YAMLParser parser) throws IOException {
    try {
      return parser.getDoubleValue();
    } catch (JsonProcessingException e) {
      return parser.getText();
    }
  }

  private static Map<String, YamlNode> readMap(String file, String key, YAMLParser parser)
      throws IOException {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      String path = key.isEmpty() ? name : key + "." + name;
      parser.nextToken();
      YamlNode value = read(file, path, parser);
      // The line of the key: the value of a block starts a line later.
      if (entries.put(name, new YamlNode(file, line, path, value.value)) != null) {
        throw new GateFileException(file, line, path, "is given twice");
      }
    }
    return entries;
  }

  GateFileException error(String message) {
    return new GateFileException(file, line, key.isEmpty() ? "(file)" : key, message);
  }

  /** The entries of a mapping whose keys are all known. */
  Map<String, YamlNode> map(List<String> known) {
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

  List<YamlNode> list() {
    if (!(value instanceof List<?>)) {
      throw error("expected a list, got " + describe());
    }
    @SuppressWarnings("unchecked")
    List<YamlNode> list = (List<YamlNode>) value;
    return list;
  }

  String text() {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw error("expected text, got " + describe());
  }

  boolean truth() {
    if (value instanceof Boolean truth) {
      return truth;
    }
    throw error("expected true or false, got " + describe());
  }

  double number() {
    if (value instanceof Double number && Double.isFinite(number)) {
      return number;
    }
    throw error("expected a number, got " + describe());
  }

  /** What was found, for a message. */
  String describe() {
    if (value == null) {
      return "nothing";
    }
    return value instanceof Map<?, ?>
        ? "a mapping"
        : value instanceof List<?> ? "a list" : "\"" + value + "\"";
  }
}
