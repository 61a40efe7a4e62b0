package io.github.focalaudit.launch;

import io.github.focalaudit.document.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints the command that runs Focal Audit on Spark, its words ended by NUL, for {@code
 * submit/focal-audit}. The first word is not of the command: it is the run directory whose verdict
 * has the exit code, because spark-submit does not return that of a driver in the cluster; empty
 * where the command's own exit code holds.
 *
 * <p>Defaults come from {@code conf} and apply only where the user's settings have none. Used by
 * one thread.
 */
public final class Launch {
  private static final String MAIN = "io.github.focalaudit.cli.Main";
  private static final String LAUNCHER = "org.apache.spark.launcher.Main";
  private static final String EXECUTOR_THREADS = "spark.executorEnv.OMP_NUM_THREADS";
  private static final String DRIVER_OPTIONS = "spark.driver.defaultJavaOptions";
  private static final Pattern COLLECTOR = Pattern.compile("-XX:[+-]Use[A-Za-z0-9]*GC\\b");

  private final Path root;
  private final Path spark;
  private final Map<String, String> environment;
  private final List<String> submitArguments;
  private final SparkSettings settings;

  private Launch(Path root, Map<String, String> environment, List<String> submitArguments)
      throws IOException {
    this.root = root;
    this.environment = environment;
    this.submitArguments = submitArguments;
    this.spark = Path.of(environment.getOrDefault("SPARK_HOME", ""));
    this.settings = SparkSettings.read(submitArguments, SparkSettings.confFolder(environment));
  }

  /**
   * Prints the command.
   *
   * @param args root of the installation, job jar, number of arguments for spark-submit, these, and
   *     the arguments of Focal Audit
   */
  public static void main(String[] args) {
    int split = 3 + Integer.parseInt(args[2]);
    List<String> words = Arrays.asList(args);
    try {
      Launch launch = new Launch(Path.of(args[0]), System.getenv(), words.subList(3, split));
      PrintStream out = System.out;
      launch
          .words(args[1], words.subList(split, words.size()))
          .forEach(word -> out.print(word + '\0'));
      out.flush();
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("focal-audit: " + e.getMessage());
      System.exit(ExitCode.USAGE);
    }
  }

  private List<String> words(String jar, List<String> given) throws IOException {
    List<String> arguments = new ArrayList<>(given);
    String run = settings.clusterMode() ? judgedRun(arguments) : "";
    List<String> submit = defaults(arguments);
    submit.addAll(submitArguments);
    submit.addAll(List.of("--class", MAIN, jar));
    submit.addAll(arguments);
    Path script = spark.resolve("bin/spark-submit");
    List<String> words = new ArrayList<>(List.of(run));
    if (Files.exists(script)) {
      words.add(script.toString());
      words.addAll(submit);
    } else {
      words.addAll(withoutScript(submit));
    }
    return words;
  }

  /**
   * The run directory that validate is going to write; empty for other commands. The time in its
   * name is filled in here, so that the verdict is found under that name.
   */
  private static String judgedRun(List<String> arguments) {
    if (!arguments.contains("validate") || arguments.contains("--dry-run")) {
      return "";
    }
    Instant now = Instant.now();
    String run = "";
    for (int i = 0; i < arguments.size(); i++) {
      String word = arguments.get(i);
      boolean value = i > 0 && arguments.get(i - 1).equals("--output");
      if (value || word.startsWith("--output=")) {
        String filled = RunStamp.filled(word, now);
        arguments.set(i, filled);
        run = value ? filled : filled.substring("--output=".length());
      }
    }
    return run;
  }

  private List<String> defaults(List<String> arguments) throws IOException {
    boolean embedded = !Files.exists(spark.resolve("bin/spark-submit"));
    AddOns addOns = new AddOns(root, spark);
    List<String> jars = new ArrayList<>(embedded ? List.of() : addOns.nd4j());
    List<String> options = new ArrayList<>();
    addDefault(options, EXECUTOR_THREADS, environment.getOrDefault("OMP_NUM_THREADS", "1"));
    addDefaults(options, "every-run.conf");
    if (embedded) {
      String memory = environment.getOrDefault("FOCAL_AUDIT_MEMORY", "");
      if (!memory.isEmpty()) {
        addDefault(options, "spark.driver.memory", memory);
      } else {
        addDefaults(options, "embedded.conf");
      }
      if (settings.localMaster()) {
        addDefaults(options, "embedded-local.conf");
      }
    }
    if (addOns.needsS3(arguments, settings, environment.getOrDefault("HADOOP_CONF_DIR", ""))) {
      addDefaults(options, "s3.conf");
      jars.addAll(addOns.s3());
    }
    if (!jars.isEmpty() && !settings.has("spark.jars")) {
      options.addAll(List.of("--jars", String.join(",", jars)));
    }
    String compiler = jvmOptions("compiler.jvmopts");
    if (!settings.localMaster()) {
      addDefault(options, "spark.executor.defaultJavaOptions", compiler);
    }
    addDefault(options, DRIVER_OPTIONS, settings.clusterMode() ? compiler : driver(compiler));
    return options;
  }

  /** For a driver on this machine, whose log configuration is a file of this machine. */
  private String driver(String compiler) throws IOException {
    String log = "-Dlog4j2.configurationFile=" + root.resolve("conf/log4j2.properties");
    String options = '"' + log.replaceAll("([\"\\\\])", "\\\\$1") + "\" " + compiler;
    // A JVM that is given two collectors does not start.
    return settings.localMaster() && !COLLECTOR.matcher(namedByUser()).find()
        ? options + " " + jvmOptions("local.jvmopts")
        : options;
  }

  /** All the places where a user may name options of the driver's JVM. */
  private String namedByUser() throws IOException {
    Path file = SparkSettings.confFolder(environment).resolve("java-opts");
    return Stream.of(
            settings.get("spark.driver.extraJavaOptions", ""),
            Files.isRegularFile(file) ? Files.readString(file) : "",
            environment.getOrDefault("SPARK_SUBMIT_OPTS", ""),
            environment.getOrDefault("JDK_JAVA_OPTIONS", ""),
            environment.getOrDefault("JAVA_TOOL_OPTIONS", ""),
            environment.getOrDefault("_JAVA_OPTIONS", ""))
        .collect(Collectors.joining("\n"));
  }

  private void addDefaults(List<String> options, String file) throws IOException {
    SparkSettings.load(root.resolve("conf").resolve(file))
        .forEach((key, value) -> addDefault(options, key, value));
  }

  private void addDefault(List<String> options, String key, String value) {
    if (!settings.has(key)) {
      options.addAll(List.of("--conf", key + "=" + value));
    }
  }

  /** A file of JVM options in one line, without its comments. */
  private String jvmOptions(String file) throws IOException {
    try (Stream<String> lines = Files.lines(root.resolve("conf").resolve(file))) {
      return lines
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.joining(" "));
    }
  }

  /** The command that Spark's launcher builds, which is what spark-submit would run. */
  private List<String> withoutScript(List<String> submit) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("org.apache.spark.deploy.SparkSubmit"));
    arguments.addAll(submit);
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      // Package-private: spark-class starts it as a program.
      Method main = Class.forName(LAUNCHER).getDeclaredMethod("main", String[].class);
      main.setAccessible(true);
      main.invoke(null, (Object) arguments.toArray(String[]::new));
    } catch (ReflectiveOperationException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException("Spark's launcher gave no command: " + cause, e);
    } finally {
      System.setOut(out);
    }
    // Its words are ended by NUL, after an empty line.
    String text = printed.toString(StandardCharsets.UTF_8).replaceFirst("^[\\x00\\n]+", "");
    List<String> command = new ArrayList<>(List.of(text.split("\0", -1)));
    command.remove(command.size() - 1);
    command.addAll(1, archive());
    command.add(1, "@" + root.resolve("conf/embedded.jvmopts"));
    return command;
  }

  /** Classes that submit/class-archive kept; the JVM ignores an archive of other jars. */
  private List<String> archive() {
    String written = environment.getOrDefault("FOCAL_AUDIT_WRITE_ARCHIVE", "");
    Path kept = spark.resolve("classes.jsa");
    if (!written.isEmpty()) {
      return List.of("-XX:ArchiveClassesAtExit=" + written);
    }
    return Files.exists(kept)
        ? List.of("-XX:SharedArchiveFile=" + kept, "-Xshare:auto")
        : List.of();
  }
}
