package io.github.focalaudit.sum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExactSumTest {
  @Test
  void anEmptySumIsZero() {
    assertThat(new ExactSum().value()).isEqualTo(0d);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void roundsLikeBigDecimal(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 400; round++) {
      double[] terms = terms(random, 1 + random.nextInt(60));
      assertThat(sum(terms).value())
          .as("seed %d, round %d: %s", seed, round, Arrays.toString(terms))
          .isEqualTo(bigDecimalSum(terms));
    }
  }

  /**
   * Java's BigDecimal holds every double exactly; its doubleValue rounds to nearest, ties to even.
   */
  private static double bigDecimalSum(double[] terms) {
    BigDecimal sum = BigDecimal.ZERO;
    for (double term : terms) {
      sum = sum.add(new BigDecimal(term));
    }
    return Double.parseDouble(sum.toString()) + 0d;
  }

  private static double[] terms(SplittableRandom random, int count) {
    int spread = 1 + random.nextInt(2000);
    int base = random.nextInt(Math.max(1, 2046 - spread));
    double[] terms = new double[count];
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextInt(8) == 0) {
        terms[i] = -terms[random.nextInt(i)];
        continue;
      }
      long exponent = base + random.nextInt(spread);
      long sign = random.nextInt(3) == 0 ? 1L << 63 : 0;
      long mantissa = random.nextLong() & 0xF_FFFF_FFFF_FFFFL;
      terms[i] = Double.longBitsToDouble(sign | exponent << 52 | mantissa);
    }
    return terms;
  }

  private static ExactSum sum(double... terms) {
    ExactSum sum = new ExactSum();
    for (double term : terms) {
      sum.add(term);
    }
    return sum;
  }

  @Test
  void roundsTiesToEvenAndSeesTheSmallestRemainder() {
    double half = 0x1p-53;
    assertThat(sum(1d, half).value()).isEqualTo(1d);
    assertThat(sum(1d + 0x1p-52, half).value()).isEqualTo(1d + 0x1p-51);
    assertThat(sum(1d, half, Double.MIN_VALUE).value()).isEqualTo(1d + 0x1p-52);
    assertThat(sum(1d, half, -Double.MIN_VALUE).value()).isEqualTo(1d);
    assertThat(sum(-1d, -half, -Double.MIN_VALUE).value()).isEqualTo(-1d - 0x1p-52);
  }

  @Test
  void subnormalsAndTheLargestDoublesKeepTheirBits() {
    double[] terms = {Double.MIN_VALUE, -0x1.8p-1060, 0x1.fffffp-1023, Double.MIN_NORMAL};
    assertThat(sum(terms).value()).isEqualTo(bigDecimalSum(terms));
    assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE).value())
        .isEqualTo(Double.MAX_VALUE);
    assertThat(sum(Double.MAX_VALUE, Double.MAX_VALUE).value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sum(-Double.MAX_VALUE, -Double.MAX_VALUE).value())
        .isEqualTo(Double.NEGATIVE_INFINITY);
  }

  @Test
  void infinitiesAndNanStay() {
    assertThat(sum(1, Double.POSITIVE_INFINITY).value()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sum(1, Double.NEGATIVE_INFINITY).value()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(sum(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY).value()).isNaN();
    assertThat(sum(Double.NaN, 1).value()).isNaN();
    assertThat(ExactSum.fromBytes(sum(Double.NaN).toBytes()).value()).isNaN();
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void mergingIsFreeOfOrderAndGrouping(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] terms = terms(random, 500);
    byte[] expected = sum(terms).toBytes();
    for (int parts : new int[] {1, 2, 7, 64, 500}) {
      ExactSum[] states = new ExactSum[parts];
      Arrays.setAll(states, i -> new ExactSum());
      for (double term : terms) {
        states[random.nextInt(parts)].add(term);
      }
      ExactSum merged = new ExactSum();
      for (ExactSum state : states) {
        if (random.nextBoolean()) {
          merged.merge(ExactSum.fromBytes(state.toBytes()));
        } else {
          state.merge(merged);
          merged = state;
        }
      }
      assertThat(merged.toBytes()).as("seed %d, %d parts", seed, parts).isEqualTo(expected);
    }
  }

  @Test
  void mergingWithAnEmptySumChangesNothing() {
    ExactSum left = sum(0.1, -1e300);
    left.merge(new ExactSum());
    ExactSum right = new ExactSum();
    right.merge(sum(0.1, -1e300));
    assertThat(left.toBytes()).isEqualTo(right.toBytes()).isEqualTo(sum(0.1, -1e300).toBytes());
  }

  @Test
  void aMergedSumKeepsItsOwnValue() {
    ExactSum other = sum(0.25);
    sum(1).merge(other);
    assertThat(other.value()).isEqualTo(0.25);
  }

  @Test
  void statesOfSimilarNumbersAreSmall() {
    assertThat(sum(0.1, 0.2, 0.7).toBytes()).hasSizeLessThanOrEqualTo(16);
    assertThat(new ExactSum().toBytes()).hasSize(4);
  }

  /** Written by version 1 of the form: these bytes are kept readable for good. */
  @Test
  void readsTheFirstVersion() {
    byte[] bytes = {1, 0, 33, 1, 0, 12, 0, 0};
    assertThat(ExactSum.fromBytes(bytes).value()).isEqualTo(786432 * 0x1p-18);
    assertThat(sum(3.0).toBytes()).isEqualTo(bytes);
  }

  @Test
  void refusesCorruptBytesFieldByField() {
    refused(() -> new byte[] {1, 0}, "first limb at offset 2: expected 1 bytes, got 0 before the");
    refused(() -> new byte[] {9, 0, 0, 0}, "version at offset 0: expected 1, got 9");
    refused(() -> new byte[] {1, 64, 0, 0}, "special terms at offset 1: expected flags in [0, 8)");
    refused(() -> new byte[] {1, 0, 60, 20}, "limbs at offset 3: expected 68 at most");
    refused(() -> new byte[] {1, 0, 0, 2, 0, 0}, "limb at offset 4: expected 4 bytes, got 2");
    refused(() -> new byte[] {1, 0, 0, 0, 7}, "end at offset 4: expected no more bytes, got 1");
  }

  private static void refused(Supplier<byte[]> bytes, String message) {
    assertThatThrownBy(() -> ExactSum.fromBytes(bytes.get()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void resetForgetsEverything() {
    ExactSum sum = sum(Double.NaN, 4);
    sum.reset();
    sum.add(2);
    assertThat(sum.value()).isEqualTo(2d);
  }
}
