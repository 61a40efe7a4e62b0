package io.github.focalaudit.kernel;

import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import org.junit.jupiter.api.Test;

/** What scoring code must not call, because its bits follow the vector width or the platform. */
class ScoringRulesTest {
  private static final String ELEMENTARY =
      "exp|expm1|log|log10|log1p|pow|sin|cos|tan|cbrt|hypot|.*h";

  private static JavaClasses scoring() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(
            "io.github.focalaudit.kernel",
            "io.github.focalaudit.sum",
            "io.github.focalaudit.evaluation");
  }

  private static ArchRule noReductions() {
    return noClasses()
        .should()
        .callMethodWhere(
            target(nameMatching("reduceLanes(ToLong)?"))
                .and(targetOwner(nameMatching("jdk.incubator.vector.(Float|Double)?Vector"))))
        .because("the order of a reduction of floats follows the width of the vector");
  }

  private static ArchRule noElementaryMath() {
    return noClasses()
        .should()
        .callMethodWhere(target(nameMatching(ELEMENTARY)).and(targetOwner(name("java.lang.Math"))))
        .because("java.lang.Math may differ by platform; StrictMath does not");
  }

  private static ArchRule noVectorLibrary() {
    return noClasses()
        .should()
        .accessFieldWhere(
            com.tngtech.archunit.core.domain.JavaFieldAccess.Predicates.target(
                    nameMatching("EXP|EXPM1|LOG|LOG10|LOG1P|POW|SIN|COS|TAN|SINH|COSH|TANH|CBRT"))
                .and(targetOwner(name("jdk.incubator.vector.VectorOperators"))))
        .because("they may differ by processor");
  }

  @Test
  void scoringHasTheSameBitsEverywhere() {
    JavaClasses scoring = scoring();
    assertThat(scoring.contain(VectorMath.class)).isTrue();
    noReductions().check(scoring);
    noElementaryMath().check(scoring);
    noVectorLibrary().check(scoring);
  }

  /** The rules themselves: each finds what it is about. */
  @Test
  void theRulesFindOffenders() {
    JavaClasses offenders = new ClassFileImporter().importClasses(Offender.class);
    assertThat(noReductions().evaluate(offenders).hasViolation()).isTrue();
    assertThat(noElementaryMath().evaluate(offenders).hasViolation()).isTrue();
    assertThat(noVectorLibrary().evaluate(offenders).hasViolation()).isTrue();
  }

  private static final class Offender {
    static float offend(jdk.incubator.vector.FloatVector v, double x) {
      float sum =
          v.lanewise(jdk.incubator.vector.VectorOperators.EXP)
              .reduceLanes(jdk.incubator.vector.VectorOperators.ADD);
      return sum + (float) Math.log1p(x);
    }
  }
}
