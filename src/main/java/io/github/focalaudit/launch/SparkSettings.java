package io.github.focalaudit.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * The settings that spark-submit finds: those of its arguments, over those of {@code
 * --properties-file}, or of {@code spark-defaults.conf} where no file is named. Immutable.
 */
public final class SparkSettings {
  /** The system property with the arguments of spark-submit, one a line. */
  public static final String ARGUMENTS_PROPERTY = "focalaudit.submitArguments";

  /** The system property with a file of settings that hold where the user's have none. */
  private static final String DEFAULTS_PROPERTY = "focalaudit.defaults";

  private static final String CONF = "--conf";
  private static final String PROPERTIES_FILE = "--properties-file";
  private static final String LOAD_DEFAULTS = "--load-spark-defaults";

  /** Options that stand for a setting, and win over {@code --conf} with its key. */
  private static final Map<String, String> OPTIONS =
      Map.of(
          "--master", "spark.master",
          "--deploy-mode", "spark.submit.deployMode",
          "--driver-memory", "spark.driver.memory",
          "--driver-java-options", "spark.driver.extraJavaOptions",
          "--jars", "spark.jars");

  private final Map<String, String> values;

  private SparkSettings(Map<String, String> values) {
    this.values = values;
  }

  /**
   * Reads the settings.
   *
   * @param arguments of spark-submit
   * @param confFolder where {@code spark-defaults.conf} may lie
   * @throws IOException where a settings file cannot be read, or the one that is named is absent
   */
  public static SparkSettings read(List<String> arguments, Path confFolder) throws IOException {
    Map<String, String> confs = new TreeMap<>();
    Map<String, String> options = new TreeMap<>();
    String file = null;
    for (int i = 0; i < arguments.size(); i++) {
      String name = arguments.get(i);
      String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      int equals = name.indexOf('=');
      boolean joined = name.startsWith("--") && equals > 0;
      if (joined) {
        value = name.substring(equals + 1);
        name = name.substring(0, equals);
      }
      String key = OPTIONS.get(name);
      if (name.equals(CONF) || name.equals("-c")) {
        int split = value.indexOf('=');
        confs.put(split < 0 ? value : value.substring(0, split), value.substring(split + 1));
      } else if (name.equals(PROPERTIES_FILE)) {
        file = value;
      } else if (key != null) {
        options.put(key, value);
      } else {
        continue;
      }
      i += joined ? 0 : 1;
    }
    Map<String, String> values = new TreeMap<>();
    Path defaults = confFolder.resolve("spark-defaults.conf");
    if ((file == null || arguments.contains(LOAD_DEFAULTS)) && Files.isRegularFile(defaults)) {
      values.putAll(load(defaults));
    }
    if (file != null) {
      values.putAll(load(Path.of(file)));
    }
    values.putAll(confs);
    values.putAll(options);
    return new SparkSettings(values);
  }

  /**
   * The settings of this process's own launch, for commands that start without spark-submit.
   *
   * @throws IOException where a settings file cannot be read
   */
  public static SparkSettings ofThisLaunch() throws IOException {
    String arguments = System.getProperty(ARGUMENTS_PROPERTY, "");
    SparkSettings given = read(arguments.lines().toList(), confFolder(System.getenv()));
    String defaults = System.getProperty(DEFAULTS_PROPERTY, "");
    if (!defaults.isEmpty()) {
      load(Path.of(defaults)).forEach(given.values::putIfAbsent);
    }
    return given;
  }

  /** Where Spark looks for its settings. */
  static Path confFolder(Map<String, String> environment) {
    String named = environment.getOrDefault("SPARK_CONF_DIR", "");
    return named.isEmpty()
        ? Path.of(environment.getOrDefault("SPARK_HOME", ""), "conf")
        : Path.of(named);
  }

  /** Settings from a file in the form of {@code spark-defaults.conf}. */
  static Map<String, String> load(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      properties.load(reader);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new IOException("no such file or directory: " + file, e);
    }
    Map<String, String> values = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> values.put(k, properties.getProperty(k).trim()));
    return values;
  }

  /** All settings by key. */
  public Map<String, String> values() {
    return Map.copyOf(values);
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /** Whether the driver runs in the cluster. */
  boolean clusterMode() {
    return get("spark.submit.deployMode", "client").equals("cluster");
  }

  /** Whether tasks run in the driver's own JVM: no master is named, or a local one. */
  boolean localMaster() {
    String master = get("spark.master", "local");
    return master.startsWith("local") && !master.startsWith("local-cluster");
  }
}
