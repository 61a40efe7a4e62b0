package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import java.io.IOException;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of one member of a zip archive, in sequence, checked. Used by one thread. */
final class MemberStream implements NpyHeader.Input {
  private static final int STORED = 0;
  private static final int DEFLATED = 8;

  /** Compressed bytes that are read at once. */
  private static final int INPUT_BYTES = 1 << 20;

  /** Inflated bytes that are summed up while they are still in the cache. */
  private static final int PIECE_BYTES = 128 << 10;

  /** Deflate cannot do better than 258 bytes for 2 bits. */
  private static final int MAX_RATIO = 1032;

  private final FileHead file;
  private final Location location;
  private final ZipDirectory.Entry entry;
  private final ScratchBuffers scratch;
  private final Inflater inflater;
  private final CRC32 crc = new CRC32();
  private final long start;
  private long consumed;
  private long produced;

  MemberStream(
      FileHead file,
      Location location,
      ZipDirectory.Entry entry,
      long start,
      ScratchBuffers scratch)
      throws BadInputException {
    this.file = file;
    this.location = location;
    this.entry = entry;
    this.start = start;
    this.scratch = scratch;
    this.inflater = scratch.inflater();
    if (!decodes(entry.method())) {
      throw location.fault(
          ReasonCode.UNSUPPORTED_FORMAT,
          entry.headerOffset(),
          "compression method " + entry.method() + ": expected 0 (stored) or 8 (deflated)");
    }
    boolean possible =
        entry.method() == STORED
            ? entry.bytes() == entry.compressedBytes()
            : entry.bytes() / MAX_RATIO <= entry.compressedBytes();
    if (!possible) {
      throw location.fault(
          ReasonCode.MALFORMED,
          entry.headerOffset(),
          "sizes disagree: " + entry.compressedBytes() + " bytes cannot hold " + entry.bytes());
    }
  }

  @Override
  public long length() {
    return entry.bytes();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int want = Math.min(length - done, PIECE_BYTES);
      int got = piece(target, offset + done, want);
      if (got == 0) {
        break;
      }
      crc.update(target, offset + done, got);
      done += got;
      produced += got;
    }
    return done;
  }

  /** Reads at least one byte, or none at the end. */
  private int piece(byte[] target, int offset, int length) throws IOException {
    if (entry.method() == STORED) {
      int count = (int) Math.min(length, entry.bytes() - produced);
      file.read(start + consumed, target, offset, count);
      consumed += count;
      return count;
    }
    try {
      while (true) {
        int got = inflater.inflate(target, offset, length);
        if (got > 0 || inflater.finished()) {
          return got;
        }
        int count = (int) Math.min(INPUT_BYTES, entry.compressedBytes() - consumed);
        if (count == 0) {
          return 0;
        }
        byte[] input = scratch.input(count);
        file.read(start + consumed, input, 0, count);
        inflater.setInput(input, 0, count);
        consumed += count;
      }
    } catch (DataFormatException e) {
      BadInputException fault =
          location.fault(
              ReasonCode.MALFORMED,
              start + inflater.getBytesRead(),
              "deflate stream is broken: " + e.getMessage());
      fault.initCause(e);
      throw fault;
    }
  }

  /** Checks that the member ends here, with the sizes and the CRC of the directory. */
  void finish() throws IOException {
    byte[] beyond = new byte[1];
    if (read(beyond, 0, 1) > 0) {
      throw location.fault(
          ReasonCode.MALFORMED, start, "inflates to more than " + entry.bytes() + " bytes");
    }
    long used = entry.method() == STORED ? consumed : inflater.getBytesRead();
    boolean ended = entry.method() == STORED || inflater.finished();
    if (!ended || used != entry.compressedBytes() || produced != entry.bytes()) {
      throw location.fault(
          ReasonCode.MALFORMED,
          start + used,
          "expected "
              + entry.compressedBytes()
              + " bytes that give "
              + entry.bytes()
              + ", got "
              + used
              + " that give "
              + produced);
    }
    if (crc.getValue() != entry.crc()) {
      throw location.fault(
          ReasonCode.MALFORMED,
          start,
          "CRC error: expected %08x, got %08x".formatted(entry.crc(), crc.getValue()));
    }
  }

  /** Whether members of a compression method can be read. */
  static boolean decodes(int method) {
    return method == STORED || method == DEFLATED;
  }
}
