package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.TrailingBytes;
import java.io.IOException;

/** A raw NumPy file: any part can be read. */
final class NpyFile implements ArrayBody {
  private final FileHead file;
  private final Location location;
  private final NpyHeader header;

  /**
   * Reads the header and checks that the file is as long as it says.
   *
   * @throws BadInputException where it is not
   */
  NpyFile(FileHead file) throws IOException {
    this.file = file;
    this.location = file.location();
    this.header = NpyHeader.read(new Start(file), location);
    long end = header.byteLength() + header.array().byteLength();
    checkLength(header, Math.min(end, file.length()), location);
    TrailingBytes.check(file, end, "the array", location);
  }

  static void checkLength(NpyHeader header, long length, Location location)
      throws BadInputException {
    long expected = header.array().byteLength();
    long found = length - header.byteLength();
    if (found != expected) {
      throw location.fault(
          found < expected ? ReasonCode.TRUNCATED : ReasonCode.MALFORMED,
          header.byteLength(),
          "shape "
              + header.array().shapeText()
              + " of "
              + header.array().type().label()
              + " takes "
              + expected
              + " bytes, got "
              + found);
    }
  }

  /** Reads from the start, in sequence. */
  private static final class Start implements NpyHeader.Input {
    private final FileHead file;
    private long at;

    Start(FileHead file) {
      this.file = file;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int count = (int) Math.min(length, file.length() - at);
      file.read(at, target, offset, count);
      at += count;
      return count;
    }

    @Override
    public long length() {
      return file.length();
    }
  }

  @Override
  public ArrayHeader header() {
    return header.array();
  }

  @Override
  public Location location() {
    return location;
  }

  @Override
  public boolean ranged() {
    return true;
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) throws IOException {
    file.read(header.byteLength() + position, target, offset, length);
  }

  @Override
  public void readAll(byte[] target, ScratchBuffers scratch) throws IOException {
    read(0, target, 0, Math.toIntExact(header.array().byteLength()));
  }
}
