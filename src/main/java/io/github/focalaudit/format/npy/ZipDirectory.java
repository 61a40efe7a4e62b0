package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.TrailingBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The central directory of a zip archive (APPNOTE 6.3, zip64 included), read strictly. It alone
 * says where members are: local headers of streamed members do not know their sizes. Used by one
 * thread.
 */
public final class ZipDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_SIGNATURE = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int ENTRY_SIGNATURE = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int ZIP64_EXTRA = 1;
  private static final long UNKNOWN = 0xffffffffL;

  /** A directory of more bytes is refused: about a hundred thousand members. */
  private static final int MAX_DIRECTORY_BYTES = 16 << 20;

  /** Longest comment, the end record and the locator of zip64. */
  private static final int MAX_TAIL_BYTES =
      0xffff + END_BYTES + LOCATOR_BYTES + TrailingBytes.ACCEPTED;

  /**
   * One member.
   *
   * @param version of the format that a reader needs, times 10
   * @param headerOffset offset of its local header
   * @param limit offset of what follows the directory's last possible member: the directory
   */
  public record Entry(
      String name,
      int version,
      int flags,
      int method,
      long crc,
      long compressedBytes,
      long bytes,
      long headerOffset,
      long limit) {}

  private final FileHead file;
  private final Location location;

  private ZipDirectory(FileHead file, Location location) {
    this.file = file;
    this.location = location;
  }

  /** All members, in the order of the directory; names are unique. */
  public static List<Entry> read(FileHead file) throws IOException {
    return new ZipDirectory(file, file.location()).entries();
  }

  private List<Entry> entries() throws IOException {
    int tailBytes = (int) Math.min(file.length(), MAX_TAIL_BYTES);
    long tailOffset = file.length() - tailBytes;
    ByteBuffer tail = bytes(tailOffset, tailBytes);
    int end = endRecord(tail);
    long endOffset = tailOffset + end;
    long count = tail.getShort(end + 10) & 0xffff;
    long size = tail.getInt(end + 12) & UNKNOWN;
    long offset = tail.getInt(end + 16) & UNKNOWN;
    boolean split = tail.getInt(end + 4) != 0 || tail.getShort(end + 8) != tail.getShort(end + 10);
    int locator = end - LOCATOR_BYTES;
    if (locator >= 0 && tail.getInt(locator) == LOCATOR_SIGNATURE) {
      endOffset = tail.getLong(locator + 8);
      if (endOffset < 0 || endOffset > tailOffset + locator - END64_BYTES) {
        throw malformed(tailOffset + locator, "zip64 end record at " + endOffset);
      }
      ByteBuffer end64 = bytes(endOffset, END64_BYTES);
      if (end64.getInt(0) != END64_SIGNATURE) {
        throw malformed(endOffset, "no zip64 end record");
      }
      count = end64.getLong(32);
      size = end64.getLong(40);
      offset = end64.getLong(48);
      split = end64.getLong(16) != 0 || end64.getLong(24) != count;
    }
    if (split) {
      throw location.fault(ReasonCode.UNSUPPORTED_FORMAT, endOffset, "archive in several parts");
    }
    if (size < 0 || offset < 0 || size > endOffset || offset != endOffset - size) {
      throw malformed(
          endOffset,
          "central directory of "
              + size
              + " bytes at "
              + offset
              + " does not end where its end"
              + " record starts: bytes before or within the archive?");
    }
    if (size > MAX_DIRECTORY_BYTES) {
      throw location.fault(
          ReasonCode.TOO_LARGE,
          offset,
          "central directory of " + size + " bytes, at most " + MAX_DIRECTORY_BYTES + " expected");
    }
    return entries(bytes(offset, (int) size), offset, count);
  }

  /** The record that ends with the file; else the last one that ends in it. */
  private int endRecord(ByteBuffer tail) throws IOException {
    int last = -1;
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.getInt(at) == END_SIGNATURE) {
        int end = at + END_BYTES + (tail.getShort(at + 20) & 0xffff);
        if (end == tail.limit()) {
          return at;
        }
        last = last < 0 && end < tail.limit() ? at : last;
      }
    }
    if (last >= 0) {
      int end = last + END_BYTES + (tail.getShort(last + 20) & 0xffff);
      TrailingBytes.check(file, file.length() - tail.limit() + end, "the archive", location);
      return last;
    }
    throw location.fault(
        ReasonCode.TRUNCATED,
        file.length(),
        "no central directory at the end of the archive: cut short?");
  }

  private List<Entry> entries(ByteBuffer directory, long offset, long count)
      throws BadInputException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    int at = 0;
    while (at < directory.limit()) {
      long where = offset + at;
      if (directory.limit() - at < ENTRY_BYTES || directory.getInt(at) != ENTRY_SIGNATURE) {
        throw malformed(where, "no entry of the central directory");
      }
      int nameBytes = directory.getShort(at + 28) & 0xffff;
      int extraBytes = directory.getShort(at + 30) & 0xffff;
      int commentBytes = directory.getShort(at + 32) & 0xffff;
      int next = at + ENTRY_BYTES + nameBytes + extraBytes + commentBytes;
      if (next > directory.limit()) {
        throw malformed(where, "entry reaches beyond the central directory");
      }
      Entry entry = entry(directory, at, nameBytes, extraBytes, offset);
      if (!names.add(entry.name())) {
        throw malformed(where, "two members are named " + entry.name());
      }
      entries.add(entry);
      at = next;
    }
    if (entries.size() != count) {
      throw malformed(
          offset, "central directory of " + count + " entries expected, got " + entries.size());
    }
    return entries;
  }

  private Entry entry(ByteBuffer directory, int at, int nameBytes, int extraBytes, long limit)
      throws BadInputException {
    int flags = directory.getShort(at + 8) & 0xffff;
    byte[] name = new byte[nameBytes];
    directory.get(at + ENTRY_BYTES, name);
    long[] sizes = {
      directory.getInt(at + 24) & UNKNOWN,
      directory.getInt(at + 20) & UNKNOWN,
      directory.getInt(at + 42) & UNKNOWN
    };
    ByteBuffer extra = directory.slice(at + ENTRY_BYTES + nameBytes, extraBytes);
    if (!widen(sizes, extra.order(ByteOrder.LITTLE_ENDIAN))) {
      throw malformed(limit + at, "zip64 sizes are missing");
    }
    long compressed = sizes[1];
    long header = sizes[2];
    if (sizes[0] < 0
        || compressed < 0
        || header < 0
        || header > limit
        || compressed > limit - header) {
      throw malformed(
          limit + at,
          "member of " + compressed + " bytes at " + header + ", the directory starts at " + limit);
    }
    return new Entry(
        new String(name, StandardCharsets.UTF_8),
        directory.getShort(at + 6) & 0xff,
        flags,
        directory.getShort(at + 10) & 0xffff,
        directory.getInt(at + 16) & UNKNOWN,
        compressed,
        sizes[0],
        header,
        limit);
  }

  /**
   * Replaces sizes that did not fit in 32 bits by those of the zip64 field, which holds just these
   * in order.
   *
   * @return false where they are not there
   */
  static boolean widen(long[] sizes, ByteBuffer extra) {
    int field = -1;
    int end = 0;
    for (int at = 0; at + 4 <= extra.limit() && field < 0; ) {
      int length = extra.getShort(at + 2) & 0xffff;
      if (extra.getShort(at) == ZIP64_EXTRA) {
        field = at + 4;
        end = Math.min(extra.limit(), field + length);
      }
      at += 4 + length;
    }
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == UNKNOWN) {
        if (field < 0 || field + 8 > end) {
          return false;
        }
        sizes[i] = extra.getLong(field);
        field += 8;
      }
    }
    return true;
  }

  private ByteBuffer bytes(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.read(offset, bytes, 0, length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private BadInputException malformed(long offset, String detail) {
    return location.fault(ReasonCode.MALFORMED, offset, detail);
  }
}
