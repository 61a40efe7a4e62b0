package io.github.focalaudit.format.png;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import java.util.zip.Adler32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Collects the pixel data of a PNG: one zlib stream (RFC 1950), cut into chunks anywhere. Its frame
 * is read here, because the JVM's Adler-32 is several times as fast as the one inside zlib.
 */
final class PngInflater implements AutoCloseable {
  /** Inflated bytes that are summed up while they are still in the cache. */
  private static final int PIECE_BYTES = 128 << 10;

  private static final int HEADER_BYTES = 2;
  private static final int CHECKSUM_BYTES = 4;
  private static final int DEFLATE = 8;

  /** The largest window is 2^(7 + 8) bytes. */
  private static final int MAX_WINDOW = 7;

  private static final int DICTIONARY = 1 << 5;

  private final Inflater inflater;
  private final Adler32 adler = new Adler32();
  private final byte[] target;
  private final int expected;
  private final Location location;
  private int header;
  private int headerBytes;
  private int checksum;
  private int checksumBytes;
  private int produced;

  /**
   * @param inflater for bare deflate streams, reset
   * @param target where the data goes, with room for one byte more than there has to be
   * @param expected how much there has to be
   */
  PngInflater(Inflater inflater, byte[] target, int expected, Location location) {
    this.inflater = inflater;
    this.target = target;
    this.expected = expected;
    this.location = location;
  }

  /** Adds the data of one chunk. */
  void add(byte[] source, int offset, int length) throws BadInputException {
    int at = offset;
    int end = offset + length;
    while (headerBytes < HEADER_BYTES && at < end) {
      header = header << 8 | (source[at++] & 0xff);
      headerBytes++;
      if (headerBytes == HEADER_BYTES) {
        checkHeader(offset);
      }
    }
    if (at < end && !inflater.finished()) {
      inflater.setInput(source, at, end - at);
      inflate(offset);
      at = end - inflater.getRemaining();
    }
    while (checksumBytes < CHECKSUM_BYTES && at < end) {
      checksum = checksum << 8 | (source[at++] & 0xff);
      checksumBytes++;
      if (checksumBytes == CHECKSUM_BYTES && checksum != (int) adler.getValue()) {
        throw broken(
            offset,
            "incorrect data check: expected %08x, got %08x"
                .formatted(checksum, (int) adler.getValue()));
      }
    }
    if (at < end) {
      throw location.fault(
          ReasonCode.MALFORMED,
          offset,
          "zlib stream ends " + (end - at) + " bytes before its chunk");
    }
  }

  private void checkHeader(int offset) throws BadInputException {
    if (header % 31 != 0) {
      throw broken(offset, headerText("incorrect header check"));
    }
    if ((header >> 8 & 0xf) != DEFLATE) {
      throw broken(offset, headerText("unknown compression method"));
    }
    if (header >> 12 > MAX_WINDOW) {
      throw broken(offset, headerText("invalid window size"));
    }
    if ((header & DICTIONARY) != 0) {
      throw location.fault(ReasonCode.MALFORMED, offset, "zlib stream asks for a dictionary");
    }
  }

  private String headerText(String problem) {
    return "%s, header is %04x".formatted(problem, header);
  }

  /** Takes in all input, or what comes before the checksum. */
  private void inflate(int offset) throws BadInputException {
    try {
      while (true) {
        // The byte too many lets the stream end within the call that gives its last byte.
        int room = Math.min(PIECE_BYTES, expected + 1 - produced);
        int got = inflater.inflate(target, produced, room);
        if (got == 0) {
          return;
        }
        adler.update(target, produced, got);
        produced += got;
        if (produced > expected) {
          throw location.fault(
              ReasonCode.MALFORMED, offset, "too much pixel data: " + expected + " bytes expected");
        }
      }
    } catch (DataFormatException e) {
      BadInputException fault = broken(offset, "" + e.getMessage());
      fault.initCause(e);
      throw fault;
    }
  }

  private BadInputException broken(int offset, String detail) {
    return location.fault(ReasonCode.MALFORMED, offset, "zlib stream is broken: " + detail);
  }

  /** Checks that everything was there. */
  void finish(int offset) throws BadInputException {
    if (produced < expected || checksumBytes < CHECKSUM_BYTES) {
      String text = "not enough pixel data: expected " + expected + " bytes, got " + produced;
      throw location.fault(
          ReasonCode.TRUNCATED,
          offset,
          produced < expected
              ? text
              : text + " and " + checksumBytes + " of the 4 bytes of the checksum");
    }
  }

  /** Lets go of the input. */
  @Override
  public void close() {
    inflater.reset();
  }
}
