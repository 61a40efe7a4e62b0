package io.github.focalaudit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data flows one way through the packages, and engines stay where they belong. */
class ArchitectureTest {
  private static final String ROOT = "io.github.focalaudit";

  /** Which packages a package may import of. */
  private static final Map<String, List<String>> IMPORTS =
      Map.ofEntries(
          Map.entry("kernel", List.of()),
          Map.entry("sum", List.of()),
          Map.entry("storage", List.of()),
          Map.entry("dataset", List.of("storage")),
          Map.entry("plan", List.of("dataset")),
          Map.entry("evaluation", List.of("dataset", "kernel", "sum")),
          Map.entry("gate", List.of("evaluation", "sum", "storage")),
          Map.entry("report", List.of("dataset", "evaluation", "gate", "storage")),
          Map.entry("spark", List.of("storage", "dataset", "plan", "kernel", "sum", "evaluation")),
          Map.entry(
              "api",
              List.of(
                  "storage",
                  "dataset",
                  "plan",
                  "kernel",
                  "sum",
                  "evaluation",
                  "gate",
                  "report",
                  "spark")));

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.focalaudit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernel",
        "sum",
        "storage",
        "dataset",
        "plan",
        "evaluation",
        "gate",
        "report",
        "spark",
        "api"
      })
  void importsOnlyWhatItMay(String name) {
    String[] allowed =
        Stream.concat(
                Objects.requireNonNull(IMPORTS.get(name)).stream()
                    .map(other -> ROOT + "." + other + ".."),
                Stream.of(ROOT + "." + name + ".."))
            .toArray(String[]::new);
    noClasses()
        .that()
        .resideInAPackage(ROOT + "." + name + "..")
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAnyPackage(allowed))))
        .check(classes);
  }

  @Test
  void sparkAndScalaStayInTheirPackages() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            ROOT + ".spark..", ROOT + ".ml..", ROOT + ".api..", ROOT + ".cli..")
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
        .that(not(belongsTo("Nd4jFocalLossKernel")))
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
