package io.github.focalaudit.format;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Mask values in vectors: the same results as one by one. Thread-safe. Needs the module {@code
 * jdk.incubator.vector}.
 */
public final class VectorMasks {
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;

  /** Vectors of 128 bits have no quarter that bytes could be loaded into. */
  private static final boolean QUARTERED = INTS.vectorBitSize() >= 256;

  private static final VectorSpecies<Byte> BYTES =
      VectorSpecies.of(
          byte.class, VectorShape.forBitSize(QUARTERED ? INTS.vectorBitSize() / 4 : 64));

  /** Bits of 2^23 as a float: its last place counts ones. */
  private static final int COUNTING = 0x4b000000;

  /** Values from here on have no place in the fraction of {@link #COUNTING}. */
  private static final int LIMIT = 1 << 23;

  private VectorMasks() {}

  /**
   * Decodes unsigned bytes.
   *
   * @return how many were decoded: the rest is fewer than a vector, or all of them
   */
  static int bytes(byte[] source, int from, int count, int[] target, int to) {
    int step = INTS.length();
    int bound = QUARTERED ? count - count % step : 0;
    for (int i = 0; i < bound; i += step) {
      ByteVector.fromArray(BYTES, source, from + i)
          .convertShape(VectorOperators.B2I, INTS, 0)
          .reinterpretAsInts()
          .and(0xff)
          .intoArray(target, to + i);
    }
    return bound;
  }

  /**
   * Values as floats, where all that are looked at lie in [0, classes).
   *
   * @param classes in [0, 2^23]
   * @return how many are encoded: the rest is fewer than a vector, or all of them where one is
   *     outside; the targets are undefined then
   */
  public static int encode(
      int[] values, int from, int count, float[] targets, int to, int classes) {
    int step = INTS.length();
    int bound = count - count % step;
    IntVector last = IntVector.broadcast(INTS, classes - 1);
    IntVector outside = IntVector.zero(INTS);
    for (int i = 0; i < bound; i += step) {
      IntVector value = IntVector.fromArray(INTS, values, from + i);
      // A sign bit is left where the value is negative, or larger than the last.
      outside = outside.or(value).or(last.sub(value));
      value.or(COUNTING).reinterpretAsFloats().sub(LIMIT).intoArray(targets, to + i);
    }
    return outside.reduceLanes(VectorOperators.OR) < 0 ? 0 : bound;
  }
}
