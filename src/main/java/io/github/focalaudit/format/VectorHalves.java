package io.github.focalaudit.format;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Half precision to float32 in vectors: the same floats as {@link HalfFloats#TABLE}, without its
 * 256 KiB in the cache. Thread-safe. Needs the module {@code jdk.incubator.vector}.
 */
final class VectorHalves {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(byte.class, VectorShape.forBitSize(FLOATS.vectorBitSize() / 2));

  /** Moves an exponent with the bias of halves, 15, to the bias of floats, 127. */
  private static final int REBIAS = 112 << 23;

  /** The smallest normal half, 2^-14. */
  private static final float LEAST_NORMAL = 0x1p-14f;

  /** The bits of infinity without a sign, in the place of a float's; those of a NaN are larger. */
  private static final int BEYOND = 0x7c00 << 13;

  private VectorHalves() {}

  /**
   * Decodes little-endian halves.
   *
   * @param byteOffset where they start
   * @return how many were decoded: the rest is fewer than a vector
   */
  static int decode(byte[] source, int byteOffset, int count, float[] target, int to) {
    int step = FLOATS.length();
    int bound = count - count % step;
    IntVector largest = IntVector.zero(INTS);
    for (int i = 0; i < bound; i += step) {
      // Lanes are reinterpreted in little-endian order on every platform, and by methods that JDK
      // 17
      // and later ones share. The sign that this extends is masked off below; JDK 17 cannot always
      // extend by zeros.
      IntVector bits =
          (IntVector)
              ByteVector.fromArray(BYTES, source, byteOffset + 2 * i)
                  .reinterpretAsShorts()
                  .convertShape(VectorOperators.S2I, INTS, 0);
      IntVector sign = bits.and(0x8000).lanewise(VectorOperators.LSHL, 16);
      IntVector shifted = bits.and(0x7fff).lanewise(VectorOperators.LSHL, 13);
      FloatVector normal = shifted.add(REBIAS).reinterpretAsFloats();
      // A subnormal is the fraction above 2^-14 once the implicit bit is taken off again.
      FloatVector subnormal =
          shifted.add(REBIAS + (1 << 23)).reinterpretAsFloats().sub(LEAST_NORMAL);
      normal
          .blend(subnormal, normal.compare(VectorOperators.LT, LEAST_NORMAL))
          .reinterpretAsInts()
          .or(sign)
          .reinterpretAsFloats()
          .intoArray(target, to + i);
      largest = largest.max(shifted);
    }
    if (largest.reduceLanes(VectorOperators.MAX) >= BEYOND) {
      decodeByTable(source, byteOffset, bound, target, to);
    }
    return bound;
  }

  /** Infinities and NaN are rare: the halves that have some go through the table. */
  private static void decodeByTable(
      byte[] source, int byteOffset, int count, float[] target, int to) {
    for (int i = 0; i < count; i++) {
      int at = byteOffset + 2 * i;
      target[to + i] = HalfFloats.TABLE[(source[at] & 0xff) | ((source[at + 1] & 0xff) << 8)];
    }
  }
}
