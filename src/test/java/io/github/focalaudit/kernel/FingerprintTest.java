package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FingerprintTest {
  private static final int LANES = 16;
  private static final int FACTOR = 0x01000193;

  private final Random random = new Random(7);

  /** The definition, one value after another. */
  private static long expected(int start, int[]... runs) {
    int[] lanes = new int[LANES];
    Arrays.fill(lanes, start);
    for (int[] run : runs) {
      for (int i = 0; i < run.length; i++) {
        lanes[i % LANES] = lanes[i % LANES] * FACTOR + run[i];
      }
    }
    long hash = 0;
    for (int lane : lanes) {
      hash = (hash ^ (lane & 0xFFFF_FFFFL)) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    return hash;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 21})
  void scoresHaveTheHashOfTheirBits(int classes) {
    Fingerprint fingerprint = Fingerprint.ofScores();
    int[][] blocks = new int[3][];
    for (int block = 0; block < blocks.length; block++) {
      Tile tile = new Tile(classes, TargetKind.LABELS, false);
      blocks[block] = random.ints(tile.scores().length).toArray();
      for (int i = 0; i < tile.scores().length; i++) {
        float score = Float.intBitsToFloat(blocks[block][i]);
        tile.scores()[i] = Float.isNaN(score) ? -0f : score;
        blocks[block][i] = Float.floatToRawIntBits(tile.scores()[i]);
      }
      fingerprint.add(tile);
    }
    assertThat(fingerprint.value()).isEqualTo(expected(0, blocks));
  }

  @Test
  void doublesAreTwoIntsEach() {
    Tile tile = new Tile(2, TargetKind.LABELS, true);
    Arrays.setAll(tile.wideScores(), i -> random.nextGaussian());
    Fingerprint fingerprint = Fingerprint.ofScores();
    fingerprint.add(tile);

    int[] halves = new int[2 * tile.wideScores().length];
    for (int i = 0; i < tile.wideScores().length; i++) {
      long bits = Double.doubleToRawLongBits(tile.wideScores()[i]);
      int at = i / LANES * 2 * LANES + i % LANES;
      halves[at] = (int) bits;
      halves[at + LANES] = (int) (bits >>> 32);
    }
    assertThat(fingerprint.value()).isEqualTo(expected(0, halves));
  }

  @Test
  void runsOfEveryLengthHaveTheHashOfTheirValues() {
    int[] values = random.ints(300).toArray();
    for (int count = 1; count <= 256; count++) {
      Fingerprint fingerprint = Fingerprint.ofValues();
      fingerprint.add(values, 17, count);
      fingerprint.add(values, 0, 30);
      assertThat(fingerprint.value())
          .as("%s values", count)
          .isEqualTo(
              expected(1, Arrays.copyOfRange(values, 17, 17 + count), Arrays.copyOf(values, 30)));
    }
  }

  @Test
  void startsAnew() {
    Fingerprint fingerprint = Fingerprint.ofValues();
    long empty = fingerprint.value();
    fingerprint.add(new int[100], 0, 100);
    assertThat(fingerprint.value()).isNotEqualTo(empty);
    fingerprint.reset();
    assertThat(fingerprint.value()).isEqualTo(empty);
  }
}
