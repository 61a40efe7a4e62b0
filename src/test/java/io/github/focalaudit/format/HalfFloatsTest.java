package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.SharedData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HalfFloatsTest {
  private static final int PATTERNS = 1 << 16;

  @Test
  void everyPatternHasTheValueOfItsBits() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      float expected = (float) SlowArray.half(bits);
      assertThat(HalfFloats.TABLE[bits]).as("%04x", bits).isEqualTo(Float.valueOf(expected));
      assertThat(Math.copySign(1, HalfFloats.TABLE[bits]))
          .as("sign of %04x", bits)
          .isEqualTo(bits < 0x8000 ? 1f : -1f);
    }
  }

  @Test
  void everyPatternSurvivesEncoding() {
    for (int bits = 0; bits < PATTERNS; bits++) {
      short encoded = HalfFloats.encode(HalfFloats.TABLE[bits]);
      if (Float.isNaN(HalfFloats.TABLE[bits])) {
        assertThat(Float.isNaN(HalfFloats.decode(encoded & 0xffff))).as("%04x", bits).isTrue();
      } else {
        assertThat(encoded & 0xffff).as("%04x", bits).isEqualTo(bits);
      }
    }
  }

  @Test
  void vectorsGiveTheBitsOfTheTable() {
    // Shifted by one element, so that infinities and NaN meet finite values in a vector.
    for (int shift = 0; shift < 2; shift++) {
      byte[] halves = new byte[2 * (PATTERNS + shift)];
      for (int bits = 0; bits < PATTERNS; bits++) {
        halves[2 * (bits + shift)] = (byte) bits;
        halves[2 * (bits + shift) + 1] = (byte) (bits >> 8);
      }
      float[] floats = new float[PATTERNS + 3];
      int decoded = VectorHalves.decode(halves, 0, PATTERNS - 1, floats, 3);
      assertThat(decoded).isBetween(PATTERNS - 65, PATTERNS - 1);
      for (int at = shift; at < decoded; at++) {
        assertThat(Float.floatToRawIntBits(floats[at + 3]))
            .as("%04x", at - shift)
            .isEqualTo(Float.floatToRawIntBits(HalfFloats.TABLE[at - shift]));
      }
      assertThat(floats[decoded + 3]).isZero();
    }
  }

  @Test
  void halvesAgreeWithNumPy() throws IOException {
    // Both files were written by NumPy: every pattern, and the same values as float32.
    Path npy = SharedData.require("data/fixtures/npy");
    byte[] floats = Files.readAllBytes(npy.resolve("f2_all_65536_patterns_as_f4.npy"));
    ByteBuffer body = ByteBuffer.wrap(floats).order(ByteOrder.LITTLE_ENDIAN);
    int start = floats.length - PATTERNS * Float.BYTES;
    for (int bits = 0; bits < PATTERNS; bits++) {
      float expected = body.getFloat(start + bits * Float.BYTES);
      assertThat(HalfFloats.TABLE[bits]).as("%04x", bits).isEqualTo(Float.valueOf(expected));
    }
  }

  @Test
  void encodingRoundsToTheNearestAndTiesToEven() {
    // Finite positive halves are in order of their bits; the midpoint of two neighbours is exact in
    // double, so its neighbours in double decide what is nearest.
    for (int bits = 0; bits < 0x7c00; bits++) {
      double low = SlowArray.half(bits);
      double high = bits == 0x7bff ? 65536 : SlowArray.half(bits + 1);
      double middle = (low + high) / 2;
      int even = (bits & 1) == 0 ? bits : bits + 1;
      assertThat(HalfFloats.encode(middle) & 0xffff).as("%04x", bits).isEqualTo(even);
      assertThat(HalfFloats.encode(-middle) & 0xffff).as("%04x", bits).isEqualTo(even | 0x8000);
      assertThat(HalfFloats.encode(Math.nextDown(middle)) & 0xffff).isEqualTo(bits);
      assertThat(HalfFloats.encode(Math.nextUp(middle)) & 0xffff).isEqualTo(bits + 1);
    }
  }

  @Test
  void encodingOfRandomFloatsIsNoFartherThanItsNeighbours() {
    SplittableRandom random = new SplittableRandom(4);
    for (int i = 0; i < 100_000; i++) {
      float value = Float.intBitsToFloat(random.nextInt());
      if (!(Math.abs(value) < 65504)) {
        continue;
      }
      int bits = HalfFloats.encode(value) & 0xffff;
      double distance = Math.abs(SlowArray.half(bits) - value);
      int magnitude = bits & 0x7fff;
      assertThat(distance).isLessThanOrEqualTo(distance(bits + 1, value));
      if (magnitude > 0) {
        assertThat(distance).isLessThanOrEqualTo(distance(bits - 1, value));
      }
    }
    assertThat(HalfFloats.encode(Double.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloats.encode(Double.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
    assertThat(HalfFloats.encode(1e300)).isEqualTo((short) 0x7c00);
  }

  private static double distance(int bits, double value) {
    return Math.abs(SlowArray.half(bits) - value);
  }
}
