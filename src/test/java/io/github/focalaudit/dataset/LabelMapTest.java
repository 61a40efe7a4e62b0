package io.github.focalaudit.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Label maps, and the encoder that applies them. */
final class LabelMapTest {
  private static final IntFunction<String> POSITION = i -> "y 3, x " + i;

  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  private static float[] encode(LabelEncoder encoder, int... values) throws BadInputException {
    float[] targets = new float[values.length + 2];
    int[] shifted = new int[values.length + 1];
    System.arraycopy(values, 0, shifted, 1, values.length);
    encoder.encode(shifted, 1, values.length, targets, 2, "/t/a.png", POSITION);
    return java.util.Arrays.copyOfRange(targets, 2, targets.length);
  }

  @Test
  void mapsValuesRangesAndTheRest() {
    LabelMap map = LabelMap.parse("0-6:ignore, 7:0,-5--1:IGNORE,8 - 10 : 3", "--label-map");
    long[] values = {0, 6, 7, -5, -1, -6, 8, 10, 11};
    int[] targets = {-1, -1, 0, -1, -1, -2, 3, 3, -2};
    for (int i = 0; i < values.length; i++) {
      assertThat(map.target(values[i])).as("value %d", values[i]).isEqualTo(targets[i]);
    }
    assertThat(LabelMap.parse("1:0,*:2", "x").target(Long.MIN_VALUE)).isEqualTo(2);
    assertThat(map).hasToString("-5--1:IGNORE,0-6:ignore,7:0,8 - 10 : 3");
  }

  @Test
  void readsFilesAndOptions() throws IOException {
    Path file = folder.resolve("map: 1#.txt");
    Files.writeString(file, "\uFEFF# city\r\n0-6:ignore  # void\r\n\r\n7:0,8:1\n*:ignore\n");
    LabelMap map = LabelMap.load(storage, file.toString());
    assertThat(map.target(3)).isEqualTo(LabelMap.IGNORE);
    assertThat(map.target(8)).isEqualTo(1);
    assertThat(LabelMap.load(storage, "0-6:ignore,7:0,*:ignore").target(7)).isZero();
    assertThat(LabelMap.load(storage, "*:0").target(7)).isZero();
    assertThatThrownBy(() -> LabelMap.load(storage, folder + "/none.txt"))
        .isInstanceOf(DatasetException.class)
        .hasMessage("no such file: " + folder + "/none.txt");
    Files.write(file, new byte[] {'7', ':', '0', (byte) 0xFF});
    assertThatThrownBy(() -> LabelMap.load(storage, file.toString()))
        .hasMessageContaining("is not UTF-8 text");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "7:0,7:1       | entries 7:0 and 7:1 overlap at value 7",
        "0-9:0,3-4:1   | entries 0-9:0 and 3-4:1 overlap at value 3",
        "*:0,*:1       | * is there twice: *:0, *:1",
        "9-3:0         | 9-3:0 ends before it starts",
        "7:x           | target x, expected a class index or ignore",
        "7:-1          | target -1, expected a class index or ignore",
        "7             | 7 is no entry",
        "*-3:1         | *-3:1 is no entry",
        "7:0 1         | 7:0 1 is no entry",
        "99999999999999999999:0 | has a number that is too large",
        "7:9999999999  | has a number that is too large",
        "' , # x'      | has no entry",
      })
  void refusesWhatIsWrong(String text, String reason) {
    assertThatThrownBy(() -> LabelMap.parse(text, "--label-map"))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("label map --label-map")
        .hasMessageContaining(reason);
  }

  @Test
  void aMalformedEntryNamesItsLine() {
    assertThatThrownBy(() -> LabelMap.parse("7:0\n\nx:1\n", "/m.txt"))
        .hasMessageContaining("label map /m.txt, line 3: x:1");
  }

  @Test
  void targetsHaveToBeClassesOrIgnored() {
    LabelMap map = LabelMap.parse("7:0,9:255", "x");
    assertThatThrownBy(() -> new LabelEncoder(map, List.of(), 19))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("entry 9:255: class 255, expected one below 19");
    assertThat(new LabelEncoder(map, List.of(255), 19)).isNotNull();
    assertThatThrownBy(() -> new LabelEncoder(LabelMap.parse("*:2", "x"), List.of(), 2))
        .hasMessageContaining("entry *:2");
  }

  @Test
  void encodesWithoutAMap() throws BadInputException {
    LabelEncoder encoder = new LabelEncoder(null, List.of(255, -1, 70_000), 12);
    assertThat(encode(encoder, 0, 11, 255, -1, 70_000)).containsExactly(0f, 11f, -1f, -1f, -1f);
    assertThatThrownBy(() -> encode(encoder, 0, 12, 99))
        .isInstanceOfSatisfying(
            BadInputException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReasonCode.LABEL_OUT_OF_RANGE);
              assertThat(e.path()).isEqualTo("/t/a.png");
              assertThat(e.detail())
                  .isEqualTo(
                      "mask value 12 at y 3, x 1, expected one of [0, 11] or ignored [-1, 255,"
                          + " 70000]; leave it out with --ignore-index, or map it with"
                          + " --label-map");
            });
    assertThatThrownBy(() -> encode(encoder, -2)).hasMessageContaining("mask value -2");
    assertThatThrownBy(() -> encode(encoder, Integer.MAX_VALUE))
        .hasMessageContaining("mask value 2147483647");
  }

  @Test
  void ignoresAfterTheMap() throws BadInputException {
    LabelEncoder encoder =
        new LabelEncoder(LabelMap.parse("0:5,5:0,100000:1,7:ignore", "x"), List.of(5), 6);
    assertThat(encode(encoder, 0, 5, 100_000, 7)).containsExactly(-1f, 0f, 1f, -1f);
    assertThatThrownBy(() -> encode(encoder, 5, 5, 8))
        .isInstanceOfSatisfying(
            BadInputException.class,
            e -> {
              assertThat(e.code()).isEqualTo(ReasonCode.UNMAPPED_LABEL);
              assertThat(e.detail())
                  .isEqualTo("mask value 8 at y 3, x 2, which the label map does not name");
            });
  }

  @Test
  void tableAndSearchAgree() throws BadInputException {
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 20; round++) {
      StringBuilder text = new StringBuilder("*:ignore");
      int low = -70_000;
      while (low < 140_000) {
        int high = low + random.nextInt(20_000);
        text.append(',').append(low).append('-').append(high).append(':');
        text.append(random.nextInt(150));
        low = high + 1 + random.nextInt(9_000);
      }
      LabelMap map = LabelMap.parse(text.toString(), "x");
      LabelEncoder encoder = new LabelEncoder(map, List.of(3), 150);
      for (int i = 0; i < 1_000; i++) {
        int value = random.nextInt(-80_000, 150_000);
        int target = map.target(value);
        assertThat(encode(encoder, value))
            .as("value %d of map %s", value, text)
            .containsExactly(target == 3 ? -1f : target);
      }
    }
  }

  @Test
  void refusesImpossibleClassCounts() {
    for (int classes : new int[] {0, -1, (1 << 24) + 1}) {
      @Nullable LabelMap none = null;
      assertThatThrownBy(() -> new LabelEncoder(none, List.of(), classes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
