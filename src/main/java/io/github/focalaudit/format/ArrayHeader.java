package io.github.focalaudit.format;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/** Type, byte order, dimension order and sizes of a stored array. Immutable. */
public final class ArrayHeader {
  private final ElementType type;
  private final boolean bigEndian;
  private final boolean fortran;
  private final long[] dims;
  private final long byteLength;

  /**
   * @throws ArithmeticException where the bytes of the array are more than a long counts
   */
  public ArrayHeader(ElementType type, boolean bigEndian, boolean fortran, long... dims) {
    this.type = type;
    this.bigEndian = bigEndian;
    this.fortran = fortran;
    this.dims = dims.clone();
    long bytes = Arrays.stream(dims).anyMatch(size -> size == 0) ? 0 : type.byteLength();
    for (long size : dims) {
      bytes = Math.multiplyExact(bytes, size);
    }
    this.byteLength = bytes;
  }

  public ElementType type() {
    return type;
  }

  boolean bigEndian() {
    return bigEndian;
  }

  boolean fortran() {
    return fortran;
  }

  int dimensions() {
    return dims.length;
  }

  public long size(int axis) {
    return dims[axis];
  }

  /** Bytes of all elements. */
  public long byteLength() {
    return byteLength;
  }

  /** The same without dimensions of size 1, which leaves every element where it is. */
  ArrayHeader without(BitSet axes) {
    long[] left =
        IntStream.range(0, dims.length)
            .filter(axis -> !axes.get(axis))
            .mapToLong(axis -> dims[axis])
            .toArray();
    return new ArrayHeader(type, bigEndian, fortran, left);
  }

  /** Elements between neighbours along each axis. */
  long[] strides() {
    long[] strides = new long[dims.length];
    long step = 1;
    for (int i = 0; i < dims.length; i++) {
      int axis = fortran ? i : dims.length - 1 - i;
      strides[axis] = step;
      step *= dims[axis];
    }
    return strides;
  }

  /** Such as {@code [21, 512, 512]}. */
  public String shapeText() {
    return Arrays.toString(dims);
  }
}
