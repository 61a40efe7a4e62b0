package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Origin;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One array of a NumPy archive. It is read as a whole, because only then is its CRC known. */
final class NpzMember implements ArrayBody {
  static final byte[] MAGIC = {'P', 'K', 3, 4};
  static final byte[] EMPTY_MAGIC = {'P', 'K', 5, 6};

  private static final String SUFFIX = NpyFormat.SUFFIX;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int ENCRYPTED = 1;
  private static final int STREAMED = 8;

  private final Origin origin;
  private final MemberStream stream;
  private final NpyHeader header;

  private NpzMember(Origin origin, MemberStream stream, NpyHeader header) {
    this.origin = origin;
    this.stream = stream;
    this.header = header;
  }

  /**
   * Finds an array and reads its header.
   *
   * @param key its name, with or without {@code .npy}; null for the only array
   * @param keyOption the option that names it, for errors
   */
  static NpzMember open(
      FileHead file, @Nullable String key, String keyOption, ScratchBuffers scratch)
      throws IOException {
    ZipDirectory.Entry entry = choose(ZipDirectory.read(file), key, keyOption, file.path());
    Origin origin = new Origin(file.path(), entry.name());
    if ((entry.flags() & ENCRYPTED) != 0) {
      throw origin.fault(ReasonCode.UNSUPPORTED_FORMAT, entry.headerOffset(), "encrypted member");
    }
    MemberStream stream =
        new MemberStream(file, origin, entry, dataOffset(file, entry, origin), scratch);
    NpyHeader header = NpyHeader.read(stream, origin);
    NpyFile.checkLength(header, entry.bytes(), origin);
    return new NpzMember(origin, stream, header);
  }

  private static ZipDirectory.Entry choose(
      List<ZipDirectory.Entry> entries, @Nullable String key, String keyOption, String path)
      throws BadInputException {
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
            .collect(Collectors.joining(", "));
    String problem =
        entries.isEmpty()
            ? "the archive is empty"
            : key == null
                ? "several arrays, name one with " + keyOption + "; keys: " + keys
                : "no array '" + key + "'; keys: " + keys;
    throw new BadInputException(ReasonCode.MISSING_KEY, path, problem);
  }

  private static String stem(String name) {
    return name.substring(0, name.length() - SUFFIX.length());
  }

  /** Checks the local header against the directory and returns where the data starts. */
  private static long dataOffset(FileHead file, ZipDirectory.Entry entry, Origin origin)
      throws IOException {
    long at = entry.headerOffset();
    ByteBuffer local = bytes(file, entry, at, LOCAL_BYTES, origin);
    if (local.getInt(0) != LOCAL_SIGNATURE) {
      throw origin.fault(ReasonCode.MALFORMED, at, "no local header of a member");
    }
    int nameBytes = local.getShort(26) & 0xffff;
    int extraBytes = local.getShort(28) & 0xffff;
    ByteBuffer extra = bytes(file, entry, at + LOCAL_BYTES + nameBytes, extraBytes, origin);
    long data = at + LOCAL_BYTES + nameBytes + extraBytes;
    if (entry.compressedBytes() > entry.limit() - data) {
      throw origin.fault(
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
      throw origin.fault(
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
      FileHead file, ZipDirectory.Entry entry, long offset, int length, Origin origin)
      throws IOException {
    if (length > entry.limit() - offset) {
      throw origin.fault(
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
  public Origin origin() {
    return origin;
  }

  @Override
  public boolean ranged() {
    return false;
  }

  @Override
  public void read(long position, byte[] target, int offset, int length) {
    throw new UnsupportedOperationException("a member of an archive is read as a whole");
  }

  @Override
  public void readAll(byte[] target, ScratchBuffers scratch) throws IOException {
    int length = Math.toIntExact(header.array().byteLength());
    int got = stream.read(target, 0, length);
    if (got < length) {
      throw origin.fault(
          ReasonCode.TRUNCATED, "ends after " + got + " of " + length + " bytes of values");
    }
    stream.finish();
  }
}
