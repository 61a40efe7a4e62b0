package io.github.focalaudit.format;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An array decoded one byte at a time, straight from the description of the format: the oracle for
 * the readers. Elements are kept as their bits, in row-major order.
 */
public final class SlowArray {
  final String code;
  final int[] dims;
  final long[] bits;

  /** {@code code} is a NumPy type code without byte order, such as {@code f4}. */
  public SlowArray(String code, int[] dims, long[] bits) {
    this.code = code;
    this.dims = dims;
    this.bits = bits;
  }

  /** Decodes the values of an array. */
  public static SlowArray decode(
      String code, boolean bigEndian, boolean fortran, int[] dims, byte[] body) {
    int size = Integer.parseInt(code.substring(1));
    long[] bits = new long[count(dims)];
    for (int at = 0; at < bits.length; at++) {
      int from = storedIndex(at, dims, fortran) * size;
      for (int k = 0; k < size; k++) {
        int shift = 8 * (bigEndian ? size - 1 - k : k);
        bits[at] |= (body[from + k] & 0xffL) << shift;
      }
    }
    return new SlowArray(code, dims, bits);
  }

  /** The array as a file, with the header that NumPy would write. */
  public byte[] npy(boolean bigEndian, boolean fortran) {
    int size = size();
    byte[] body = new byte[bits.length * size];
    for (int at = 0; at < bits.length; at++) {
      int to = storedIndex(at, dims, fortran) * size;
      for (int k = 0; k < size; k++) {
        body[to + k] = (byte) (bits[at] >>> (8 * (bigEndian ? size - 1 - k : k)));
      }
    }
    String order = size == 1 ? "|" : bigEndian ? ">" : "<";
    String shape =
        Arrays.toString(dims).replace("[", "(").replace("]", dims.length == 1 ? ",)" : ")");
    return npy(
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }"
            .formatted(order + code, fortran ? "True" : "False", shape),
        body);
  }

  /** A version 1.0 file of a header and a body. */
  public static byte[] npy(String header, byte[] body) {
    byte[] text =
        (header + " ".repeat(63 - (10 + header.length()) % 64) + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(text.length & 0xff);
    out.write(text.length >>> 8);
    out.writeBytes(text);
    out.writeBytes(body);
    return out.toByteArray();
  }

  public static int count(int[] dims) {
    return Arrays.stream(dims).reduce(1, (a, b) -> a * b);
  }

  public int size() {
    return Integer.parseInt(code.substring(1));
  }

  /** Where the element with a row-major index is stored. */
  private static int storedIndex(int rowMajor, int[] dims, boolean fortran) {
    if (!fortran) {
      return rowMajor;
    }
    int[] coordinates = new int[dims.length];
    int rest = rowMajor;
    for (int axis = dims.length - 1; axis >= 0; axis--) {
      coordinates[axis] = rest % dims[axis];
      rest /= dims[axis];
    }
    int at = 0;
    int step = 1;
    for (int axis = 0; axis < dims.length; axis++) {
      at += coordinates[axis] * step;
      step *= dims[axis];
    }
    return at;
  }

  public int index(int... coordinates) {
    int at = 0;
    for (int axis = 0; axis < dims.length; axis++) {
      at = at * dims[axis] + coordinates[axis];
    }
    return at;
  }

  /** SHA-256 of the values in row-major order, little-endian. */
  public String sha256() {
    byte[] body = new byte[bits.length * size()];
    for (int at = 0; at < bits.length; at++) {
      for (int k = 0; k < size(); k++) {
        body[at * size() + k] = (byte) (bits[at] >>> (8 * k));
      }
    }
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The value of an element as a double. */
  public double value(int at) {
    return switch (code) {
      case "f2" -> half((int) bits[at]);
      case "f4" -> Float.intBitsToFloat((int) bits[at]);
      case "f8" -> Double.longBitsToDouble(bits[at]);
      default -> whole(at).doubleValue();
    };
  }

  /** The value of an integer element. */
  public BigInteger whole(int at) {
    BigInteger value = new BigInteger(Long.toUnsignedString(bits[at]));
    boolean negative = code.startsWith("i") && value.testBit(8 * size() - 1);
    return negative ? value.subtract(BigInteger.ONE.shiftLeft(8 * size())) : value;
  }

  /** IEEE 754: sign, 5 bits of exponent, 10 of fraction. */
  public static double half(int bits) {
    int exponent = (bits >> 10) & 31;
    double fraction = bits & 1023;
    double magnitude =
        exponent == 31
            ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
            : exponent == 0
                ? fraction / 1024 * StrictMath.pow(2, -14)
                : (1 + fraction / 1024) * StrictMath.pow(2, exponent - 15);
    return (bits & 0x8000) == 0 ? magnitude : -magnitude;
  }
}
