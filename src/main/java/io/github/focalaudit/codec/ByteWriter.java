package io.github.focalaudit.codec;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Writes a versioned byte form, field after field; {@link ByteReader} reads it. Not thread-safe.
 *
 * <pre>
 * byte     one byte
 * number   0 or more, as unsigned LEB128, 1 to 9 bytes
 * int      4 bytes, big-endian
 * long     8 bytes, big-endian
 * double   the bits of the double as a long
 * flag     one byte, 0 or 1
 * bytes    number of bytes, the bytes
 * text     bytes in UTF-8
 * list     number of items, the items
 * </pre>
 */
public final class ByteWriter {
  private static final int FIRST_CAPACITY = 256;

  private ByteBuffer bytes = ByteBuffer.allocate(FIRST_CAPACITY);

  /**
   * A form that starts with its version.
   *
   * @param version in [0, 255]
   */
  public ByteWriter(int version) {
    writeByte(version);
  }

  private ByteBuffer room(int more) {
    if (bytes.remaining() < more) {
      int capacity = Math.max(Math.addExact(bytes.position(), more), 2 * bytes.capacity());
      bytes = ByteBuffer.allocate(capacity).put(bytes.flip());
    }
    return bytes;
  }

  /** Writes the low eight bits of a value. */
  public void writeByte(int value) {
    room(1).put((byte) value);
  }

  /**
   * Writes a number in as few bytes as it takes.
   *
   * @throws IllegalArgumentException where it is negative
   */
  public void writeNumber(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("negative number: " + value);
    }
    long rest = value;
    while (rest > 0x7F) {
      writeByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    writeByte((int) rest);
  }

  public void writeInt(int value) {
    room(Integer.BYTES).putInt(value);
  }

  public void writeLong(long value) {
    room(Long.BYTES).putLong(value);
  }

  public void writeDouble(double value) {
    room(Double.BYTES).putDouble(value);
  }

  public void writeFlag(boolean value) {
    writeByte(value ? 1 : 0);
  }

  /** Writes a flag, and the value where there is one. */
  public void writeNullable(@Nullable Double value) {
    writeFlag(value != null);
    if (value != null) {
      writeDouble(value);
    }
  }

  public void writeBytes(byte[] value) {
    writeNumber(value.length);
    room(value.length).put(value);
  }

  public void writeText(String value) {
    writeBytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public void writeTexts(Collection<String> values) {
    writeNumber(values.size());
    values.forEach(this::writeText);
  }

  /** Writes a list of numbers. */
  public void writeNumbers(long[] values) {
    writeNumber(values.length);
    for (long value : values) {
      writeNumber(value);
    }
  }

  public void writeDoubles(double[] values) {
    writeNumber(values.length);
    for (double value : values) {
      writeDouble(value);
    }
  }

  /** The form so far. A copy. */
  public byte[] toBytes() {
    return Arrays.copyOf(bytes.array(), bytes.position());
  }
}
