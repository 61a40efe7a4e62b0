package io.github.focalaudit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.github.focalaudit.setting.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data flows one way through the packages, and engines stay where they belong. */
class ArchitectureTest {
  private static final String ROOT = "io.github.focalaudit";

  private static final Path SOURCES = Path.of("src/main/java/io/github/focalaudit");
  private static final Pattern IMPORTS =
      Pattern.compile("May import of this project:(.*?)\\*/", Pattern.DOTALL);
  private static final Pattern NAME = Pattern.compile("\\{@code[\\s*]+([a-z0-9.]+)}");

  private static final Pattern OPTION = Pattern.compile("\"[^\"\\n]*--([a-z][a-z-]+)[^\"\\n]*\"");

  /** Options of Spark and of the JVM. */
  private static final Set<String> OF_OTHER_PROGRAMS = Set.of("add-modules", "jars", "packages");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            // The predefined option knows only the folders of Maven and Gradle.
            .withImportOption(location -> !location.contains("/test-classes/"))
            .importPackages("io.github.focalaudit");
  }

  /** The packages below the root, a name each: the first part behind it. */
  static Stream<String> packages() throws IOException {
    try (Stream<Path> folders = Files.list(SOURCES)) {
      return folders
          .filter(Files::isDirectory)
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  /** What the package says that it may import; the table stands in no other place. */
  private static List<String> imports(String name) throws IOException {
    Path info = SOURCES.resolve(name).resolve("package-info.java");
    Matcher statement = IMPORTS.matcher(Files.readString(info));
    assertThat(statement.find()).as("%s states its imports", info).isTrue();
    return NAME.matcher(statement.group(1)).results().map(found -> found.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("packages")
  void importsOnlyWhatItMay(String name) throws IOException {
    if (name.equals("cli")) {
      return; // May import all.
    }
    List<String> stated = imports(name);
    if (name.equals("api")) {
      stated = packages().filter(other -> !other.equals("cli")).toList();
    }
    String[] allowed =
        Stream.concat(stated.stream(), Stream.of(name))
            .map(other -> ROOT + "." + other + "..")
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
        .check(classes);
  }

  @Test
  void importsMakeNoCircle() throws IOException {
    Map<String, List<String>> table = new TreeMap<>();
    for (String name : packages().filter(p -> !Set.of("api", "cli").contains(p)).toList()) {
      table.put(name, imports(name));
    }
    Set<String> placed = new TreeSet<>();
    boolean progress = true;
    while (progress) {
      progress = false;
      for (Map.Entry<String, List<String>> entry : table.entrySet()) {
        if (placed.containsAll(entry.getValue())) {
          progress |= placed.add(entry.getKey());
        }
      }
    }
    assertThat(placed).isEqualTo(table.keySet());
  }

  /** The command line spells options; every other package names settings. */
  @Test
  void namesOfOptionsAreSpelledInOnePlace() throws IOException {
    List<String> spelled = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String room = SOURCES.relativize(file).getName(0).toString();
        if (!Set.of("cli", "launch").contains(room)) {
          OPTION
              .matcher(Files.readString(file).replaceAll("(?m)^\\s*(\\*|//|/\\*).*$", ""))
              .results()
              .filter(found -> !OF_OTHER_PROGRAMS.contains(found.group(1)))
              .forEach(found -> spelled.add(file + ": " + found.group()));
        }
      }
    }
    assertThat(spelled).isEmpty();
  }

  /** A setting that no command has would be a name that nobody can give. */
  @Test
  void everySettingIsAnOption() throws IOException {
    String commands;
    try (Stream<Path> files = Files.list(SOURCES.resolve("cli"))) {
      StringBuilder text = new StringBuilder();
      for (Path file : files.toList()) {
        text.append(Files.readString(file));
      }
      commands = text.toString();
    }
    assertThat(Setting.values())
        .allSatisfy(setting -> assertThat(commands).contains("\"" + setting.option() + "\""));
  }

  @Test
  void sparkAndScalaStayInTheirPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".spark..", ROOT + ".run..", ROOT + ".api..", ROOT + ".cli..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "scala.."))
        .check(classes);
  }

  @Test
  void hadoopStaysInStorage() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT + ".storage..", ROOT + ".spark..")
        .should()
        .dependOnClassesThat(resideInAPackage("org.apache.hadoop.."))
        .check(classes);
  }

  @Test
  void nd4jStaysInItsKernel() {
    noClasses()
        .that(not(belongsTo("kernel\\.Nd4j\\w+")))
        .should()
        .dependOnClassesThat(resideInAPackage("org.nd4j.."))
        .check(classes);
  }

  @Test
  void picocliAndExitCodesStayOnTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".cli..")
        .should()
        .dependOnClassesThat(resideInAPackage("picocli.."))
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> belongsTo(String simpleName) {
    return DescribedPredicate.describe(
        "belong to " + simpleName,
        type -> type.getFullName().matches(".*\\." + simpleName + "(\\$.*)?"));
  }
}
