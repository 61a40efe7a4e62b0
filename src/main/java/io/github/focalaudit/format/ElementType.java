package io.github.focalaudit.format;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The type of stored elements, named as NumPy names it without the byte order. */
public enum ElementType {
  /** IEEE 754 half precision. */
  F2(2, false),
  /** IEEE 754 single precision. */
  F4(4, false),
  /** IEEE 754 double precision. */
  F8(8, true),
  /** Signed, 8 bits. */
  I1(1, false),
  /** Signed, 16 bits. */
  I2(2, false),
  /** Signed, 32 bits. */
  I4(4, true),
  /** Signed, 64 bits. */
  I8(8, true),
  /** Unsigned, 8 bits. */
  U1(1, false),
  /** Unsigned, 16 bits. */
  U2(2, false),
  /** Unsigned, 32 bits. */
  U4(4, true),
  /** Unsigned, 64 bits. */
  U8(8, true),
  /** One byte, 0 or 1. */
  BOOL(1, false);

  private static final double U1_ROUNDING = 9e-8;
  private static final double U2_ROUNDING = 1.53e-5;

  private final int byteLength;
  private final boolean wide;

  ElementType(int byteLength, boolean wide) {
    this.byteLength = byteLength;
    this.wide = wide;
  }

  /** Bytes of one element. */
  public int byteLength() {
    return byteLength;
  }

  /**
   * Whether a float32 cannot carry every value, so that scores of this type are read as doubles.
   */
  public boolean wide() {
    return wide;
  }

  /**
   * How far a term of the loss may be, relative and by {@code gamma + 1}, because a probability v /
   * 255 or v / 65535 is rounded to float32: 1 - p of 65408 / 65535 is off by 1.53e-5. The largest
   * over all v and gammas, for positive and negative terms; 0 for other types.
   */
  public double probabilityRounding() {
    return this == U1 ? U1_ROUNDING : this == U2 ? U2_ROUNDING : 0;
  }

  /** Whether the elements are floating-point numbers. */
  public boolean floating() {
    return this == F2 || this == F4 || this == F8;
  }

  /** The name that rows and messages carry: {@code f2}, {@code u1}, {@code bool}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type that a NumPy type code without byte order stands for, or null. */
  public static @Nullable ElementType ofCode(String code) {
    if (code.equals("b1")) {
      return BOOL;
    }
    for (ElementType type : values()) {
      if (type != BOOL && type.label().equals(code)) {
        return type;
      }
    }
    return null;
  }

  /** The NumPy type string in little-endian order, such as {@code <f4} or {@code |u1}. */
  public String descr() {
    if (this == BOOL) {
      return "|b1";
    }
    return (byteLength == 1 ? "|" : "<") + label();
  }
}
