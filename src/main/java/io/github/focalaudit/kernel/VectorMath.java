package io.github.focalaudit.kernel;

import static jdk.incubator.vector.FloatVector.broadcast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Elementary functions on float lanes: polynomials with fused multiply-add, so that every lane has
 * the same bits on every processor and vector width. The coefficients are minimax fits of the
 * relative error, which is stated with each; rounding adds about 1e-7. Polynomials are evaluated in
 * the square, in pairs of terms: half as many additions wait for the one before.
 */
final class VectorMath {
  /** Virtual lanes of every sum, whatever the hardware has. Part of the numeric contract. */
  static final int VIRTUAL_LANES = 16;

  static final VectorSpecies<Float> SPECIES =
      FloatVector.SPECIES_PREFERRED.length() > VIRTUAL_LANES
          ? FloatVector.SPECIES_512
          : FloatVector.SPECIES_PREFERRED;

  static final VectorSpecies<Integer> INTS = SPECIES.withLanes(int.class);

  static final int LANES = SPECIES.length();

  /** Adding it rounds to an integer, which is then in the low bits. */
  private static final float MAGIC = 0x1.8p23f;

  private static final int MAGIC_BITS = Float.floatToRawIntBits(MAGIC);
  private static final float LOG2_E = 1.44269504f;

  /** Off by 1.9e-9, so that a multiple of it up to 26 (probabilities down to 1e-8) keeps 5e-8. */
  private static final float LN_2 = 0.693147182f;

  private static final int LARGEST_DISTANCE_BITS = Float.floatToRawIntBits(80f);
  private static final int LEAST_BITS = Float.floatToRawIntBits(1e-30f);
  private static final int SQRT_HALF_BITS = 0x3f3504f3;
  private static final int MANTISSA_BITS = 23;
  private static final int SIGN_SHIFT = 31;

  private VectorMath() {}

  /** Small whole floats as ints, by the low bits of a sum; a conversion would be slower. */
  static IntVector toInts(FloatVector x) {
    return x.add(MAGIC).reinterpretAsInts().sub(MAGIC_BITS);
  }

  /** No bit where x is finite; some where it is infinite or NaN. */
  static IntVector zeroIfFinite(FloatVector x) {
    return x.sub(x).reinterpretAsInts();
  }

  /** All bits set where the sign bit is, else none. */
  static IntVector signs(FloatVector x) {
    return x.reinterpretAsInts().lanewise(VectorOperators.ASHR, SIGN_SHIFT);
  }

  /** 0 where all bits of the mask are set, else x. */
  static FloatVector zeroWhere(IntVector mask, FloatVector x) {
    return x.reinterpretAsInts().lanewise(VectorOperators.AND_NOT, mask).reinterpretAsFloats();
  }

  /** e^x for x in [-80, 80]: relative error 9e-8. */
  static FloatVector exp(FloatVector x) {
    return expOfMinusBounded(x.neg());
  }

  /**
   * e^-distance for a distance of at least 0, with infinity: as {@link #exp}, and a value of
   * 1.6e-38 where the truth is below that. The minimum of bits is the minimum of floats that are
   * not negative, and one instruction; -0 stays what it is.
   */
  static FloatVector expOfMinus(FloatVector distance) {
    return expOfMinusBounded(
        distance.reinterpretAsInts().min(LARGEST_DISTANCE_BITS).reinterpretAsFloats());
  }

  /** e^-x for x in [-80, 80]. */
  private static FloatVector expOfMinusBounded(FloatVector x) {
    FloatVector shifted = x.fma(broadcast(SPECIES, -LOG2_E), broadcast(SPECIES, MAGIC));
    FloatVector r = shifted.sub(MAGIC).fma(broadcast(SPECIES, LN_2), x);
    FloatVector square = r.mul(r);
    FloatVector y = broadcast(SPECIES, -0.008290272f).fma(r, broadcast(SPECIES, 0.041898161f));
    y = y.fma(square, broadcast(SPECIES, -0.16667639f).fma(r, broadcast(SPECIES, 0.49999148f)));
    y = y.fma(square, broadcast(SPECIES, -0.9999997f).fma(r, broadcast(SPECIES, 1f)));
    IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
    return y.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /**
   * ln x for positive normal x: relative error 3e-8, also near x = 1. Finite and meaningless for 0.
   */
  static FloatVector log(FloatVector x) {
    IntVector bits = x.reinterpretAsInts();
    IntVector k = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, MANTISSA_BITS);
    FloatVector f =
        bits.sub(k.lanewise(VectorOperators.LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1f);
    FloatVector square = f.mul(f);
    FloatVector y = broadcast(SPECIES, 0.087004356f).fma(f, broadcast(SPECIES, -0.14267486f));
    y = y.fma(square, broadcast(SPECIES, 0.14914767f).fma(f, broadcast(SPECIES, -0.16577585f)));
    y = y.fma(square, broadcast(SPECIES, 0.19963059f).fma(f, broadcast(SPECIES, -0.25001338f)));
    y = y.fma(square, broadcast(SPECIES, 0.3333391f).fma(f, broadcast(SPECIES, -0.5f)));
    y = y.fma(square, f);
    return k.add(MAGIC_BITS).reinterpretAsFloats().sub(MAGIC).fma(broadcast(SPECIES, LN_2), y);
  }

  /** 2^(x * scale) for x * scale in [-125, 125]: relative error 1e-7 besides rounding. */
  static FloatVector exp2(FloatVector x, FloatVector scale) {
    FloatVector shifted = x.fma(scale, broadcast(SPECIES, MAGIC));
    FloatVector r = x.fma(scale, broadcast(SPECIES, MAGIC).sub(shifted));
    FloatVector square = r.mul(r);
    FloatVector y = broadcast(SPECIES, 0.0013264727f).fma(r, broadcast(SPECIES, 0.009671513f));
    y = y.fma(square, broadcast(SPECIES, 0.055507336f).fma(r, broadcast(SPECIES, 0.24022242f)));
    y = y.fma(square, broadcast(SPECIES, 0.693147f).fma(r, broadcast(SPECIES, 1f)));
    IntVector exponent = shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
    return y.reinterpretAsInts().add(exponent).reinterpretAsFloats();
  }

  /**
   * The logarithm to base 2 of a normal x of at least 1e-30, which stands for any x from 0 to it:
   * absolute error 3e-7 besides rounding, which is all that a power asks for.
   */
  static FloatVector log2(FloatVector x) {
    IntVector bits = x.reinterpretAsInts().max(LEAST_BITS);
    IntVector k = bits.sub(SQRT_HALF_BITS).lanewise(VectorOperators.ASHR, MANTISSA_BITS);
    FloatVector f =
        bits.sub(k.lanewise(VectorOperators.LSHL, MANTISSA_BITS)).reinterpretAsFloats().sub(1f);
    FloatVector square = f.mul(f);
    FloatVector y =
        broadcast(SPECIES, 0.17063452f)
            .fma(square, broadcast(SPECIES, -0.27269801f).fma(f, broadcast(SPECIES, 0.2972626f)));
    y = y.fma(square, broadcast(SPECIES, -0.35896185f).fma(f, broadcast(SPECIES, 0.48046502f)));
    y = y.fma(square, broadcast(SPECIES, -0.7213759f).fma(f, broadcast(SPECIES, 1.4426997f)));
    return y.fma(f, k.add(MAGIC_BITS).reinterpretAsFloats().sub(MAGIC));
  }

  /**
   * The upper half of the polynomial of {@link #minusLog1m}. Two small methods instead of one,
   * because the compiler does not inline a method whose own machine code is above 2,500 bytes, and
   * an operation on vectors that is not inlined allocates.
   */
  static FloatVector minusLog1mUpper(FloatVector p, FloatVector square) {
    FloatVector y =
        broadcast(SPECIES, 1.1606127f)
            .fma(square, broadcast(SPECIES, -1.0361654f).fma(p, broadcast(SPECIES, 0.7516149f)));
    return y.fma(square, broadcast(SPECIES, 0.05082403f).fma(p, broadcast(SPECIES, 0.26966286f)));
  }

  /** -ln(1 - p) for p in [0, 1/2], from the upper half and p^2: relative error 1.6e-7. */
  static FloatVector minusLog1m(FloatVector upper, FloatVector p, FloatVector square) {
    return upper
        .fma(square, broadcast(SPECIES, 0.33212924f).fma(p, broadcast(SPECIES, 0.5000246f)))
        .fma(square, p);
  }

  /** ln(1 + e) for e in [0, 1]: relative error 3.3e-8. */
  static FloatVector log1p(FloatVector e) {
    FloatVector square = e.mul(e);
    FloatVector y = broadcast(SPECIES, 0.0053648246f).fma(e, broadcast(SPECIES, -0.030065792f));
    y = y.fma(square, broadcast(SPECIES, 0.079204537f).fma(e, broadcast(SPECIES, -0.13753803f)));
    y = y.fma(square, broadcast(SPECIES, 0.19153655f).fma(e, broadcast(SPECIES, -0.24857163f)));
    y = y.fma(square, broadcast(SPECIES, 0.33321324f).fma(e, broadcast(SPECIES, -0.49999648f)));
    return y.fma(square, e);
  }
}
