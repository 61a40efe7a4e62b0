package io.github.focalaudit.cli;

import io.github.focalaudit.yaml.YamlNode;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  private final Map<String, YamlNode> values;

  private ConfigFile(Map<String, YamlNode> values) {
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
    YamlNode root =
        YamlNode.read("config " + path, Sessions.configuredStorage().readBytes(path, LIMIT_BYTES));
    if (!(root.value() instanceof Map<?, ?>)) {
      throw new IllegalArgumentException(
          "config " + path + ": expected options such as 'gamma: 2', one a line");
    }
    Map<String, OptionSpec> options = new TreeMap<>();
    for (OptionSpec option : command.options()) {
      if (option.longestName().startsWith("--") && !option.longestName().equals(OPTION)) {
        options.put(option.longestName().substring(2), option);
      }
    }
    Map<String, YamlNode> values = root.map(List.copyOf(options.keySet()));
    values.forEach((name, node) -> check(node, Objects.requireNonNull(options.get(name))));
    return new ConfigFile(values);
  }

  private static void check(YamlNode node, OptionSpec option) {
    boolean flag = option.arity().max() == 0;
    if (node.value() instanceof Map<?, ?> || node.value() instanceof List<?>) {
      if (flag) {
        node.truth();
      }
      parts(node).forEach(ConfigFile::checkScalar);
    } else if (flag) {
      node.truth();
    } else {
      checkScalar(node);
    }
  }

  private static void checkScalar(YamlNode node) {
    Object value = node.value();
    if (value == null) {
      throw node.error("has no value; give one, or leave it out");
    }
    if (value instanceof Boolean) {
      throw node.error("expected text or a number, got " + node.describe() + "; quote it if meant");
    }
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      throw node.error("expected text or a number, got " + node.describe());
    }
  }

  private static Collection<YamlNode> parts(YamlNode node) {
    return node.value() instanceof Map<?, ?> map
        ? node.map(map.keySet().stream().map(String::valueOf).toList()).values()
        : node.list();
  }

  /**
   * The text of the option: items of a list are separated as the option splits its argument, by a
   * comma where it does not; a map is written as {@code key:value}, sorted by key.
   */
  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    YamlNode node = values.get(option.longestName().replaceFirst("^--", ""));
    if (node == null || node.value() == null) {
      return null;
    }
    if (node.value() instanceof List<?>) {
      String separator = option.splitRegex().isEmpty() ? "," : option.splitRegex();
      return node.list().stream().map(YamlNode::written).collect(Collectors.joining(separator));
    }
    if (node.value() instanceof Map<?, ?>) {
      return parts(node).stream()
          .map(part -> part.key().substring(node.key().length() + 1) + ":" + part.written())
          .sorted()
          .collect(Collectors.joining(","));
    }
    return node.written();
  }
}
