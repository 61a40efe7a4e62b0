package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.format.BadInputException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelEncoderTest {
  private static final int COUNT = 77;

  private static float[] encode(LabelEncoder encoder, int[] values) throws BadInputException {
    float[] targets = new float[values.length + 3];
    encoder.encode(values, 5, values.length - 5, targets, 8, "mask.png", i -> "pixel " + i);
    return Arrays.copyOfRange(targets, 8, targets.length);
  }

  private static int[] random(int bound) {
    return new Random(3).ints(COUNT, 0, bound).toArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 21, 256, 257, 70_000, 1 << 24})
  void classIndicesAreTargets(int classes) throws BadInputException {
    int[] values = random(classes);
    values[9] = classes - 1;
    float[] targets = encode(new LabelEncoder(null, List.of(), classes), values);
    for (int i = 5; i < COUNT; i++) {
      assertThat(targets[i - 5]).isEqualTo(values[i]);
    }
  }

  @Test
  void oneValueBesideTheClassesIsIgnoredWhereverItStands() throws BadInputException {
    LabelEncoder encoder = new LabelEncoder(null, List.of(255, -7, 3), 10);
    for (int place = 5; place < COUNT; place++) {
      for (int ignored : new int[] {255, -7, 3}) {
        int[] values = random(3);
        values[place] = ignored;
        float[] targets = encode(encoder, values);
        for (int i = 5; i < COUNT; i++) {
          assertThat(targets[i - 5]).isEqualTo(i == place ? LabelEncoder.IGNORED : values[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 255, 65_536, -1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void theFirstValueOutOfRangeIsNamedWhereverItStands(int value) {
    LabelEncoder encoder = new LabelEncoder(null, List.of(), 10);
    for (int place = 5; place < COUNT - 1; place++) {
      int[] values = random(10);
      values[place] = value;
      values[COUNT - 1] = 99;
      assertThatThrownBy(() -> encode(encoder, values))
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining("mask value " + value + " at pixel " + (place - 5));
    }
  }

  @Test
  void theMapComesFirst() throws BadInputException {
    LabelEncoder encoder =
        new LabelEncoder(LabelMap.parse("0:0,1:1,2:ignore,3:2,5-9:1", "map"), List.of(), 3);
    int[] values = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      values[i] = i < 40 ? i % 2 : new int[] {0, 1, 2, 3, 5, 9}[i % 6];
    }
    float[] targets = encode(encoder, values);
    for (int i = 5; i < COUNT; i++) {
      float expected =
          switch (values[i]) {
            case 2 -> LabelEncoder.IGNORED;
            case 3 -> 2;
            case 5, 9 -> 1;
            default -> values[i];
          };
      assertThat(targets[i - 5]).isEqualTo(expected);
    }
    values[20] = 4;
    assertThatThrownBy(() -> encode(encoder, values))
        .hasMessageContaining("mask value 4 at pixel 15, which the label map does not name");
  }
}
