package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.storage.Excerpt;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** One array of a NumPy archive. It is read as a whole, because only then is its CRC known. */
final class NpzMember implements ArrayBody {
  static final byte[] MAGIC = {'P', 'K', 3, 4};
  static final byte[] EMPTY_MAGIC = {'P', 'K', 5, 6};

  private static final String SUFFIX = NpyFormat.SUFFIX;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;

  /** General purpose flags (APPNOTE 4.4.4). */
  private static final int ENCRYPTED = 1;

  private static final int STREAMED = 1 << 3;
  private static final int PATCH = 1 << 5;
  private static final int STRONGLY_ENCRYPTED = 1 << 6;
  private static final int MASKED = 1 << 13;

  /** Version needed for zip64, the highest feature that is read here; deflate needs 2.0. */
  private static final int ZIP64_VERSION = 45;

  /** Keys that a message names. */
  private static final int NAMED_KEYS = 20;

  private static final int NAMED_KEY_CHARS = 40;

  private final Location location;
  private final MemberStream stream;
  private final NpyHeader header;

  private NpzMember(Location location, MemberStream stream, NpyHeader header) {
    this.location = location;
    this.stream = stream;
    this.header = header;
  }

  /**
   * Finds an array and reads its header.
   *
   * @param file the archive; its member is the array's name with or without {@code .npy}, null for
   *     the only array
   * @param memberOption the option that names it, for errors
   */
  static NpzMember open(FileHead file, String memberOption, ScratchBuffers scratch)
      throws IOException {
    ZipDirectory.Entry entry = choose(ZipDirectory.read(file), file, memberOption);
    Location location = file.location().withMember(entry.name());
    checkSupported(entry, location);
    MemberStream stream =
        new MemberStream(file, location, entry, dataOffset(file, entry, location), scratch);
    NpyHeader header = NpyHeader.read(stream, location);
    NpyFile.checkLength(header, entry.bytes(), location);
    return new NpzMember(location, stream, header);
  }

  /**
   * Refuses what changes the meaning of the bytes. A compression method that cannot be read, which
   * asks for a later version too, is named when the member is read.
   */
  private static void checkSupported(ZipDirectory.Entry entry, Location location)
      throws BadInputException {
    int flags = entry.flags();
    String found =
        (flags & (ENCRYPTED | STRONGLY_ENCRYPTED | MASKED)) != 0
            ? "encrypted member"
            : (flags & PATCH) != 0
                ? "member holds patch data, not the array"
                : entry.version() > ZIP64_VERSION && MemberStream.decodes(entry.method())
                    ? "member needs version "
                        + version(entry.version())
                        + " of the zip format: expected at most "
                        + version(ZIP64_VERSION)
                    : null;
    if (found != null) {
      throw location.fault(ReasonCode.UNSUPPORTED_FORMAT, entry.headerOffset(), found);
    }
  }

  private static String version(int number) {
    return number / 10 + "." + number % 10;
  }

  private static ZipDirectory.Entry choose(
      List<ZipDirectory.Entry> entries, FileHead file, String memberOption)
      throws BadInputException {
    String key = file.member();
    List<ZipDirectory.Entry> arrays =
        entries.stream().filter(e -> e.name().endsWith(SUFFIX)).toList();
    List<ZipDirectory.Entry> found;
    if (key == null) {
      found = arrays.isEmpty() ? entries : arrays;
    } else {
      found = entries.stream().filter(e -> e.name().equals(key)).toList();
      if (found.isEmpty()) {
        found = entries.stream().filter(e -> e.name().equals(key + SUFFIX)).toList();
      }
    }
    if (found.size() == 1) {
      return found.get(0);
    }
    String keys =
        entries.stream()
            .map(e -> e.name().endsWith(SUFFIX) ? stem(e.name()) : e.name())
            .sorted()
            .limit(NAMED_KEYS)
            .map(name -> Excerpt.of(name, NAMED_KEY_CHARS))
            .collect(Collectors.joining(", "));
    if (entries.size() > NAMED_KEYS) {
      keys += " and " + (entries.size() - NAMED_KEYS) + " more";
    }
    String problem =
        entries.isEmpty()
            ? "the archive is empty"
            : key == null
                ? "several arrays, name one with " + memberOption + "; keys: " + keys
                : "no array '" + Excerpt.of(key, NAMED_KEY_CHARS) + "'; keys: " + keys;
    throw file.location().fault(ReasonCode.MISSING_KEY, problem);
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** Checks the local header against the directory and returns where the data starts. */
  private static long dataOffset(FileHead file, ZipDirectory.Entry entry, Location location)
      throws IOException {
    long at = entry.headerOffset();
    ByteBuffer local = bytes(file, entry, at, LOCAL_BYTES, location);
    if (local.getInt(0) != LOCAL_SIGNATURE) {
      throw location.fault(ReasonCode.MALFORMED, at, "no local header of a member");
    }
    int nameBytes = local.getShort(26) & 0xffff;
    int extraBytes = local.getShort(28) & 0xffff;
    ByteBuffer names = bytes(file, entry, at + LOCAL_BYTES, nameBytes, location);
    String name = StandardCharsets.UTF_8.decode(names).toString();
    if (!name.equals(entry.name())) {
      throw location.fault(
          ReasonCode.MALFORMED,
          at + LOCAL_BYTES,
          "names differ: local header '"
              + Excerpt.of(name, NAMED_KEY_CHARS)
              + "', central directory '"
              + Excerpt.of(entry.name(), NAMED_KEY_CHARS)
              + "'");
    }
    ByteBuffer extra = bytes(file, entry, at + LOCAL_BYTES + nameBytes, extraBytes, location);
    long data = at + LOCAL_BYTES + nameBytes + extraBytes;
    if (entry.compressedBytes() > entry.limit() - data) {
      throw location.fault(
          ReasonCode.MALFORMED,
          data,
          "member of " + entry.compressedBytes() + " bytes reaches into the central directory");
    }
    long[] sizes = {local.getInt(22) & 0xffffffffL, local.getInt(18) & 0xffffffffL};
    boolean streamed = (entry.flags() & STREAMED) != 0;
    boolean agree =
        (local.getShort(8) & 0xffff) == entry.method()
            && (streamed
                || (ZipDirectory.widen(sizes, extra)
                    && sizes[0] == entry.bytes()
                    && sizes[1] == entry.compressedBytes()
                    && (local.getInt(14) & 0xffffffffL) == entry.crc()));
    if (!agree) {
      throw location.fault(
          ReasonCode.MALFORMED,
          at,
          "sizes, method or CRC differ between local header ("
              + sizes[0]
              + " bytes) and central directory ("
              + entry.bytes()
              + " bytes)");
    }
    return data;
  }

  private static ByteBuffer bytes(
      FileHead file, ZipDirectory.Entry entry, long offset, int length, Location location)
      throws IOException {
    if (length > entry.limit() - offset) {
      throw location.fault(
          ReasonCode.MALFORMED, offset, "local header reaches into the central directory");
    }
    byte[] bytes = new byte[length];
    file.read(offset, bytes, 0, length);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
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
  public void readAll(byte[] target, ScratchBuffers scratch) throws IOException {
    int length = Math.toIntExact(header.array().byteLength());
    int got = stream.read(target, 0, length);
    if (got < length) {
      throw location.fault(
          ReasonCode.TRUNCATED, "ends after " + got + " of " + length + " bytes of values");
    }
    stream.finish();
  }
}
