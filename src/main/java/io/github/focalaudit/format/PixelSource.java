package io.github.focalaudit.format;

import java.io.IOException;

/**
 * The elements of one image in memory, as far as they are needed: all of them, or a band of pixels
 * that moves on. Used by one thread.
 *
 * <p>After {@link #require} the element of class c at the pixel is at {@code at() + c *
 * classStep()} in {@link #bytes()}, and the next {@code run - 1} pixels follow {@code pixelStep()}
 * apart.
 */
final class PixelSource {
  /** An image of at most so many bytes is read at once, sequentially: 32 MiB. */
  static final int SEQUENTIAL_BYTES = 32 << 20;

  /** Most bytes of a band of a larger image, unless 256 pixels take more: 16 MiB. */
  static final int BAND_BYTES = 16 << 20;

  /**
   * Most bytes of a band of a file where jumps are cheap, whatever the size of the image: 2 MiB,
   * which stay in the processor's cache between reading and decoding.
   */
  static final int LOCAL_BAND_BYTES = 2 << 20;

  /** Bands are multiples of this many pixels. */
  static final int BAND_UNIT = 256;

  /** Some bytes less than the largest array that a JVM makes. */
  static final int MAX_BUFFER_BYTES = Integer.MAX_VALUE - 64;

  private final ArrayBody body;
  private final PixelStrides strides;
  private final ScoreShape shape;
  private final int[] spatial;
  private final int elementBytes;
  private final ScratchBuffers.Slot slot;
  private final boolean whole;
  private final int bandPixels;
  private long origin;
  private long limit;
  private byte[] bytes = new byte[0];
  private long firstPixel;
  private int pixels;
  private int at;
  private int classStep;

  /**
   * Decides how much is held, and reads what has to be held as a whole: at most {@link
   * #MAX_BUFFER_BYTES}, which the caller checks.
   */
  PixelSource(
      ArrayBody body,
      PixelStrides strides,
      ArrayOpening.Bands bands,
      ScratchBuffers scratch,
      ScratchBuffers.Slot slot)
      throws IOException {
    this.body = body;
    this.strides = strides;
    this.slot = slot;
    shape = strides.shape();
    spatial = shape.spatial();
    elementBytes = body.header().type().byteLength();
    limit = shape.pixelCount();
    whole = !ranged(body, strides);
    if (whole) {
      bytes = slot.atLeast((int) body.header().byteLength());
      body.readAll(bytes, scratch);
      scratch.trim();
      bandPixels = 0;
    } else {
      bandPixels = bandPixels(bands.sequentialBytes(), bands.bandBytes());
    }
  }

  /** Whether the image can be read in parts. */
  static boolean ranged(ArrayBody body, PixelStrides strides) {
    return body.ranged() && strides.order() != PixelStrides.Order.STRIDED;
  }

  private int bandPixels(int sequentialBytes, int bandBytes) throws BadInputException {
    long pixelBytes = (long) shape.classes() * elementBytes;
    if (shape.pixelCount() <= sequentialBytes / pixelBytes) {
      return (int) shape.pixelCount();
    }
    if (pixelBytes * BAND_UNIT > MAX_BUFFER_BYTES) {
      throw body.location()
          .fault(
              ReasonCode.TOO_LARGE,
              shape.classes() + " classes: " + BAND_UNIT + " pixels do not fit in one buffer");
    }
    long units = Math.max(1, bandBytes / (pixelBytes * BAND_UNIT));
    return (int) Math.min(shape.pixelCount(), units * BAND_UNIT);
  }

  /**
   * From now on only these pixels are asked for: bands start with the first of them, and none
   * reaches beyond the last.
   */
  void restrict(long from, long to) {
    origin = from;
    limit = to;
    pixels = 0;
  }

  /**
   * Makes a pixel available.
   *
   * @param wanted how many pixels are wanted
   * @return how many of them follow at equal steps, at least 1
   */
  int require(long pixel, int wanted) throws IOException {
    if (strides.order() == PixelStrides.Order.STRIDED) {
      return requireStrided(pixel, wanted);
    }
    if (whole) {
      classStep = (int) strides.classStride();
      at = (int) (strides.base() + pixel * strides.pixelStride());
      return wanted;
    }
    if (pixel < firstPixel || pixel >= firstPixel + pixels) {
      if (pixel < origin || pixel >= limit) {
        throw new IllegalArgumentException(
            "pixel " + pixel + ": restricted to " + origin + " to " + limit);
      }
      load(origin + (pixel - origin) / bandPixels * bandPixels);
    }
    int into = (int) (pixel - firstPixel);
    at = into * (int) strides.pixelStride();
    return Math.min(wanted, pixels - into);
  }

  private int requireStrided(long pixel, int wanted) {
    int[] coordinates = new int[spatial.length];
    long rest = pixel;
    for (int axis = spatial.length - 1; axis >= 0; axis--) {
      coordinates[axis] = (int) (rest % spatial[axis]);
      rest /= spatial[axis];
    }
    classStep = (int) strides.classStride();
    at = (int) strides.element(coordinates);
    int last = spatial.length - 1;
    return Math.min(wanted, spatial[last] - coordinates[last]);
  }

  private void load(long first) throws IOException {
    pixels = 0;
    int count = (int) Math.min(bandPixels, limit - first);
    int classes = shape.classes();
    bytes = slot.atLeast((int) Math.min(bandPixels, limit - origin) * classes * elementBytes);
    long base = strides.base() * elementBytes;
    if (strides.order() == PixelStrides.Order.INTERLEAVED) {
      int pixelBytes = classes * elementBytes;
      body.read(base + first * pixelBytes, bytes, 0, count * pixelBytes);
      classStep = 1;
    } else if (count == strides.classStride()) {
      body.read(base, bytes, 0, count * classes * elementBytes);
      classStep = count;
    } else {
      long plane = strides.classStride() * elementBytes;
      int rowBytes = count * elementBytes;
      for (int c = 0; c < classes; c++) {
        body.read(base + c * plane + first * elementBytes, bytes, c * rowBytes, rowBytes);
      }
      classStep = count;
    }
    firstPixel = first;
    pixels = count;
  }

  /**
   * Where elements lie. The same array as long as the reader is open, once a pixel was required.
   */
  byte[] bytes() {
    return bytes;
  }

  /** The element of class 0 at the required pixel. */
  int at() {
    return at;
  }

  /** Elements between classes. */
  int classStep() {
    return classStep;
  }

  /** Elements between pixels. */
  int pixelStep() {
    return (int) strides.pixelStride();
  }

  /** Releases the buffer. */
  void release() {
    slot.release();
  }
}
