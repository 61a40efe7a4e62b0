package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
  /** One and two degrees have closed forms; the others are R's qt(p, df), 12 digits. */
  @ParameterizedTest
  @CsvSource({
    "0.975, 1, 12.706204736175",
    "0.975, 2, 4.302652729749",
    "0.975, 5, 2.570581835636",
    "0.975, 19, 2.093024054408",
    "0.8, 30, 0.853767262032",
    "0.995, 100, 2.625890521434",
    "0.975, 1000000, 1.959966371000",
    "0.5, 7, 0"
  })
  void quantilesOfStudentsT(double probability, double degrees, double expected) {
    assertThat(Difference.studentT(probability, degrees)).isCloseTo(expected, within(2e-8));
  }
}
