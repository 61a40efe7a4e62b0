package io.github.focalaudit.format;

import io.github.focalaudit.storage.RangeReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;

/**
 * A file whose first bytes were read once and are not read again, so that header and body of an
 * image make one sequential pass. Used by one thread.
 */
public final class FileHead {
  /** Bytes read at first. Headers are shorter, as a rule. */
  static final int BYTES = 4096;

  private final RangeReader file;
  private final byte[] head;

  FileHead(RangeReader file) throws IOException {
    this.file = file;
    this.head = new byte[(int) Math.min(BYTES, file.length())];
    readFile(0, head, 0, head.length);
  }

  public String path() {
    return file.path();
  }

  public long length() {
    return file.length();
  }

  /** Whether the file starts with these bytes, given in hexadecimal. */
  boolean startsWith(String magicHex) {
    int length = magicHex.length() / 2;
    return head.length >= length && HexFormat.of().formatHex(head, 0, length).equals(magicHex);
  }

  /** The first bytes, for errors. */
  String hex(int count) {
    return HexFormat.ofDelimiter(" ").formatHex(head, 0, Math.min(count, head.length));
  }

  /**
   * Reads a part of the file.
   *
   * @throws BadInputException {@code TRUNCATED} where the file ends before
   */
  public void read(long position, byte[] target, int offset, int length) throws IOException {
    int known = (int) Math.max(0, Math.min(length, head.length - position));
    if (known > 0) {
      System.arraycopy(head, (int) position, target, offset, known);
    }
    if (known < length) {
      readFile(position + known, target, offset + known, length - known);
    }
  }

  private void readFile(long position, byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    try {
      file.readFully(position, target, offset, length);
    } catch (EOFException e) {
      BadInputException fault =
          new BadInputException(
              ReasonCode.TRUNCATED,
              file.path(),
              "offset " + position + ": " + length + " bytes expected, the file ended before");
      fault.initCause(e);
      throw fault;
    }
  }
}
