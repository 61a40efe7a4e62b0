package io.github.focalaudit.dataset;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Collects the pixel data of a PNG: one zlib stream, cut into chunks anywhere. */
final class PngInflater implements AutoCloseable {
  private final Inflater inflater;
  private final byte[] target;
  private final int expected;
  private final Origin origin;
  private int produced;

  /**
   * @param inflater reset
   * @param target where the data goes
   * @param expected how much there has to be
   */
  PngInflater(Inflater inflater, byte[] target, int expected, Origin origin) {
    this.inflater = inflater;
    this.target = target;
    this.expected = expected;
    this.origin = origin;
  }

  /** Adds the data of one chunk. */
  void add(byte[] source, int offset, int length) throws BadInputException {
    inflater.setInput(source, offset, length);
    try {
      while (produced < expected) {
        int got = inflater.inflate(target, produced, expected - produced);
        if (got == 0) {
          break;
        }
        produced += got;
      }
      byte[] beyond = new byte[1];
      // Also takes in the checksum that follows the last byte.
      if (produced == expected && inflater.inflate(beyond) > 0) {
        throw origin.fault(
            ReasonCode.MALFORMED, offset, "too much pixel data: " + expected + " bytes expected");
      }
    } catch (DataFormatException e) {
      BadInputException fault =
          origin.fault(ReasonCode.MALFORMED, offset, "zlib stream is broken: " + e.getMessage());
      fault.initCause(e);
      throw fault;
    }
    boolean stuck =
        inflater.needsDictionary() || (inflater.finished() && inflater.getRemaining() > 0);
    if (stuck) {
      throw origin.fault(
          ReasonCode.MALFORMED,
          offset,
          inflater.needsDictionary()
              ? "zlib stream asks for a dictionary"
              : "zlib stream ends " + inflater.getRemaining() + " bytes before its chunk");
    }
  }

  /** Checks that everything was there. */
  void finish(int offset) throws BadInputException {
    if (produced < expected || !inflater.finished()) {
      throw origin.fault(
          ReasonCode.TRUNCATED,
          offset,
          "not enough pixel data: expected " + expected + " bytes, got " + produced);
    }
  }

  /** Lets go of the input. */
  @Override
  public void close() {
    inflater.reset();
  }
}
