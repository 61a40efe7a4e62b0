package io.github.focalaudit.format;

import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RangeReader;
import java.io.Closeable;
import java.io.IOException;

/**
 * The scores of one image, by pixel.
 *
 * <p>Reads the {@link Formats} that hold scores, both byte orders, C and Fortran order; f2, f4, f8
 * and i1 to i8 as they are, u1 and u2 as v / 255 and v / 65535 where scores are probabilities.
 *
 * <p>Memory: of a C-order array that can be read by ranges a band of at most 2 MiB is held on a
 * local file system; from other stores an image of up to 32 MiB is read at once, and of a larger
 * one a band of at most 16 MiB is held (more only where 256 pixels take more). Other arrays are
 * held as a whole, up to the limit of the options. Pixels may be asked for in any order; forwards
 * is fast.
 *
 * <p>Used by one thread.
 */
public final class ScoreReader implements Closeable {
  /** Pixels that are transposed at once: a tile stays in the first cache. */
  private static final int TRANSPOSED_PIXELS = 64;

  private final ElementType type;
  private final ScoreShape shape;
  private final int images;
  private final PixelSource source;
  private final ElementDecoder decoder;
  private final ScratchBuffers scratch;
  private final int classes;

  private ScoreReader(ArrayOpening.Opened image, boolean probabilities, ScratchBuffers scratch) {
    ArrayHeader header = image.body().header();
    this.type = header.type();
    this.shape = image.shape();
    this.images = image.images();
    this.source = image.source();
    this.scratch = scratch;
    this.classes = shape.classes();
    this.decoder = new ElementDecoder(type, header.bigEndian(), probabilities);
  }

  /**
   * Opens the scores of one image.
   *
   * @param file the bytes; stays open and belongs to the caller, who closes it after this reader
   * @param options how to read them; a {@link Layout#NCHW} batch needs a batch index
   * @param scratch buffers of this task, without another open score reader
   * @throws BadInputException where the content is at fault
   * @throws IOException where the store fails
   */
  public static ScoreReader open(RangeReader file, ScoreOptions options, ScratchBuffers scratch)
      throws IOException {
    return open(file, options, scratch, ShapeCheck.NONE);
  }

  /** The same where the shape is checked before elements are read or memory is allocated. */
  public static ScoreReader open(
      RangeReader file, ScoreOptions options, ScratchBuffers scratch, ShapeCheck check)
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
  public static ScoreReader open(
      Formats formats,
      RangeReader file,
      Location location,
      ScoreOptions options,
      ScratchBuffers scratch)
      throws IOException {
    return open(
        formats, file, location, options, scratch, ArrayOpening.Bands.of(file), ShapeCheck.NONE);
  }

  static ScoreReader open(
      Formats formats,
      RangeReader file,
      Location location,
      ScoreOptions options,
      ScratchBuffers scratch,
      ArrayOpening.Bands bands,
      ShapeCheck check)
      throws IOException {
    if (options.open().layout() == Layout.NCHW && options.batchIndex() < 0) {
      throw new IllegalArgumentException("layout nchw without a batch index");
    }
    ArrayOpening.Opened image =
        opening(formats, options).open(file, location, bands, scratch, check);
    return new ScoreReader(image, options.probabilities(), scratch);
  }

  private static ArrayOpening opening(Formats formats, ScoreOptions options) {
    return new ArrayOpening(
        formats, Content.SCORES, options.open(), body -> strides(body, options));
  }

  /**
   * Reads only what the header says; a batch index is not needed.
   *
   * @throws BadInputException where the header is at fault; values are not looked at
   */
  public static ImageHeader readHeader(RangeReader file, ScoreOptions options) throws IOException {
    return opening(Formats.standard(), options).header(file);
  }

  private static PixelStrides strides(ArrayBody body, ScoreOptions options)
      throws BadInputException {
    ArrayHeader header = body.header();
    Layout layout = options.open().layout() == null ? Layout.CHW : options.open().layout();
    if (header.dimensions() != layout.dimensions()) {
      String hint =
          options.open().layout() == null && header.dimensions() == 4
              ? "; say " + Setting.LAYOUT + " nchw or cdhw for four dimensions"
              : "";
      throw body.location()
          .fault(
              ReasonCode.SHAPE_MISMATCH,
              "layout "
                  + layout.label()
                  + " has "
                  + layout.dimensions()
                  + " dimensions, shape is "
                  + header.shapeText()
                  + hint);
    }
    checkType(body, options.probabilities());
    int batchAxis = layout == Layout.NCHW ? 0 : -1;
    int classAxis = layout == Layout.HWC ? 2 : layout == Layout.NCHW ? 1 : 0;
    return new PixelStrides(
        header, body.location(), batchAxis, classAxis, Math.max(0, options.batchIndex()));
  }

  private static void checkType(ArrayBody body, boolean probabilities) throws BadInputException {
    ElementType type = body.header().type();
    boolean integerProbability = type == ElementType.U1 || type == ElementType.U2;
    if (integerProbability && !probabilities) {
      throw body.location()
          .fault(
              ReasonCode.UNSUPPORTED_DTYPE,
              type.label()
                  + " scores stand for probabilities (v / "
                  + (type == ElementType.U1 ? 255 : 65535)
                  + "): say "
                  + Setting.ACTIVATION
                  + " none if they are");
    }
    if (type == ElementType.U4 || type == ElementType.U8 || type == ElementType.BOOL) {
      throw body.location()
          .fault(
              ReasonCode.UNSUPPORTED_DTYPE,
              type.label() + " is no type of scores: expected f2, f4, f8, i1 to i8, u1 or u2");
    }
  }

  /** Classes and spatial sizes. */
  public ScoreShape shape() {
    return shape;
  }

  /** How many images the array holds: 1 unless it is a batch. */
  public int images() {
    return images;
  }

  /** The stored type; of {@link ElementType#wide()} types doubles are read. */
  public ElementType elementType() {
    return type;
  }

  /** Bytes of the image's elements, uncompressed. */
  public long bytes() {
    return shape.pixelCount() * classes * type.byteLength();
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
   * Reads scores as floats: that of class c at pixel {@code firstPixel + i} goes to {@code target[c
   * * stride + i]}.
   *
   * @param firstPixel counted row by row from 0
   * @param pixelCount how many pixels, at least 1
   * @param target values not written keep what they had
   * @param stride at least {@code pixelCount}
   * @throws IllegalArgumentException for a range outside the image, or a wide type
   * @throws BadInputException where the file ends before
   */
  public void read(long firstPixel, int pixelCount, float[] target, int stride) throws IOException {
    if (type.wide()) {
      throw new IllegalArgumentException(type.label() + " scores have to be read as doubles");
    }
    checkRange(firstPixel, pixelCount, target.length, stride);
    int done = 0;
    while (done < pixelCount) {
      int run = source.require(firstPixel + done, pixelCount - done);
      decoder.attach(source.bytes());
      int pixelStep = source.pixelStep();
      if (pixelStep == 1) {
        for (int c = 0; c < classes; c++) {
          decoder.floats(source.at() + c * source.classStep(), run, target, c * stride + done);
        }
      } else if (source.classStep() == 1 && pixelStep == classes) {
        transpose(run, target, stride, done);
      } else {
        for (int c = 0; c < classes; c++) {
          int at = source.at() + c * source.classStep();
          decoder.floats(at, pixelStep, run, target, c * stride + done);
        }
      }
      done += run;
    }
  }

  private void transpose(int run, float[] target, int stride, int to) {
    float[] tile = scratch.floats(TRANSPOSED_PIXELS * classes);
    for (int first = 0; first < run; first += TRANSPOSED_PIXELS) {
      int count = Math.min(TRANSPOSED_PIXELS, run - first);
      decoder.floats(source.at() + first * classes, count * classes, tile, 0);
      for (int c = 0; c < classes; c++) {
        int row = c * stride + to + first;
        for (int i = 0, from = c; i < count; i++, from += classes) {
          target[row + i] = tile[from];
        }
      }
    }
  }

  /**
   * Reads scores as doubles, of any type; else as {@link #read(long, int, float[], int)}.
   *
   * <p>i8 values beyond 2^53 are rounded to nearest even.
   */
  public void read(long firstPixel, int pixelCount, double[] target, int stride)
      throws IOException {
    checkRange(firstPixel, pixelCount, target.length, stride);
    int done = 0;
    while (done < pixelCount) {
      int run = source.require(firstPixel + done, pixelCount - done);
      decoder.attach(source.bytes());
      int pixelStep = source.pixelStep();
      for (int c = 0; c < classes; c++) {
        int at = source.at() + c * source.classStep();
        if (pixelStep == 1) {
          decoder.doubles(at, run, target, c * stride + done);
        } else {
          decoder.doubles(at, pixelStep, run, target, c * stride + done);
        }
      }
      done += run;
    }
  }

  private void checkRange(long firstPixel, int pixelCount, int length, int stride) {
    boolean inside =
        firstPixel >= 0 && pixelCount >= 1 && firstPixel <= shape.pixelCount() - pixelCount;
    if (!inside || stride < pixelCount || (classes - 1L) * stride + pixelCount > length) {
      throw new IllegalArgumentException(
          "pixels "
              + firstPixel
              + " + "
              + pixelCount
              + " of "
              + shape.pixelCount()
              + " into "
              + length
              + " values with stride "
              + stride);
    }
  }

  /** Leaves the buffers to the next reader. The file stays open. */
  @Override
  public void close() {
    source.release();
  }
}
