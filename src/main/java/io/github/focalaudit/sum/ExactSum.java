package io.github.focalaudit.sum;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import java.util.Arrays;

/**
 * The exact sum of doubles, rounded once when it is read.
 *
 * <p>The sum is held as a fixed-point integer in units of 2<sup>-1074</sup>, in limbs of 32 bits
 * that are stored in 64, so that carries can wait (a small superaccumulator after Neal 2015, <a
 * href="https://arxiv.org/abs/1505.05571">arXiv:1505.05571</a>). Adding is free of order; merging
 * is associative and commutative; {@link #value()} is the double nearest to the true sum, ties to
 * even: the value of Python's {@code math.fsum}.
 *
 * <p>Infinite and undefined terms are remembered apart: a sum with NaN, or with both infinities, is
 * NaN; a sum with one kind of infinity is that infinity. An empty sum is 0. A finite sum beyond the
 * double range is infinite. Not thread-safe.
 */
public final class ExactSum {
  private static final byte VERSION = 1;
  private static final int LIMB_BITS = 32;
  private static final long LIMB_MASK = 0xFFFF_FFFFL;
  private static final int MANTISSA_BITS = 53;

  /** 2098 bits of doubles, and 78 more for carries: enough for 2^77 terms of the largest double. */
  private static final int LIMBS = 68;

  /** A limb takes 2^30 deposits below 2^32 each before it could overflow 63 bits. */
  private static final int MAX_DEPOSITS = 1 << 30;

  private static final int NAN = 1;
  private static final int POSITIVE_INFINITY = 2;
  private static final int NEGATIVE_INFINITY = 4;

  private final long[] limbs = new long[LIMBS];
  private int deposits;
  private int special;

  /** Sets the sum to 0. */
  public void reset() {
    Arrays.fill(limbs, 0);
    deposits = 0;
    special = 0;
  }

  /** Adds a term. */
  public void add(double term) {
    long bits = Double.doubleToRawLongBits(term);
    int exponent = (int) (bits >>> 52) & 0x7FF;
    long mantissa = bits & 0xF_FFFF_FFFF_FFFFL;
    if (exponent == 0x7FF) {
      special |= mantissa != 0 ? NAN : bits < 0 ? NEGATIVE_INFINITY : POSITIVE_INFINITY;
      return;
    }
    int shift = 0;
    if (exponent != 0) {
      mantissa |= 1L << 52;
      shift = exponent - 1;
    } else if (mantissa == 0) {
      return;
    }
    if (deposits == MAX_DEPOSITS) {
      carry();
    }
    deposits++;
    int limb = shift >>> 5;
    int offset = shift & 31;
    long low = mantissa << offset;
    long high = offset == 0 ? 0 : mantissa >>> (64 - offset);
    if (bits < 0) {
      limbs[limb] -= low & LIMB_MASK;
      limbs[limb + 1] -= low >>> LIMB_BITS;
      limbs[limb + 2] -= high;
    } else {
      limbs[limb] += low & LIMB_MASK;
      limbs[limb + 1] += low >>> LIMB_BITS;
      limbs[limb + 2] += high;
    }
  }

  /** Adds the terms of another sum, which keeps its value. */
  public void merge(ExactSum other) {
    carry();
    other.carry();
    for (int i = 0; i < LIMBS; i++) {
      limbs[i] += other.limbs[i];
    }
    deposits = 2;
    special |= other.special;
  }

  /** Brings all limbs but the last into [0, 2^32); the last one carries the sign. */
  private void carry() {
    long carry = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      long limb = limbs[i] + carry;
      limbs[i] = limb & LIMB_MASK;
      carry = limb >> LIMB_BITS;
    }
    limbs[LIMBS - 1] += carry;
    deposits = 1;
  }

  /** The sum, rounded to the nearest double, ties to even. */
  public double value() {
    if (special != 0) {
      return specialValue();
    }
    carry();
    boolean negative = limbs[LIMBS - 1] < 0;
    if (!negative) {
      return round(limbs);
    }
    long[] magnitude = new long[LIMBS];
    long borrow = 0;
    for (int i = 0; i < LIMBS - 1; i++) {
      long limb = borrow - limbs[i];
      magnitude[i] = limb & LIMB_MASK;
      borrow = limb >> LIMB_BITS;
    }
    magnitude[LIMBS - 1] = borrow - limbs[LIMBS - 1];
    return -round(magnitude);
  }

  private double specialValue() {
    return switch (special) {
      case POSITIVE_INFINITY -> Double.POSITIVE_INFINITY;
      case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** Rounds a nonnegative number whose limbs are all carried. */
  private static double round(long[] limbs) {
    int top = LIMBS - 1;
    while (top >= 0 && limbs[top] == 0) {
      top--;
    }
    if (top < 0) {
      return 0d;
    }
    int topBit = top * LIMB_BITS + 63 - Long.numberOfLeadingZeros(limbs[top]);
    if (topBit < MANTISSA_BITS) {
      return (limbs[0] | limbs[1] << LIMB_BITS) * Double.MIN_VALUE;
    }
    int lowestKept = topBit - MANTISSA_BITS + 1;
    long mantissa = bits(limbs, lowestKept);
    int half = lowestKept - 1;
    boolean roundBit = (limbs[half >>> 5] >>> (half & 31) & 1) != 0;
    if (roundBit && ((mantissa & 1) != 0 || anyBelow(limbs, half))) {
      mantissa++;
    }
    // A mantissa that rounds up to 2^53 is exact as a double, so that scaling handles the carry.
    return Math.scalb((double) mantissa, lowestKept - 1074);
  }

  /** The 53 bits from a position up. */
  private static long bits(long[] limbs, int from) {
    int limb = from >>> 5;
    int offset = from & 31;
    long low = limbs[limb] >>> offset;
    long mid = limb + 1 < LIMBS ? limbs[limb + 1] << (LIMB_BITS - offset) : 0;
    long high = limb + 2 < LIMBS && offset != 0 ? limbs[limb + 2] << (2 * LIMB_BITS - offset) : 0;
    return (low | mid | high) & ((1L << MANTISSA_BITS) - 1);
  }

  private static boolean anyBelow(long[] limbs, int position) {
    int limb = position >>> 5;
    if ((limbs[limb] & ((1L << (position & 31)) - 1)) != 0) {
      return true;
    }
    for (int i = 0; i < limb; i++) {
      if (limbs[i] != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * The state in its versioned form: version, flags of special terms, index of the first limb,
   * number of limbs, then the limbs, low ones first: 32 bits each, and 64 for the last limb of all.
   * Limbs that are zero at both ends are left out. Equal sums have equal bytes.
   */
  public byte[] toBytes() {
    ByteWriter target = new ByteWriter(VERSION);
    writeLimbs(target);
    return target.toBytes();
  }

  /** Writes the versioned form. */
  public void write(ByteWriter target) {
    target.writeByte(VERSION);
    writeLimbs(target);
  }

  private void writeLimbs(ByteWriter target) {
    carry();
    int first = first();
    int last = last();
    target.writeByte(special);
    target.writeByte(first);
    target.writeByte(last - first + 1);
    for (int i = first; i <= last; i++) {
      if (i == LIMBS - 1) {
        target.writeLong(limbs[i]);
      } else {
        target.writeInt((int) limbs[i]);
      }
    }
  }

  private int first() {
    int first = 0;
    while (first < LIMBS && limbs[first] == 0) {
      first++;
    }
    return first == LIMBS ? 0 : first;
  }

  private int last() {
    int last = LIMBS - 1;
    while (last >= 0 && limbs[last] == 0) {
      last--;
    }
    return last;
  }

  /**
   * Reads the versioned form.
   *
   * @throws IllegalArgumentException where the bytes are not one
   */
  public static ExactSum read(ByteReader source) {
    source.readVersion("an exact sum", VERSION);
    return readLimbs(source);
  }

  private static ExactSum readLimbs(ByteReader source) {
    int special = source.readByte("special terms");
    if (special > (NAN | POSITIVE_INFINITY | NEGATIVE_INFINITY)) {
      throw source.corrupt("special terms", "flags in [0, 8)", special);
    }
    int first = source.readByte("first limb");
    int count = source.readByte("limbs");
    if (first + count > LIMBS) {
      throw source.corrupt("limbs", LIMBS + " at most with the first", first + count);
    }
    ExactSum sum = new ExactSum();
    sum.special = special;
    sum.deposits = 1;
    for (int i = first; i < first + count; i++) {
      sum.limbs[i] =
          i == LIMBS - 1 ? source.readLong("last limb") : source.readInt("limb") & LIMB_MASK;
    }
    return sum;
  }

  /**
   * Reads the versioned form from an array that holds nothing else.
   *
   * @throws IllegalArgumentException where the bytes are not one
   */
  public static ExactSum fromBytes(byte[] bytes) {
    ByteReader source = new ByteReader("an exact sum", VERSION, bytes);
    ExactSum sum = readLimbs(source);
    source.end();
    return sum;
  }
}
