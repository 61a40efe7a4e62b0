package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SliceKeyTest {
  private static final List<String> COLUMNS = List.of("a", "b");

  /** Both would be {@code a=x,b=y,b=z} if nothing were escaped. */
  private static final SliceKey LEFT = new SliceKey(COLUMNS, List.of("x", "y,b=z"));

  private static final SliceKey RIGHT = new SliceKey(COLUMNS, List.of("x,b=y", "z"));

  @Test
  void slicesWhoseValuesHoldSeparatorsStayApart() {
    assertThat(LEFT).isNotEqualByComparingTo(RIGHT);
    assertThat(LEFT.label()).isEqualTo("a=x,b=y\\,b\\=z").isNotEqualTo(RIGHT.label());
    assertThat(new TreeSet<>(List.of(LEFT, RIGHT))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "a,b", "a=b", "a]b", "back\\slash", "\\", ",=]\\", "Ä ö"})
  void aLabelReadsBack(String value) {
    SliceKey key = new SliceKey(List.of("column", value), List.of(value, "other"));
    assertThat(SliceKey.parse(key.label())).isEqualTo(key);
  }

  @Test
  void keysAreOrderedByColumnsThenByValues() {
    SliceKey one = new SliceKey(List.of("a"), List.of("z"));
    assertThat(new TreeSet<>(List.of(RIGHT, LEFT, one))).containsExactly(one, LEFT, RIGHT);
    assertThat(one).isEqualByComparingTo(SliceKey.parse(" a = z "));
  }

  @Test
  void aPartWithoutColumnOrValueIsNamed() {
    assertThatThrownBy(() -> SliceKey.parse("a=x,fog")).hasMessageContaining("got \"fog\"");
    assertThatThrownBy(() -> SliceKey.parse("=x")).hasMessageContaining("got \"=x\"");
    assertThatThrownBy(() -> SliceKey.parse("a=")).hasMessageContaining("got \"a=\"");
    assertThatThrownBy(() -> SliceKey.parse("")).hasMessageContaining("column=value");
  }

  @Test
  void anImageWithoutAValueIsInNoSlice() {
    assertThat(SliceKey.of(COLUMNS, Map.of("a", "x"))).isNull();
    assertThat(SliceKey.of(COLUMNS, Map.of("a", "x", "b", "y,b=z"))).isEqualTo(LEFT);
    assertThat(LEFT.contains(Map.of("a", "x", "b", "y,b=z"))).isTrue();
    assertThat(RIGHT.contains(Map.of("a", "x", "b", "y,b=z"))).isFalse();
  }
}
