package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.comparison.ComparisonSimulation.Rates;
import io.github.focalaudit.comparison.ComparisonSimulation.Shape;
import org.junit.jupiter.api.Test;

/** A small version of the simulation; the documentation has the large one. */
class ComparisonSimulationTest {
  private static final int COMPARISONS = 400;
  private static final int REPLICATES = 500;

  @Test
  void falseAlarmsAndFalsePassesKeepTheirLevel() {
    Rates rates = ComparisonSimulation.run(Shape.NORMAL, 50, COMPARISONS, REPLICATES, 1);
    // 2.5 % of 400 is 10; five standard errors above it are 26.
    assertThat(rates.interval()).isEqualTo(1);
    assertThat(rates.falseAlarm()).isLessThan(26d / COMPARISONS);
    assertThat(rates.falsePass()).isLessThan(26d / COMPARISONS);
    assertThat(rates.passPower()).isGreaterThan(0.9);
    assertThat(rates.failPower()).isGreaterThan(0.9);
  }

  @Test
  void fewScenesAreNeverDecided() {
    Rates rates = ComparisonSimulation.run(Shape.SKEWED, 5, 100, REPLICATES, 2);
    assertThat(rates.interval()).isEqualTo(0);
    assertThat(rates.falseAlarm() + rates.falsePass() + rates.passPower()).isEqualTo(0);
  }

  @Test
  void aRareClassIsDecidedByTheScenesThatHaveIt() {
    // 30 % of 20 scenes are 6.
    Rates rates = ComparisonSimulation.run(Shape.RARE_CLASS, 20, 100, REPLICATES, 3);
    assertThat(rates.interval()).isEqualTo(0);
  }
}
