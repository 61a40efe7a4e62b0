package io.github.focalaudit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {
  @Test
  void aLongTextIsCutAndCounted() {
    assertThat(Excerpt.of("abc", 3)).isEqualTo("abc");
    assertThat(Excerpt.of("abcd", 3)).isEqualTo("abc... (cut, 4 characters)");
    assertThat(Excerpt.of("ab\uD83D\uDE00", 3)).isEqualTo("ab... (cut, 4 characters)");
    assertThat(Excerpt.detail("9".repeat(900_000)))
        .hasSize(1000 + "... (cut, 900000 characters)".length());
  }
}
