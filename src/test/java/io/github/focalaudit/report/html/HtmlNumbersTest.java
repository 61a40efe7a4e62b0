package io.github.focalaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HtmlNumbersTest {
  @Test
  void keepsSixSignificantDigits() {
    assertThat(HtmlNumbers.digits(0.024345012)).isEqualTo("0.024345");
    assertThat(HtmlNumbers.digits(1234567.89)).isEqualTo("1234570");
    assertThat(HtmlNumbers.digits(12011964)).isEqualTo("12\u202f011\u202f964");
    assertThat(HtmlNumbers.digits(-1.5)).isEqualTo("−1.5");
    assertThat(HtmlNumbers.digits(1e-9)).isEqualTo("1.00000e-09");
    assertThat(HtmlNumbers.digits(0)).isEqualTo("0");
    assertThat(HtmlNumbers.digits(-0.0)).isEqualTo("0");
    assertThat(HtmlNumbers.digits(Double.NaN)).isEqualTo("undefined");
    assertThat(HtmlNumbers.digits(Double.NEGATIVE_INFINITY)).isEqualTo("−∞");
  }

  @Test
  void writesSharesAsPercentages() {
    assertThat(HtmlNumbers.percent(0.84643)).isEqualTo("84.6 %");
    assertThat(HtmlNumbers.percent(1)).isEqualTo("100 %");
    assertThat(HtmlNumbers.percent(0.01)).isEqualTo("1.00 %");
    assertThat(HtmlNumbers.percent(1.2e-6)).isEqualTo("0.00012 %");
    assertThat(HtmlNumbers.percent(0)).isEqualTo("0 %");
    assertThat(HtmlNumbers.level(0.01)).isEqualTo("1 %");
    assertThat(HtmlNumbers.level(0.975)).isEqualTo("97.5 %");
    assertThat(HtmlNumbers.level(0)).isEqualTo("0 %");
    assertThat(HtmlNumbers.level(1)).isEqualTo("100 %");
  }

  @Test
  void groupsCounts() {
    assertThat(HtmlNumbers.count(1000997)).isEqualTo("1\u202f000\u202f997");
    assertThat(HtmlNumbers.count(-12)).isEqualTo("−12");
    assertThat(HtmlNumbers.counted(1, "component")).isEqualTo("1 component");
    assertThat(HtmlNumbers.counted(1200, "component")).isEqualTo("1\u202f200 components");
  }
}
