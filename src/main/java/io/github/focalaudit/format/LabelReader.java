package io.github.focalaudit.format;

import io.github.focalaudit.storage.RangeReader;
import java.io.Closeable;
import java.io.IOException;

/**
 * The labels of one mask as they are stored, by pixel, before any label map.
 *
 * <p>Reads the {@link Formats} that hold labels, of integers or bool. Masks are [height, width] or
 * [depth, height, width], with the images of a batch, then the classes of a multi-label mask before
 * them. Where the options name the scores, dimensions of size 1 that these do not have are left
 * out.
 *
 * <p>Memory as {@link ScoreReader} has it. Used by one thread.
 */
public final class LabelReader implements Closeable {
  private final ElementType type;
  private final Location location;
  private final ScoreShape shape;
  private final boolean multiLabel;
  private final PixelSource source;
  private final ElementDecoder decoder;

  private LabelReader(ArrayOpening.Opened image, boolean multiLabel) {
    ArrayHeader header = image.body().header();
    this.type = header.type();
    this.location = image.body().location();
    this.source = image.source();
    this.shape = image.shape();
    this.multiLabel = multiLabel;
    this.decoder = new ElementDecoder(type, header.bigEndian(), false);
  }

  /**
   * Opens one mask.
   *
   * @param file the bytes; stays open and belongs to the caller, who closes it after this reader
   * @param options how to read them
   * @param scratch buffers of this task, without another open label reader
   * @throws BadInputException where the content is at fault
   * @throws IOException where the store fails
   */
  public static LabelReader open(RangeReader file, LabelOptions options, ScratchBuffers scratch)
      throws IOException {
    return open(file, options, scratch, ShapeCheck.NONE);
  }

  /** The same where the shape is checked before elements are read or memory is allocated. */
  public static LabelReader open(
      RangeReader file, LabelOptions options, ScratchBuffers scratch, ShapeCheck check)
      throws IOException {
    Location location = options.open().in(file.path());
    return open(
        Formats.standard(), file, location, options, scratch, ArrayOpening.Bands.of(file), check);
  }

  /**
   * The same for an array of other formats, or of a part of the file.
   *
   * @param location the array; decides over the member of the options
   */
  public static LabelReader open(
      Formats formats,
      RangeReader file,
      Location location,
      LabelOptions options,
      ScratchBuffers scratch)
      throws IOException {
    return open(
        formats, file, location, options, scratch, ArrayOpening.Bands.of(file), ShapeCheck.NONE);
  }

  static LabelReader open(
      Formats formats,
      RangeReader file,
      Location location,
      LabelOptions options,
      ScratchBuffers scratch,
      ArrayOpening.Bands bands,
      ShapeCheck check)
      throws IOException {
    ArrayOpening.Opened image =
        opening(formats, options).open(file, location, bands, scratch, check);
    return new LabelReader(image, options.multiLabel());
  }

  private static ArrayOpening opening(Formats formats, LabelOptions options) {
    return new ArrayOpening(
        formats, Content.LABELS, options.open(), body -> MaskAxes.strides(body, options));
  }

  /**
   * Reads only what the header says.
   *
   * @throws BadInputException where the header is at fault; values are not looked at
   */
  public static ImageHeader readHeader(RangeReader file, LabelOptions options) throws IOException {
    return opening(Formats.standard(), options).header(file);
  }

  /**
   * Whether a mask has a plane of 0 and 1 for every class: one dimension more than an image has.
   * One class may do without it, so with one class every mask is taken for such a plane.
   *
   * @param options how to read the mask, with the shape of the scores
   * @param classes number of classes
   * @throws BadInputException where the header is at fault
   */
  public static boolean hasClassPlanes(RangeReader file, LabelOptions options, int classes)
      throws IOException {
    if (classes == 1) {
      return true;
    }
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ArrayHeader header = opening(Formats.standard(), options).body(file, scratch).header();
      return MaskAxes.hasClassPlanes(header, options, classes);
    }
  }

  /**
   * How many masks a file holds.
   *
   * @param options how to read the mask as one of a batch, with the scores
   * @throws BadInputException where the header is at fault, or is not that of a batch
   */
  public static int count(RangeReader file, LabelOptions options) throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ArrayBody body = opening(Formats.standard(), options).body(file, scratch);
      return MaskAxes.count(body, options);
    }
  }

  /** Spatial sizes, and the classes of a multi-label mask, else 1. */
  public ScoreShape shape() {
    return shape;
  }

  /** The stored type: u1 or u2 for PNG. */
  public ElementType elementType() {
    return type;
  }

  /** Bytes of the mask's elements, uncompressed; a byte a pixel for PNG of up to 8 bits. */
  public long bytes() {
    return shape.pixelCount() * shape.classes() * type.byteLength();
  }

  /**
   * From now on only these pixels are read, so that no band holds others.
   *
   * @param from the first, counted row by row from 0
   * @param to where they end
   * @throws IllegalArgumentException for a range outside the image
   */
  public void restrict(long from, long to) {
    if (from < 0 || from >= to || to > shape.pixelCount()) {
      throw new IllegalArgumentException(
          "pixels " + from + " to " + to + " of " + shape.pixelCount());
    }
    source.restrict(from, to);
  }

  /**
   * Reads labels.
   *
   * @param firstPixel counted row by row from 0
   * @param pixelCount how many pixels, at least 1
   * @param target label of pixel {@code firstPixel + i} at i
   * @throws IllegalArgumentException for a range outside the mask, or a multi-label mask
   * @throws BadInputException where a value does not fit in an int, or a bool is neither 0 nor 1
   */
  public void read(long firstPixel, int pixelCount, int[] target) throws IOException {
    if (multiLabel && shape.classes() > 1) {
      throw new IllegalArgumentException("a multi-label mask has no single label a pixel");
    }
    read(firstPixel, pixelCount, target, pixelCount);
  }

  /**
   * Reads the values of every class of a multi-label mask: that of class c at pixel {@code
   * firstPixel + i} goes to {@code target[c * stride + i]}. Other masks count as one class.
   *
   * @param stride at least {@code pixelCount}
   */
  public void read(long firstPixel, int pixelCount, int[] target, int stride) throws IOException {
    int classes = shape.classes();
    boolean inside =
        firstPixel >= 0 && pixelCount >= 1 && firstPixel <= shape.pixelCount() - pixelCount;
    if (!inside || stride < pixelCount || (classes - 1L) * stride + pixelCount > target.length) {
      throw new IllegalArgumentException(
          "pixels "
              + firstPixel
              + " + "
              + pixelCount
              + " of "
              + shape.pixelCount()
              + " into "
              + target.length
              + " values with stride "
              + stride);
    }
    int done = 0;
    while (done < pixelCount) {
      int run = source.require(firstPixel + done, pixelCount - done);
      decoder.attach(source.bytes());
      int step = source.pixelStep();
      for (int c = 0; c < classes; c++) {
        int at = source.at() + c * source.classStep();
        int decoded = decoder.ints(at, step, run, target, c * stride + done);
        if (decoded < run) {
          throw misfit(c, firstPixel + done + decoded, at + decoded * step);
        }
      }
      done += run;
    }
  }

  private BadInputException misfit(int classIndex, long pixel, int at) {
    String position =
        shape.classes() > 1 ? shape.position(classIndex, pixel) : shape.position(pixel);
    return type == ElementType.BOOL
        ? location.fault(
            ReasonCode.MALFORMED, position + ": a bool is 0 or 1, got " + decoder.wholeText(at))
        : location.fault(
            ReasonCode.LABEL_OUT_OF_RANGE,
            position + ": label " + decoder.wholeText(at) + " does not fit in 32 bits");
  }

  /** Leaves the buffers to the next reader. The file stays open. */
  @Override
  public void close() {
    source.release();
  }
}
