package io.github.focalaudit.cli;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Defaults for options from a YAML file whose keys are the names of the options without the dashes.
 * What the command line says wins.
 */
final class ConfigFile implements IDefaultValueProvider {
  static final String OPTION = "--config";

  private static final int LIMIT_BYTES = 1 << 20;

  private final ObjectNode values;

  private ConfigFile(ObjectNode values) {
    this.values = values;
  }

  /** The path that the arguments give, or null. */
  static @Nullable String pathOf(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals(OPTION) && i + 1 < args.length) {
        return args[i + 1];
      }
      if (args[i].startsWith(OPTION + "=")) {
        return args[i].substring(OPTION.length() + 1);
      }
    }
    return null;
  }

  /**
   * Reads a file for a command.
   *
   * @throws IllegalArgumentException where it is no map of options that the command has
   */
  static ConfigFile read(String path, CommandSpec command) throws IOException {
    String text =
        new String(Storage.ofClassPath().readBytes(path, LIMIT_BYTES), StandardCharsets.UTF_8);
    JsonNode root;
    try {
      checkStructure(path, text);
      root = new YAMLMapper().readTree(text);
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException(
          "config "
              + path
              + ", line "
              + (at == null ? "?" : at.getLineNr())
              + ": "
              + e.getOriginalMessage(),
          e);
    }
    if (!(root instanceof ObjectNode values)) {
      throw new IllegalArgumentException(
          "config " + path + ": expected options such as 'gamma: 2', one a line");
    }
    List<String> known =
        command.options().stream()
            .map(OptionSpec::longestName)
            .filter(name -> name.startsWith("--") && !name.equals(OPTION))
            .map(name -> name.substring(2))
            .sorted()
            .toList();
    for (Iterator<String> names = values.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "config "
                + path
                + ", line "
                + lineOf(name, text)
                + ": no option "
                + name
                + "; known are "
                + String.join(", ", known));
      }
    }
    return new ConfigFile(values);
  }

  /**
   * Refuses what the mapper would drop or reread in silence: a key twice, an alias, a map or a list
   * inside another value, an empty item, anything after the first value.
   */
  private static void checkStructure(String path, String text) throws IOException {
    try (YAMLParser parser = new YAMLFactory().createParser(text)) {
      Set<String> keys = new HashSet<>();
      String key = "(file)";
      int depth = 0;
      boolean ended = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (ended) {
          throw mistake(path, parser, "(file)", "goes on after the first map; expected one map");
        }
        if (parser.isCurrentAlias()) {
          throw mistake(path, parser, key, "is an alias, *" + parser.getText() + "; write it out");
        }
        if (token == JsonToken.FIELD_NAME && depth == 1) {
          key = parser.currentName();
          if (!keys.add(key)) {
            throw mistake(path, parser, key, "is given twice");
          }
        }
        if (token == JsonToken.VALUE_NULL && depth > 1) {
          throw mistake(path, parser, key, "has an empty item");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > 2) {
          throw mistake(path, parser, key, "has a map or a list inside its value");
        }
        ended = depth == 0;
      }
    }
  }

  private static IllegalArgumentException mistake(
      String path, YAMLParser parser, String key, String what) {
    int line = parser.currentTokenLocation().getLineNr();
    return new IllegalArgumentException(
        "config " + path + ", line " + line + ": " + key + " " + what);
  }

  private static String lineOf(String key, String text) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).strip().startsWith(key)) {
        return Integer.toString(i + 1);
      }
    }
    return "?";
  }

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    JsonNode value = values.get(option.longestName().replaceFirst("^--", ""));
    if (value == null || value.isNull()) {
      return null;
    }
    if (value.isArray()) {
      List<String> parts = new ArrayList<>();
      value.forEach(part -> parts.add(part.asText()));
      return String.join(",", parts);
    }
    if (value.isObject()) {
      Map<String, JsonNode> entries = new TreeMap<>();
      value.fields().forEachRemaining(entry -> entries.put(entry.getKey(), entry.getValue()));
      return entries.entrySet().stream()
          .map(entry -> entry.getKey() + ":" + entry.getValue().asText())
          .collect(Collectors.joining(","));
    }
    return value.asText();
  }
}
