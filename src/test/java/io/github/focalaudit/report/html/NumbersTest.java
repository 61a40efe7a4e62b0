package io.github.focalaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
  @Test
  void keepsSixSignificantDigits() {
    assertThat(Numbers.digits(0.024345012)).isEqualTo("0.024345");
    assertThat(Numbers.digits(1234567.89)).isEqualTo("1234570");
    assertThat(Numbers.digits(12011964)).isEqualTo("12\u202f011\u202f964");
    assertThat(Numbers.digits(-1.5)).isEqualTo("−1.5");
    assertThat(Numbers.digits(1e-9)).isEqualTo("1.00000e-09");
    assertThat(Numbers.digits(0)).isEqualTo("0");
    assertThat(Numbers.digits(-0.0)).isEqualTo("0");
    assertThat(Numbers.digits(Double.NaN)).isEqualTo("undefined");
    assertThat(Numbers.digits(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
  }

  @Test
  void writesSharesAsPercentages() {
    assertThat(Numbers.percent(0.84643)).isEqualTo("84.6 %");
    assertThat(Numbers.percent(1)).isEqualTo("100 %");
    assertThat(Numbers.percent(0.01)).isEqualTo("1.00 %");
    assertThat(Numbers.percent(1.2e-6)).isEqualTo("0.00012 %");
    assertThat(Numbers.percent(0)).isEqualTo("0 %");
    assertThat(Numbers.level(0.01)).isEqualTo("1 %");
    assertThat(Numbers.level(0.975)).isEqualTo("97.5 %");
    assertThat(Numbers.level(0)).isEqualTo("0 %");
    assertThat(Numbers.level(1)).isEqualTo("100 %");
  }

  @Test
  void groupsCounts() {
    assertThat(Numbers.count(1000997)).isEqualTo("1\u202f000\u202f997");
    assertThat(Numbers.count(-12)).isEqualTo("−12");
    assertThat(Numbers.counted(1, "component")).isEqualTo("1 component");
    assertThat(Numbers.counted(1200, "component")).isEqualTo("1\u202f200 components");
  }
}
