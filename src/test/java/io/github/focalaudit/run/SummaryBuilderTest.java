package io.github.focalaudit.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SummaryBuilderTest {
  @Test
  void aLongLabelMapIsToldByItsHash() {
    assertThat(SummaryBuilder.labelMap("7:0,*:ignore")).isEqualTo("7:0,*:ignore");
    String map = "7:0,".repeat(200_000);
    String text = SummaryBuilder.labelMap(map + "8:0");
    assertThat(text)
        .hasSizeLessThan(66_000)
        .contains("(cut, 800003 characters), SHA-256 ")
        .isNotEqualTo(SummaryBuilder.labelMap(map + "8:1"));
  }
}
