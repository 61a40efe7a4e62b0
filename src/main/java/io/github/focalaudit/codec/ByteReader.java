package io.github.focalaudit.codec;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a byte form of {@link ByteWriter}. Every method names the field that it reads, and throws
 * {@link IllegalArgumentException} with the form, the field, the offset, and what was expected and
 * got, where the bytes do not hold it. Nothing is allocated for a length that the bytes cannot
 * hold. Not thread-safe.
 */
public final class ByteReader {
  private static final int LAST_SHIFT = 56;
  private static final char REPLACEMENT = '\uFFFD';

  private final String form;
  private final ByteBuffer bytes;
  private int field;

  /**
   * Reads the version of a form.
   *
   * @param form what the bytes are said to hold, such as "a dataset state", for errors
   * @param version the one that is expected
   */
  public ByteReader(String form, int version, byte[] bytes) {
    this.form = form;
    this.bytes = ByteBuffer.wrap(bytes);
    expect("version", version, readByte("version"));
  }

  /** Reads the version of a form inside this one, and checks it. */
  public void readVersion(String inner, int version) {
    int got = readByte(inner);
    if (got != version) {
      throw corrupt("version of " + inner, Integer.toString(version), got);
    }
  }

  /** The exception for the field that was read last. */
  public IllegalArgumentException corrupt(String name, String expected, Object got) {
    return new IllegalArgumentException(
        "bytes of "
            + form
            + ": "
            + name
            + " at offset "
            + field
            + ": expected "
            + expected
            + ", got "
            + got);
  }

  /** Checks the field that was read last against the one value that fits. */
  public void expect(String name, long expected, long got) {
    if (got != expected) {
      throw corrupt(name, Long.toString(expected), got);
    }
  }

  /** Checks the field that was read last against the one value that fits. */
  public void expect(String name, Object expected, Object got) {
    if (!got.equals(expected)) {
      throw corrupt(name, expected.toString(), got);
    }
  }

  private ByteBuffer next(String name, int byteLength) {
    field = bytes.position();
    if (bytes.remaining() < byteLength) {
      throw corrupt(name, byteLength + " bytes", bytes.remaining() + " before the end");
    }
    return bytes;
  }

  /** A byte, in [0, 255]. */
  public int readByte(String name) {
    return next(name, 1).get() & 0xFF;
  }

  /** A number of 0 or more. */
  public long readNumber(String name) {
    int start = bytes.position();
    long value = 0;
    for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
      int next = readByte(name);
      value |= (long) (next & 0x7F) << shift;
      if (next < 0x80) {
        field = start;
        return value;
      }
    }
    field = start;
    throw corrupt(name, "a number of 9 bytes or fewer", "more");
  }

  /** A number in [0, limit). */
  public int readIndex(String name, int limit) {
    long index = readNumber(name);
    if (index >= limit) {
      throw corrupt(name, "an index in [0, " + limit + ")", index);
    }
    return (int) index;
  }

  /**
   * The number of items of a list.
   *
   * @param leastBytes that an item takes, at least 1
   */
  public int readCount(String name, int leastBytes) {
    long count = readNumber(name);
    int most = bytes.remaining() / leastBytes;
    if (count > most) {
      throw corrupt(name, "at most " + most + " items in the bytes left", count);
    }
    return (int) count;
  }

  public int readInt(String name) {
    return next(name, Integer.BYTES).getInt();
  }

  public long readLong(String name) {
    return next(name, Long.BYTES).getLong();
  }

  public double readDouble(String name) {
    return next(name, Double.BYTES).getDouble();
  }

  public boolean readFlag(String name) {
    int value = readByte(name);
    if (value > 1) {
      throw corrupt(name, "0 or 1", value);
    }
    return value == 1;
  }

  /** A value behind its flag; null where there is none. */
  public @Nullable Double readNullable(String name) {
    return readFlag(name) ? readDouble(name) : null;
  }

  public byte[] readBytes(String name) {
    byte[] value = new byte[readCount(name, 1)];
    bytes.get(value);
    return value;
  }

  public String readText(String name) {
    byte[] value = readBytes(name);
    String text = new String(value, StandardCharsets.UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) {
      try {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value));
      } catch (CharacterCodingException e) {
        throw corrupt(name, "text in UTF-8", "other bytes");
      }
    }
    return text;
  }

  public List<String> readTexts(String name) {
    int count = readCount(name, 1);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(readText(name));
    }
    return texts;
  }

  /** A list of numbers. */
  public long[] readNumbers(String name) {
    long[] values = new long[readCount(name, 1)];
    for (int i = 0; i < values.length; i++) {
      values[i] = readNumber(name);
    }
    return values;
  }

  /** A list of numbers whose length is known. */
  public long[] readNumbers(String name, int length) {
    expect(name, length, readCount(name, 1));
    long[] values = new long[length];
    for (int i = 0; i < length; i++) {
      values[i] = readNumber(name);
    }
    return values;
  }

  /** A list of doubles whose length is known. */
  public double[] readDoubles(String name, int length) {
    expect(name, length, readCount(name, Double.BYTES));
    return doubles(name, length);
  }

  public double[] readDoubles(String name) {
    return doubles(name, readCount(name, Double.BYTES));
  }

  private double[] doubles(String name, int length) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = readDouble(name);
    }
    return values;
  }

  /** Checks that the form ends here. */
  public void end() {
    field = bytes.position();
    if (bytes.hasRemaining()) {
      throw corrupt("end", "no more bytes", bytes.remaining());
    }
  }
}
