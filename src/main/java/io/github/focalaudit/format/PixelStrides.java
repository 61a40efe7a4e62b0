package io.github.focalaudit.format;

/**
 * Where the elements of one image lie in an array, in elements: element (c, pixel) is at {@code
 * base + c * classStride + sum over axes of coordinate * spatialStride}. Immutable.
 */
final class PixelStrides {
  /** How pixels follow each other. */
  enum Order {
    /** Pixels of one class are neighbours, row by row. */
    PLANAR,
    /** Classes of one pixel are neighbours, and so are pixels, row by row. */
    INTERLEAVED,
    /** Any other: Fortran order, as a rule. */
    STRIDED
  }

  private final ScoreShape shape;
  private final int batchCount;
  private final long base;
  private final long classStride;
  private final long[] spatialStrides;
  private final Order order;

  /**
   * @param batchAxis axis of the images of a batch, or -1
   * @param classAxis axis of the classes, or -1
   * @param batchIndex which image of the batch; ignored without one
   */
  PixelStrides(ArrayHeader array, Location location, int batchAxis, int classAxis, int batchIndex)
      throws BadInputException {
    int spatialCount = array.dimensions() - (batchAxis < 0 ? 0 : 1) - (classAxis < 0 ? 0 : 1);
    int[] spatial = new int[spatialCount];
    long[] strides = array.strides();
    spatialStrides = new long[spatialCount];
    int next = 0;
    for (int axis = 0; axis < array.dimensions(); axis++) {
      int size = size(array, axis, location);
      if (axis != batchAxis && axis != classAxis) {
        spatial[next] = size;
        spatialStrides[next++] = strides[axis];
      }
    }
    shape = new ScoreShape(classAxis < 0 ? 1 : (int) array.size(classAxis), spatial);
    classStride = classAxis < 0 ? 0 : strides[classAxis];
    batchCount = batchAxis < 0 ? 1 : (int) array.size(batchAxis);
    if (batchIndex >= batchCount) {
      throw location.fault(
          ReasonCode.SHAPE_MISMATCH,
          "image " + batchIndex + " of a batch expected, shape is " + array.shapeText());
    }
    base = batchAxis < 0 ? 0 : batchIndex * strides[batchAxis];
    order =
        rowMajor(1)
            ? Order.PLANAR
            : classStride == 1 && rowMajor(shape.classes()) ? Order.INTERLEAVED : Order.STRIDED;
  }

  private static int size(ArrayHeader array, int axis, Location location) throws BadInputException {
    long size = array.size(axis);
    if (size == 0) {
      throw location.fault(ReasonCode.EMPTY_ARRAY, "no elements, shape is " + array.shapeText());
    }
    if (size > Integer.MAX_VALUE) {
      throw location.fault(
          ReasonCode.TOO_LARGE, "a size above 2^31 - 1, shape is " + array.shapeText());
    }
    return (int) size;
  }

  /** Whether pixels are this many elements apart, row by row. */
  private boolean rowMajor(long unit) {
    int[] spatial = shape.spatial();
    long expected = unit;
    for (int axis = spatial.length - 1; axis >= 0; axis--) {
      if (spatial[axis] > 1 && spatialStrides[axis] != expected) {
        return false;
      }
      expected *= spatial[axis];
    }
    return true;
  }

  ScoreShape shape() {
    return shape;
  }

  /** Images in the array. */
  int batchCount() {
    return batchCount;
  }

  /** The first element of the image. */
  long base() {
    return base;
  }

  long classStride() {
    return classStride;
  }

  Order order() {
    return order;
  }

  /** Elements between neighbours of a row. */
  long pixelStride() {
    return switch (order) {
      case PLANAR -> 1;
      case INTERLEAVED -> shape.classes();
      case STRIDED -> spatialStrides[spatialStrides.length - 1];
    };
  }

  /** The element of class 0 at a pixel that is given by its coordinates. */
  long element(int... coordinates) {
    long at = base;
    for (int axis = 0; axis < coordinates.length; axis++) {
      at += coordinates[axis] * spatialStrides[axis];
    }
    return at;
  }
}
