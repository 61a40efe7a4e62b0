package io.github.focalaudit.picture;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Encodes pictures as 8-bit RGB PNG (ISO/IEC 15948) with one transparent colour, without a toolkit,
 * so that it works where no graphics library is installed. Stateless.
 */
public final class PngWriter {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int BIT_DEPTH = 8;
  private static final int COLOUR_TYPE_RGB = 2;
  private static final int CHANNELS = 3;
  private static final int FILTER_UP = 2;
  private static final int BUFFER_BYTES = 64 * 1024;

  private PngWriter() {}

  /** The PNG of a picture. */
  public static byte[] bytes(RgbImage image) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(image.width()).putInt(image.height());
    header.put((byte) BIT_DEPTH).put((byte) COLOUR_TYPE_RGB);
    chunk(out, "IHDR", header.array());
    // tRNS: the transparent colour, in two bytes a channel.
    ByteBuffer clear = ByteBuffer.allocate(CHANNELS * Short.BYTES);
    for (int shift = 16; shift >= 0; shift -= Byte.SIZE) {
      clear.putShort((short) (RgbImage.CLEAR >> shift & 0xff));
    }
    chunk(out, "tRNS", clear.array());
    chunk(out, "IDAT", compressed(image));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Rows as differences from the row above, which suits label maps and photographs alike. */
  private static byte[] compressed(RgbImage image) {
    int rowBytes = 1 + CHANNELS * image.width();
    byte[] row = new byte[rowBytes];
    row[0] = FILTER_UP;
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      for (int y = 0; y < image.height(); y++) {
        for (int x = 0, at = 1; x < image.width(); x++) {
          int now = image.get(x, y);
          int above = y == 0 ? 0 : image.get(x, y - 1);
          row[at++] = (byte) ((now >> 16) - (above >> 16));
          row[at++] = (byte) ((now >> 8) - (above >> 8));
          row[at++] = (byte) (now - above);
        }
        deflater.setInput(row);
        while (!deflater.needsInput()) {
          out.write(buffer, 0, deflater.deflate(buffer));
        }
      }
      deflater.finish();
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    ByteBuffer chunk = ByteBuffer.allocate(3 * Integer.BYTES + data.length);
    chunk.putInt(data.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(data);
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), Integer.BYTES, Integer.BYTES + data.length);
    chunk.putInt((int) crc.getValue());
    out.writeBytes(chunk.array());
  }
}
