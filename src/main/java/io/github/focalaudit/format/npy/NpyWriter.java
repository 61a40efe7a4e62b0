package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.HalfFloats;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes arrays as NumPy's {@code .npy}, format version 1.0, little-endian, C order. The stream is
 * left open. Thread-safe: no state.
 */
public final class NpyWriter {
  private static final int CHUNK_ELEMENTS = 8192;

  private NpyWriter() {}

  /**
   * Writes floating-point values.
   *
   * @param type f2 (rounded to nearest even), f4 or f8
   * @param dims sizes, outermost first
   * @param values row-major, as many as the sizes say
   * @throws IllegalArgumentException where the type or the number of values does not fit
   */
  public static void write(OutputStream out, ElementType type, int[] dims, float[] values)
      throws IOException {
    write(out, type, dims, values.length, (buffer, at) -> putFloating(buffer, type, values[at]));
  }

  /** The same for doubles; to f4 they are rounded to nearest even. */
  public static void write(OutputStream out, ElementType type, int[] dims, double[] values)
      throws IOException {
    write(out, type, dims, values.length, (buffer, at) -> putFloating(buffer, type, values[at]));
  }

  /**
   * Writes integers.
   *
   * @param type an integer type or bool
   * @param dims sizes, outermost first
   * @param values row-major, as many as the sizes say, each in the range of the type
   * @throws IllegalArgumentException where type, number or range does not fit
   */
  public static void write(OutputStream out, ElementType type, int[] dims, int[] values)
      throws IOException {
    write(out, type, dims, values.length, (buffer, at) -> putInteger(buffer, type, values[at]));
  }

  /** Puts one element into a buffer. */
  private interface Encoder {
    void put(ByteBuffer buffer, int index);
  }

  private static void write(
      OutputStream out, ElementType type, int[] dims, int count, Encoder encoder)
      throws IOException {
    long expected = Arrays.stream(dims).asLongStream().reduce(1, Math::multiplyExact);
    if (expected != count) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(dims) + " needs " + expected + " values, got " + count);
    }
    out.write(header(type, dims));
    ByteBuffer buffer =
        ByteBuffer.allocate(CHUNK_ELEMENTS * type.byteLength()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < count; at++) {
      encoder.put(buffer, at);
      if (!buffer.hasRemaining() || at == count - 1) {
        out.write(buffer.array(), 0, buffer.position());
        buffer.clear();
      }
    }
  }

  /** The preamble and header, padded so that the values start at a multiple of 64 bytes. */
  public static byte[] header(ElementType type, int... dims) {
    StringBuilder shape = new StringBuilder();
    for (int size : dims) {
      shape.append(shape.length() == 0 ? "" : ", ").append(size);
    }
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(type.descr(), shape, dims.length == 1 ? "," : "");
    int length = (10 + text.length() + 1 + 63) / 64 * 64 - 10;
    ByteBuffer header = ByteBuffer.allocate(10 + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    header.put(
        (text + " ".repeat(length - text.length() - 1) + "\n").getBytes(StandardCharsets.US_ASCII));
    return header.array();
  }

  private static void putFloating(ByteBuffer buffer, ElementType type, double value) {
    switch (type) {
      case F2 -> buffer.putShort(HalfFloats.encode(value));
      case F4 -> buffer.putFloat((float) value);
      case F8 -> buffer.putDouble(value);
      default ->
          throw new IllegalArgumentException(
              "floating-point values do not go into " + type.label());
    }
  }

  private static void putInteger(ByteBuffer buffer, ElementType type, int value) {
    switch (type) {
      case BOOL -> buffer.put((byte) inRange(type, value, 0, 1));
      case I1 -> buffer.put((byte) inRange(type, value, Byte.MIN_VALUE, Byte.MAX_VALUE));
      case U1 -> buffer.put((byte) inRange(type, value, 0, 0xff));
      case I2 -> buffer.putShort((short) inRange(type, value, Short.MIN_VALUE, Short.MAX_VALUE));
      case U2 -> buffer.putShort((short) inRange(type, value, 0, 0xffff));
      case I4 -> buffer.putInt(value);
      case U4 -> buffer.putInt(inRange(type, value, 0, Integer.MAX_VALUE));
      case I8 -> buffer.putLong(value);
      case U8 -> buffer.putLong(inRange(type, value, 0, Integer.MAX_VALUE));
      default -> throw new IllegalArgumentException("integers do not go into " + type.label());
    }
  }

  private static int inRange(ElementType type, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "value out of range of " + type.label() + " [" + least + ", " + most + "]: " + value);
    }
    return value;
  }
}
