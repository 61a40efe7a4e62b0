package io.github.focalaudit.format;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;

/**
 * Bytes to numbers. Positions count elements from the start of the attached bytes. Used by one
 * thread.
 */
public final class ElementDecoder {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  /** Whether there are vectors; without them the results are the same. */
  public static final boolean VECTORS =
      ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();

  private final ElementType type;
  private final boolean bigEndian;
  private final float scale;
  private byte[] bytes = new byte[0];
  private FloatBuffer floatView = FloatBuffer.allocate(0);
  private DoubleBuffer doubleView = DoubleBuffer.allocate(0);

  /**
   * @param probabilities whether u1 and u2 stand for v / 255 and v / 65535
   */
  ElementDecoder(ElementType type, boolean bigEndian, boolean probabilities) {
    this.type = type;
    this.bigEndian = bigEndian;
    this.scale =
        !probabilities ? 1 : type == ElementType.U1 ? 255 : type == ElementType.U2 ? 65535 : 1;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
  }

  /** Says where the elements lie. */
  void attach(byte[] source) {
    if (bytes == source) {
      return;
    }
    bytes = source;
    ByteBuffer buffer =
        ByteBuffer.wrap(source).order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    floatView = buffer.asFloatBuffer();
    doubleView = buffer.asDoubleBuffer();
  }

  /** Decodes neighbours. Only for types that are not {@link ElementType#wide()}. */
  void floats(int at, int count, float[] target, int to) {
    switch (type) {
      case F4 -> floatView.get(at, target, to, count);
      case F2 -> halves(at, count, target, to);
      default -> floats(at, 1, count, target, to);
    }
  }

  private void halves(int at, int count, float[] target, int to) {
    byte[] source = bytes;
    float[] table = HalfFloats.TABLE;
    if (bigEndian) {
      for (int i = 0; i < count; i++) {
        target[to + i] =
            table[Short.reverseBytes((short) SHORT.get(source, 2 * (at + i))) & 0xffff];
      }
    } else {
      int done = VECTORS ? VectorHalves.decode(source, 2 * at, count, target, to) : 0;
      for (int i = done; i < count; i++) {
        target[to + i] = table[(short) SHORT.get(source, 2 * (at + i)) & 0xffff];
      }
    }
  }

  /** Decodes elements that are {@code step} apart. */
  void floats(int at, int step, int count, float[] target, int to) {
    byte[] source = bytes;
    int from = at;
    switch (type) {
      case F2 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = HalfFloats.TABLE[shortAt(source, from) & 0xffff];
        }
      }
      case F4 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = Float.intBitsToFloat(intAt(source, from));
        }
      }
      case I1, BOOL -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = source[from];
        }
      }
      case U1 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = (source[from] & 0xff) / scale;
        }
      }
      case I2 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = shortAt(source, from);
        }
      }
      case U2 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = (shortAt(source, from) & 0xffff) / scale;
        }
      }
      default -> throw new IllegalStateException(type.label() + " does not fit in a float");
    }
  }

  /** Decodes neighbours of any type. */
  void doubles(int at, int count, double[] target, int to) {
    if (type == ElementType.F8) {
      doubleView.get(at, target, to, count);
    } else {
      doubles(at, 1, count, target, to);
    }
  }

  /** Decodes elements of any type that are {@code step} apart. */
  void doubles(int at, int step, int count, double[] target, int to) {
    int from = at;
    for (int i = 0; i < count; i++, from += step) {
      target[to + i] =
          switch (type) {
            case F2 -> HalfFloats.TABLE[shortAt(bytes, from) & 0xffff];
            case F4 -> Float.intBitsToFloat(intAt(bytes, from));
            case F8 -> Double.longBitsToDouble(longAt(bytes, from));
            case U8 -> unsigned(longAt(bytes, from));
            case U1, U2 -> whole(from) / (double) scale;
            default -> whole(from);
          };
    }
  }

  /**
   * Decodes integers that are {@code step} apart.
   *
   * @return how many were decoded: fewer than {@code count} where the next one does not fit in an
   *     int, or is a bool other than 0 and 1
   */
  int ints(int at, int step, int count, int[] target, int to) {
    byte[] source = bytes;
    int from = at;
    switch (type) {
      case U1 -> {
        int done = VECTORS && step == 1 ? VectorMasks.bytes(source, at, count, target, to) : 0;
        from += done * step;
        for (int i = done; i < count; i++, from += step) {
          target[to + i] = source[from] & 0xff;
        }
      }
      case I1 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = source[from];
        }
      }
      case I2 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = shortAt(source, from);
        }
      }
      case U2 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = shortAt(source, from) & 0xffff;
        }
      }
      case I4 -> {
        for (int i = 0; i < count; i++, from += step) {
          target[to + i] = intAt(source, from);
        }
      }
      default -> {
        for (int i = 0; i < count; i++, from += step) {
          long value = whole(from);
          if (value != (int) value || (type == ElementType.BOOL && value > 1)) {
            return i;
          }
          target[to + i] = (int) value;
        }
      }
    }
    return count;
  }

  /** The value of an integer element as text, exact. */
  String wholeText(int at) {
    return type == ElementType.U8 ? Long.toUnsignedString(longAt(bytes, at)) : "" + whole(at);
  }

  /** An integer element; a u8 above the range of a long comes out as {@code Long.MIN_VALUE}. */
  private long whole(int at) {
    return switch (type) {
      case BOOL, U1 -> bytes[at] & 0xff;
      case I1 -> bytes[at];
      case I2 -> shortAt(bytes, at);
      case U2 -> shortAt(bytes, at) & 0xffff;
      case I4 -> intAt(bytes, at);
      case U4 -> intAt(bytes, at) & 0xffffffffL;
      case I8 -> longAt(bytes, at);
      case U8 -> longAt(bytes, at) < 0 ? Long.MIN_VALUE : longAt(bytes, at);
      default -> throw new IllegalStateException(type.label() + " is not an integer type");
    };
  }

  private static double unsigned(long value) {
    // Halving keeps the lowest bit sticky, so that the sum is rounded once.
    return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
  }

  private short shortAt(byte[] source, int at) {
    short value = (short) SHORT.get(source, 2 * at);
    return bigEndian ? Short.reverseBytes(value) : value;
  }

  private int intAt(byte[] source, int at) {
    int value = (int) INT.get(source, 4 * at);
    return bigEndian ? Integer.reverseBytes(value) : value;
  }

  private long longAt(byte[] source, int at) {
    long value = (long) LONG.get(source, 8 * at);
    return bigEndian ? Long.reverseBytes(value) : value;
  }
}
