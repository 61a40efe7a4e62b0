package io.github.focalaudit.format;

/** IEEE 754 half precision, to and from float32. Thread-safe. */
public final class HalfFloats {
  /** The float of every half: 256 KiB, indexed by the 16 bits. */
  static final float[] TABLE = table();

  private HalfFloats() {}

  private static float[] table() {
    float[] table = new float[1 << 16];
    for (int bits = 0; bits < table.length; bits++) {
      table[bits] = decode(bits);
    }
    return table;
  }

  /** The float of a half, exactly; a NaN keeps its sign and payload. */
  static float decode(int bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits >>> 10 & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      // A subnormal is fraction * 2^-24, which float32 holds exactly.
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    int biased = exponent == 0x1f ? 0xff : exponent + 112;
    return Float.intBitsToFloat(sign | biased << 23 | fraction << 13);
  }

  /** The half nearest to a double, ties to even; overflow gives infinity, NaN stays NaN. */
  public static short encode(double value) {
    int sign = (int) (Double.doubleToRawLongBits(value) >>> 48) & 0x8000;
    double magnitude = Math.abs(value);
    int bits;
    if (Double.isNaN(value)) {
      bits = 0x7e00;
    } else if (magnitude >= 65520) {
      // Halfway between the largest half, 65504, and 65536 already rounds to even, which is
      // infinity.
      bits = 0x7c00;
    } else {
      // The unit in the last place is 2^-24 for subnormals, 2^(exponent - 10) above them.
      int exponent = Math.max(Math.getExponent(magnitude), -14);
      double units = Math.rint(Math.scalb(magnitude, 10 - exponent));
      // Units that round up to 2048 carry into the exponent field by the addition.
      bits = ((exponent + 14) << 10) + (int) units;
    }
    return (short) (sign | bits);
  }
}
