package io.github.focalaudit.format.png;

import io.github.focalaudit.format.ArrayBody;
import io.github.focalaudit.format.ArrayHeader;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.FileHead;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.TrailingBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * A gray or palette PNG (W3C Portable Network Graphics, second edition) as an array of its stored
 * samples: not scaled, no gamma, no transparency, palette pixels by index, which may be beyond the
 * palette's end, since an index is a label and its colour is of no use. Read strictly, as a whole:
 * a mask with a broken checksum is a mask with unknown labels.
 */
final class PngImage implements ArrayBody {
  static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private static final int CHUNK_BYTES = 12;
  private static final int HEADER_DATA_BYTES = 13;
  private static final int GRAY = 0;
  private static final int PALETTE = 3;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;

  /** Bit 5 of the first letter of a chunk type: a reader may skip what it does not know. */
  private static final int ANCILLARY = 1 << 29;

  /** Deflate cannot do better than 258 bytes for 2 bits. */
  private static final int MAX_RATIO = 1032;

  private final FileHead file;
  private final Location location;
  private final PngRows rows;
  private final ArrayHeader header;
  private final boolean palette;
  private boolean seenPalette;

  /** Reads and checks the header chunk. */
  PngImage(FileHead file) throws IOException {
    this.file = file;
    this.location = file.location();
    byte[] chunk = new byte[CHUNK_BYTES + HEADER_DATA_BYTES];
    int start = SIGNATURE.length;
    if (file.length() < start + chunk.length) {
      throw location.fault(ReasonCode.TRUNCATED, file.length(), "ends inside the header of a PNG");
    }
    file.read(start, chunk, 0, chunk.length);
    ByteBuffer fields = ByteBuffer.wrap(chunk);
    if (fields.getInt(0) != HEADER_DATA_BYTES || fields.getInt(4) != IHDR) {
      throw malformed(
          start,
          "first chunk: expected IHDR of 13 bytes, got "
              + typeText(fields.getInt(4))
              + " of "
              + (fields.getInt(0) & 0xffffffffL));
    }
    checkCrc(chunk, 0, HEADER_DATA_BYTES, start);
    int width = fields.getInt(8);
    int height = fields.getInt(12);
    int depth = chunk[16] & 0xff;
    int colour = chunk[17] & 0xff;
    if (width <= 0 || height <= 0) {
      throw malformed(
          start + 8, "bad IHDR: size " + (width & 0xffffffffL) + " x " + (height & 0xffffffffL));
    }
    checkColour(depth, colour, start + 16);
    if (chunk[18] != 0 || chunk[19] != 0 || (chunk[20] & 0xff) > 1) {
      throw malformed(
          start + 18,
          "bad IHDR: compression, filter, interlace method "
              + (chunk[18] & 0xff)
              + ", "
              + (chunk[19] & 0xff)
              + ", "
              + (chunk[20] & 0xff));
    }
    palette = colour == PALETTE;
    rows = new PngRows(width, height, depth, chunk[20] == 1);
    header =
        new ArrayHeader(depth == 16 ? ElementType.U2 : ElementType.U1, true, false, height, width);
    checkSize();
  }

  /** Refuses sizes that the file cannot fill, before anything is allocated for them. */
  private void checkSize() throws BadInputException {
    long needed = rows.filteredBytes();
    if (needed / MAX_RATIO > file.length()) {
      throw location.fault(
          ReasonCode.TRUNCATED,
          SIGNATURE.length + 8,
          "not enough pixel data: "
              + header.shapeText()
              + " takes "
              + needed
              + " bytes, which a file of "
              + file.length()
              + " cannot hold");
    }
    if (Math.max(needed, file.length()) > Integer.MAX_VALUE - 64) {
      throw location.fault(
          ReasonCode.TOO_LARGE,
          header.shapeText() + " takes " + needed + " bytes, at most 2^31 are possible");
    }
  }

  private void checkColour(int depth, int colour, int offset) throws BadInputException {
    if (colour != 0 && colour != 2 && colour != 3 && colour != 4 && colour != 6) {
      throw malformed(offset + 1, "bad colour type " + colour);
    }
    boolean small = depth == 1 || depth == 2 || depth == 4;
    boolean fits =
        depth == 8
            || (depth == 16 && colour != PALETTE)
            || (small && (colour == GRAY || colour == PALETTE));
    if (!fits) {
      throw malformed(offset, "bad bit depth " + depth + " for colour type " + colour);
    }
    if (colour != GRAY && colour != PALETTE) {
      String channels = colour == 2 ? "RGB" : colour == 4 ? "gray and alpha" : "RGBA";
      throw location.fault(
          ReasonCode.COLOUR_MASK,
          offset + 1,
          "expected gray or palette, got colour type "
              + colour
              + " ("
              + channels
              + "): write the labels as one gray channel first; a label map works on values, not on"
              + " colours");
    }
  }

  @Override
  public ArrayHeader header() {
    return header;
  }

  /** The samples, the filtered rows, and the file. */
  @Override
  public long wholeBytes() {
    return header.byteLength() + rows.filteredBytes() + file.length();
  }

  @Override
  public Location location() {
    return location;
  }

  @Override
  public void readAll(byte[] target, ScratchBuffers scratch) throws IOException {
    int needed = (int) rows.filteredBytes();
    int length = (int) file.length();
    byte[] input = scratch.input(length);
    file.read(0, input, 0, length);
    byte[] filtered = scratch.rows(needed + 1);
    try (PngInflater inflater = new PngInflater(scratch.inflater(), filtered, needed, location)) {
      readChunks(input, length, inflater);
    }
    rows.decode(filtered, target, location);
  }

  private void readChunks(byte[] input, int length, PngInflater inflater) throws IOException {
    ByteBuffer fields = ByteBuffer.wrap(input);
    int at = SIGNATURE.length + CHUNK_BYTES + HEADER_DATA_BYTES;
    boolean seenData = false;
    int previous = IHDR;
    while (true) {
      if (length - at < CHUNK_BYTES) {
        throw location.fault(
            ReasonCode.TRUNCATED,
            at,
            length == at ? "no IEND: the file ends before" : "truncated chunk: no room for one");
      }
      int size = fields.getInt(at);
      int type = fields.getInt(at + 4);
      if (size < 0 || size > length - at - CHUNK_BYTES) {
        throw location.fault(
            ReasonCode.TRUNCATED,
            at,
            "truncated chunk "
                + typeText(type)
                + ": "
                + (size & 0xffffffffL)
                + " bytes expected, got "
                + (length - at - CHUNK_BYTES));
      }
      checkCrc(input, at, size, at);
      if (type == IDAT) {
        if (seenData && previous != IDAT) {
          throw malformed(at, "IDAT chunks are not consecutive");
        }
        if (palette && !seenPalette) {
          throw malformed(at, "no PLTE before IDAT");
        }
        seenData = true;
        inflater.add(input, at + 8, size);
      } else if (type == PLTE) {
        readPalette(size, at, seenData);
      } else if (type == IEND) {
        if (size != 0) {
          throw malformed(at, "IEND of " + size + " bytes, expected none");
        }
        TrailingBytes.check(file, at + CHUNK_BYTES, "IEND", location);
        if (!seenData) {
          throw malformed(at, "no IDAT");
        }
        inflater.finish(at);
        return;
      } else if ((type & ANCILLARY) == 0) {
        throw malformed(at, "unknown critical chunk " + typeText(type));
      }
      previous = type;
      at += CHUNK_BYTES + size;
    }
  }

  private void readPalette(int size, int at, boolean seenData) throws BadInputException {
    boolean misplaced = seenData || seenPalette || !palette;
    if (misplaced || size % 3 != 0 || size == 0 || size / 3 > 1 << rows.depth()) {
      throw malformed(at, "PLTE of " + size + " bytes that does not belong here");
    }
    seenPalette = true;
  }

  private void checkCrc(byte[] bytes, int chunk, int size, long offset) throws BadInputException {
    CRC32 crc = new CRC32();
    crc.update(bytes, chunk + 4, size + 4);
    ByteBuffer fields = ByteBuffer.wrap(bytes);
    int stored = fields.getInt(chunk + 8 + size);
    if ((int) crc.getValue() != stored) {
      throw malformed(
          offset,
          "CRC error in %s: expected %08x, got %08x"
              .formatted(typeText(fields.getInt(chunk + 4)), stored, (int) crc.getValue()));
    }
  }

  private static String typeText(int type) {
    byte[] letters = ByteBuffer.allocate(4).putInt(type).array();
    for (int i = 0; i < letters.length; i++) {
      if (letters[i] < ' ' || letters[i] > '~') {
        letters[i] = '?';
      }
    }
    return new String(letters, StandardCharsets.US_ASCII);
  }

  private BadInputException malformed(long offset, String detail) {
    return location.fault(ReasonCode.MALFORMED, offset, detail);
  }
}
