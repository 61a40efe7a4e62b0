package io.github.focalaudit.format;

import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RangeReader;
import java.io.IOException;

/**
 * Opens the stored array of a file as an image: what score and label readers have in common.
 *
 * @param formats the formats that a file may have
 * @param content what the array stands for
 * @param options how files are opened
 * @param axes which dimension is which
 */
record ArrayOpening(Formats formats, Content content, OpenOptions options, Axes axes) {
  /** Tells the dimensions of an array apart. */
  interface Axes {
    /**
     * @throws BadInputException where type or dimensions are not those of such an image
     */
    PixelStrides of(ArrayBody body) throws BadInputException;
  }

  /**
   * How much of an image is read at once.
   *
   * @param sequentialBytes an image of at most so many bytes is read as a whole
   * @param bandBytes most bytes of a band of a larger one
   */
  record Bands(int sequentialBytes, int bandBytes) {
    static Bands of(RangeReader file) {
      return file.jumpsCheaply()
          ? new Bands(PixelSource.LOCAL_BAND_BYTES, PixelSource.LOCAL_BAND_BYTES)
          : new Bands(PixelSource.SEQUENTIAL_BYTES, PixelSource.BAND_BYTES);
    }
  }

  /**
   * An open array and its elements; {@link PixelSource#release} gives the slot back.
   *
   * @param images how many images the array holds
   */
  record Opened(ArrayBody body, ScoreShape shape, int images, PixelSource source) {}

  /** The array that the options name, without its elements. */
  ArrayBody body(RangeReader file, ScratchBuffers scratch) throws IOException {
    return formats.open(file, options.in(file.path()), content, scratch);
  }

  /** Reads only what the header says. */
  ImageHeader header(RangeReader file) throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ArrayBody body = body(file, scratch);
      PixelStrides strides = axes.of(body);
      return new ImageHeader(
          body.header().type(),
          strides.shape(),
          strides.batchCount(),
          body.header().byteLength() / strides.batchCount(),
          PixelSource.ranged(body, strides));
    }
  }

  /**
   * Opens an array, and reads what has to be held as a whole.
   *
   * @param check of the shape, before anything is allocated for it
   */
  Opened open(
      RangeReader file, Location location, Bands bands, ScratchBuffers scratch, ShapeCheck check)
      throws IOException {
    ArrayBody body = formats.open(file, location, content, scratch);
    PixelStrides strides = axes.of(body);
    check.check(strides.shape());
    boolean whole = !PixelSource.ranged(body, strides);
    if (whole) {
      checkLimit(body);
      checkRoom(body, scratch.room(content));
    }
    ScratchBuffers.Slot slot =
        content == Content.SCORES ? scratch.takeScores() : scratch.takeLabels();
    boolean opened = false;
    try {
      PixelSource source = new PixelSource(body, strides, bands, scratch, slot);
      opened = true;
      return new Opened(body, strides.shape(), strides.batchCount(), source);
    } finally {
      if (!opened) {
        slot.release();
      }
    }
  }

  private void checkRoom(ArrayBody body, long room) throws BadInputException {
    long needed = body.wholeBytes();
    if (needed > room) {
      throw body.location()
          .fault(
              ReasonCode.TOO_LARGE,
              "shape "
                  + body.header().shapeText()
                  + " takes "
                  + needed
                  + " bytes of memory as a whole, this task has "
                  + room
                  + " for it; give more memory or fewer cores to a JVM, or write C-order "
                  + formats.rangedSuffixes());
    }
  }

  private void checkLimit(ArrayBody body) throws BadInputException {
    long limit = Math.min(options.wholeLimitBytes(), PixelSource.MAX_BUFFER_BYTES);
    long length = body.header().byteLength();
    if (length > limit) {
      throw body.location()
          .fault(
              ReasonCode.TOO_LARGE,
              length
                  + " bytes have to be held in memory as a whole, at most "
                  + limit
                  + " are allowed ("
                  + Setting.WHOLE_ARRAY_LIMIT
                  + "); C-order "
                  + formats.rangedSuffixes()
                  + " can be read in parts");
    }
  }
}
