package io.github.focalaudit.format;

import io.github.focalaudit.storage.RangeReader;
import java.io.EOFException;
import java.io.IOException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A file, or the part of one that a location names, whose first bytes were read once and are not
 * read again, so that header and body of an image make one sequential pass. Positions count from
 * the start of the part. Used by one thread.
 */
public final class FileHead {
  /** Bytes read at first. Headers are shorter, as a rule. */
  static final int BYTES = 4096;

  private final RangeReader file;
  private final Location wanted;
  private final Location location;
  private final long length;
  private final byte[] head;

  /**
   * @throws BadInputException {@code TRUNCATED} where the file ends before the part does
   */
  FileHead(RangeReader file, Location wanted) throws IOException {
    this.file = file;
    this.wanted = wanted;
    this.location = wanted.withMember(null);
    long left = file.length() - wanted.offset();
    if (left < Math.max(0, wanted.length())) {
      throw location.fault(
          ReasonCode.TRUNCATED, "the file ended before, at " + file.length() + " bytes");
    }
    this.length = wanted.length() == Location.TO_END ? left : wanted.length();
    this.head = new byte[(int) Math.min(BYTES, length)];
    readFile(0, head, 0, head.length);
  }

  public String path() {
    return location.path();
  }

  /** The file or its part, without a member, for errors. */
  public Location location() {
    return location;
  }

  /** The wanted array of an archive; null for the only one. */
  public @Nullable String member() {
    return wanted.member();
  }

  /** Bytes of the file or its part. */
  public long length() {
    return length;
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
      if (length > this.length - position) {
        throw location.fault(
            ReasonCode.TRUNCATED, position, length + " bytes expected, the file ended before");
      }
      readFile(position + known, target, offset + known, length - known);
    }
  }

  private void readFile(long position, byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    try {
      file.readFully(location.offset() + position, target, offset, length);
    } catch (EOFException e) {
      BadInputException fault =
          location.fault(
              ReasonCode.TRUNCATED, position, length + " bytes expected, the file ended before");
      fault.initCause(e);
      throw fault;
    }
  }
}
