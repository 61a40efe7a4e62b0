package io.github.focalaudit.yaml;

import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.SequenceEndEvent;

/**
 * Reads one YAML document, and refuses with line and key what a reader could drop or reread in
 * silence: a key given twice, an alias, a tag, a key that is no text, a second document.
 *
 * <p>A plain scalar is a number where it is written as a decimal, a truth value where it is {@code
 * true} or {@code false}, nothing where it is empty, {@code ~} or {@code null}; every other scalar
 * is text ({@code yes}, {@code 010}, {@code 1:30} and dates too).
 */
final class YamlReader {
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[-+]?(?:0|[1-9][0-9]*)?(?:(?<=[0-9])|\\.[0-9]+|(?<=[0-9])\\.)(?:[eE][-+]?[0-9]+)?");

  private final String file;

  YamlReader(String file) {
    this.file = file;
  }

  /** Reads UTF-8 text of one document; a value of null where it has none. */
  YamlNode read(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      Iterator<Event> events =
          new Yaml(new LoaderOptions()).parse(new StringReader(text)).iterator();
      events.next(); // the start of the stream
      if (!(events.next() instanceof DocumentStartEvent)) {
        return new YamlNode(file, 1, "", null, "");
      }
      Event first = events.next();
      YamlNode root = node(first, events, line(first), "");
      events.next(); // the end of the document
      Event end = events.next();
      if (end instanceof DocumentStartEvent) {
        throw new YamlException(file, line(events.next()), "(file)", "holds a second document");
      }
      return root;
    } catch (CharacterCodingException e) {
      throw new YamlException(file, 1, "(file)", "is not UTF-8");
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
      String what =
          Stream.of(e.getContext(), e.getProblem())
              .filter(Objects::nonNull)
              .collect(Collectors.joining(": "));
      int line = mark == null ? 1 : mark.getLine() + 1;
      throw new YamlException(file, line, "(file)", "is not YAML: " + YamlNode.cut(what));
    } catch (YAMLException e) {
      String what = YamlNode.cut(String.valueOf(e.getMessage()));
      throw new YamlException(file, 1, "(file)", "is not YAML: " + what);
    }
  }

  private YamlNode node(Event event, Iterator<Event> rest, int line, String key) {
    if (event instanceof AliasEvent alias) {
      throw mistake(line, key, "is an alias, *" + alias.getAnchor() + "; write the value out");
    }
    String tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : ((CollectionStartEvent) event).getTag();
    if (tag != null) {
      throw mistake(line, key, "has a tag, " + tag + "; write the value without it");
    }
    if (event instanceof ScalarEvent scalar) {
      String text = scalar.getValue();
      return new YamlNode(file, line, key, scalar.isPlain() ? plain(text) : text, text);
    }
    return event instanceof MappingStartEvent
        ? new YamlNode(file, line, key, entries(rest, key), "")
        : new YamlNode(file, line, key, items(rest, key), "");
  }

  private List<YamlNode> items(Iterator<Event> rest, String key) {
    List<YamlNode> items = new ArrayList<>();
    Event next;
    while (!((next = rest.next()) instanceof SequenceEndEvent)) {
      items.add(node(next, rest, line(next), key + "[" + items.size() + "]"));
    }
    return items;
  }

  private Map<String, YamlNode> entries(Iterator<Event> rest, String key) {
    Map<String, YamlNode> entries = new LinkedHashMap<>();
    Event next;
    while (!((next = rest.next()) instanceof MappingEndEvent)) {
      int line = line(next);
      if (!(next instanceof ScalarEvent name)) {
        throw mistake(line, key, "has a key that is no text");
      }
      String path = key.isEmpty() ? name.getValue() : key + "." + name.getValue();
      // The line of the key: the value of a block starts a line later.
      if (entries.put(name.getValue(), node(rest.next(), rest, line, path)) != null) {
        throw mistake(line, path, "is given twice");
      }
    }
    return entries;
  }

  private YamlException mistake(int line, String key, String what) {
    return new YamlException(file, line, key.isEmpty() ? "(file)" : key, what);
  }

  private static @Nullable Object plain(String text) {
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> null;
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> DECIMAL.matcher(text).matches() ? (Object) Double.parseDouble(text) : text;
    };
  }

  private static int line(Event event) {
    return event.getStartMark().getLine() + 1;
  }
}
