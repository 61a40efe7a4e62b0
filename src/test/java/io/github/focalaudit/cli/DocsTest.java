package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.spark.LocalSpark;
import io.github.focalaudit.spark.tables.ImageTable;
import io.github.focalaudit.spark.tables.QuarantineTable;
import io.github.focalaudit.warning.WarningCode;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** README and pages say what the program does: options, columns, keys, codes, links, examples. */
class DocsTest {
  private static final Path README = Path.of("README.md");
  private static final Path PAGES = Path.of("src/docs");
  private static final int README_LINES = 130;

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)[^)]*\\)");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z_.]+)`");

  private static final Pattern OPTION = Pattern.compile("`(?:[a-z]+ )*(--[a-z-]+)[^`\n]*`");

  /** Of spark-submit. */
  private static final Set<String> SPARK_OPTIONS = Set.of("--conf", "--jars");

  /** Keys that are names of the data: classes, slices, metrics, codes, columns. */
  private static final Set<String> DATA_KEYS = Set.of("f4", "vector", "weather", "MALFORMED");

  @TempDir Path directory;

  static List<Path> pages() throws IOException {
    try (Stream<Path> pages = Files.list(PAGES)) {
      return Stream.concat(
              Stream.of(README), pages.filter(page -> page.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  @Test
  void theReadmeIsShort() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(README_LINES);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksResolve(Path page) throws IOException {
    Path folder = Objects.requireNonNull(page.toAbsolutePath().getParent());
    assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
        .allSatisfy(link -> assertThat(folder.resolve(link)).exists());
  }

  /** Each command is taken by the parser as it stands: its name, its options, their types. */
  @ParameterizedTest
  @MethodSource("pages")
  void commandsParse(Path page) throws IOException {
    for (String command : commands(Files.readString(page))) {
      assertThatCode(() -> parse(command)).as(command).doesNotThrowAnyException();
    }
  }

  @Test
  void theReadmeHasCommands() throws IOException {
    assertThat(commands(Files.readString(README))).hasSizeGreaterThan(5);
  }

  /** Options in running text, such as {@code --audit} or {@code compare --output DIR}. */
  @ParameterizedTest
  @MethodSource("pages")
  void optionsExist(Path page) throws IOException {
    Set<String> known = new TreeSet<>(SPARK_OPTIONS);
    Main.commandLine().getSubcommands().values().forEach(c -> known.addAll(optionNames(c)));
    assertThat(OPTION.matcher(Files.readString(page)).results().map(option -> option.group(1)))
        .isSubsetOf(known);
  }

  private static List<String> optionNames(CommandLine command) {
    return command.getCommandSpec().options().stream().flatMap(o -> Stream.of(o.names())).toList();
  }

  private static void parse(String command) {
    CommandLine line = Main.commandLine();
    line.parseArgs(arguments(command).toArray(String[]::new));
  }

  /** The commands of the launcher, with continued lines joined and comments left out. */
  static List<String> commands(String text) {
    return text.replaceAll("\\\\\n\\s*", " ")
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("(SPARK_HOME=\\S+ )?submit/focal-audit .*"))
        .map(line -> line.replaceFirst("\\s{2,}#.*", ""))
        .toList();
  }

  /** What the program gets: behind {@code --} where Spark's options stand before it. */
  static List<String> arguments(String command) {
    List<String> words = new ArrayList<>();
    Pattern.compile("'([^']*)'|(\\S+)")
        .matcher(command.replaceFirst(".*?submit/focal-audit ", ""))
        .results()
        .forEach(word -> words.add(word.group(1) == null ? word.group(2) : word.group(1)));
    int separator = words.indexOf("--");
    return words.subList(separator + 1, words.size());
  }

  @Test
  void everyColumnIsDescribed() throws IOException {
    String images = section("outputs.md", "images");
    String firstCells =
        images
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .collect(Collectors.joining());
    assertThat(namesIn(firstCells)).containsExactlyInAnyOrder(ImageTable.schema().fieldNames());
    assertThat(namesIn(section("outputs.md", "quarantine")))
        .contains(QuarantineTable.schema().fieldNames());
  }

  @Test
  void everyKeyIsDescribed() throws IOException {
    Set<String> keys = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/resources/documents"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        collect(new ObjectMapper().readTree(file.toFile()), keys);
      }
    }
    keys.removeIf(key -> key.matches(".*[\\[. =].*"));
    keys.removeAll(DATA_KEYS);
    assertThat(keys).hasSizeGreaterThan(100);
    assertThat(names("outputs.md")).containsAll(keys);
  }

  private static void collect(JsonNode node, Set<String> keys) {
    node.fieldNames().forEachRemaining(keys::add);
    node.forEach(child -> collect(child, keys));
  }

  @Test
  void everyCodeOfABadInputIsDescribed() throws IOException {
    assertThat(names("inputs.md"))
        .containsAll(Arrays.stream(ReasonCode.values()).map(Enum::name).toList());
  }

  @Test
  void everyCodeOfAWarningIsDescribed() throws IOException {
    String page = Files.readString(PAGES.resolve("outputs.md"));
    assertThat(WarningCode.values()).allMatch(code -> page.contains("`" + code + "`"));
  }

  @Test
  void everyPackageIsDescribed() throws IOException {
    try (Stream<Path> packages = Files.list(Path.of("src/main/java/io/github/focalaudit"))) {
      assertThat(names("architecture.md"))
          .containsAll(packages.map(path -> String.valueOf(path.getFileName())).toList());
    }
  }

  /** The text of a page from a heading of level two to the next. */
  private static String section(String page, String heading) throws IOException {
    String text = Files.readString(PAGES.resolve(page));
    String from = text.substring(text.indexOf("\n## " + heading + "\n") + 1);
    int end = from.indexOf("\n## ");
    return end < 0 ? from : from.substring(0, end);
  }

  private static Set<String> names(String page) throws IOException {
    return namesIn(Files.readString(PAGES.resolve(page)));
  }

  private static Set<String> namesIn(String text) {
    return NAME.matcher(text).results().map(name -> name.group(1)).collect(Collectors.toSet());
  }

  /** The examples are compiled; the first is run on the worked example's two pixels. */
  @Test
  void theJavaExampleOfAnImageRuns() throws Exception {
    try (URLClassLoader examples = javaExamples()) {
      Object mean =
          examples
              .loadClass("Examples")
              .getMethod("image", float[].class, int[].class, int.class)
              .invoke(null, new float[] {2, -1, 0.5f, 1}, new int[] {0, 0}, 2);
      assertThat(mean)
          .isEqualTo(
              FocalAudit.score(
                      LossSettings.of(Preset.ONE_VS_REST),
                      new float[] {2, -1, 0.5f, 1},
                      new int[] {0, 0},
                      2)
                  .lossMean());
    }
  }

  /** The second example is run on a sample, whose run is also the one that it compares with. */
  @Test
  void theJavaExampleOfADatasetRuns() throws Exception {
    String sample = "sample --images 6 --height 16 --width 16 --output " + directory + "/data";
    assertThat(InProcess.run(sample.split(" ", -1)).exitCode()).isZero();
    SparkSession spark = LocalSpark.start("local[2]", false);
    try (URLClassLoader examples = javaExamples()) {
      FocalAudit.on(spark)
          .predictions(directory + "/data/predictions")
          .truth(directory + "/data/truth")
          .ignoreIndex(255)
          .validate(directory + "/runs/yesterday");
      Object page =
          examples
              .loadClass("Examples")
              .getMethod("dataset", SparkSession.class)
              .invoke(null, spark);
      assertThat(Path.of((String) page)).isEqualTo(directory.resolve("runs/today/report.html"));
    } finally {
      spark.stop();
    }
    assertThat(directory.resolve("runs/today/report.html")).isNotEmptyFile();
  }

  /** The blocks of the page, each a method of the class {@code Examples}; paths are in a folder. */
  private URLClassLoader javaExamples() throws IOException {
    List<String> blocks =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(PAGES.resolve("java.md")))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(blocks).hasSize(2);
    Path source = directory.resolve("Examples.java");
    Files.writeString(
        source,
        """
        import io.github.focalaudit.api.*;
        import io.github.focalaudit.evaluation.*;
        import io.github.focalaudit.run.*;
        import org.apache.spark.sql.SparkSession;

        public class Examples {
          public static Double image(float[] logits, int[] labels, int classes) {
        %s
            return sums.lossMean();
          }

          public static String dataset(SparkSession spark) throws Exception {
        %s
            return page;
          }
        }
        """
            .formatted(
                blocks.get(0),
                blocks.get(1).replaceAll("\"((?:data|runs)/)", "\"" + directory + "/$1")));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int failed =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            directory.toString(),
            source.toString());
    assertThat(failed).isZero();
    return new URLClassLoader(new URL[] {directory.toUri().toURL()}, getClass().getClassLoader());
  }
}
