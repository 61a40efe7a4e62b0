package io.github.focalaudit.sample;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Draws scenes as RGB PNG pictures of 8 bits: a colour a class, shaded, grained, veiled by fog. */
final class ScenePicture {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GRAIN = 6;
  private static final int[] COLOURS = {
    0x8fbfe8, 0x8c8a84, 0xb07a55, 0xc8323c, 0xe0b040, 0x4f9a48, 0xe8e4d8, 0x3a6ea5, 0x6b4a2f
  };

  private ScenePicture() {}

  /**
   * Writes one picture. The stream is left open.
   *
   * @param labels what to show, [height, width]
   * @param difficulty the weather, 0 clear to 3 fog
   * @param seed of the grain
   */
  static void write(
      OutputStream out, int height, int width, int[] labels, int difficulty, long seed)
      throws IOException {
    Noise noise = new Noise(seed);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      byte[] row = new byte[1 + 3 * width];
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int label = labels[y * width + x];
          float grain = GRAIN * noise.next();
          for (int channel = 0; channel < 3; channel++) {
            float value = colour(label, channel) * (0.8f + 0.3f * y / height) + grain;
            float seen = value + difficulty * 0.18f * (150 - value);
            row[1 + 3 * x + channel] = (byte) Math.max(0, Math.min(255, (int) seen));
          }
        }
        deflater.write(row);
      }
    }
    out.write(SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put((byte) 2);
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", bytes.toByteArray());
    chunk(out, "IEND", new byte[0]);
  }

  /** Natural colours for the classes that have a name, colours far apart for the others. */
  private static int colour(int label, int channel) {
    return label < COLOURS.length
        ? COLOURS[label] >> (16 - 8 * channel) & 0xff
        : 40 + (label * (97 + 56 * channel) + 70 * (channel + 1)) % 190;
  }

  private static void chunk(OutputStream out, String type, byte[] data) throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 crc = new CRC32();
    crc.update(name);
    crc.update(data);
    out.write(ByteBuffer.allocate(4).putInt(data.length).array());
    out.write(name);
    out.write(data);
    out.write(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
