package io.github.focalaudit.format.png;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** Writes label masks as gray PNG of 8 or 16 bits; the sample is the label. Thread-safe. */
public final class PngLabelWriter {
  private PngLabelWriter() {}

  /**
   * Writes one mask. The stream is left open.
   *
   * @param bitDepth 8 or 16
   * @param labels [height, width], each in [0, 2^bitDepth)
   * @throws IllegalArgumentException where a size or a label does not fit
   */
  public static void write(OutputStream out, int height, int width, int bitDepth, int[] labels)
      throws IOException {
    if (bitDepth != 8 && bitDepth != 16) {
      throw new IllegalArgumentException("bit depth is neither 8 nor 16: " + bitDepth);
    }
    if (height < 1 || width < 1 || (long) height * width != labels.length) {
      throw new IllegalArgumentException(
          "mask [" + height + ", " + width + "] with " + labels.length + " labels");
    }
    out.write(PngImage.SIGNATURE);
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) bitDepth);
    writeChunk(out, "IHDR", header.array());
    writeChunk(out, "IDAT", deflatedRows(height, width, bitDepth / 8, labels));
    writeChunk(out, "IEND", new byte[0]);
  }

  private static byte[] deflatedRows(int height, int width, int sampleBytes, int[] labels)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
      byte[] row = new byte[1 + Math.multiplyExact(width, sampleBytes)];
      for (int y = 0; y < height; y++) {
        int at = 1;
        for (int x = 0; x < width; x++) {
          int label = labels[y * width + x];
          if (label < 0 || label >>> (8 * sampleBytes) != 0) {
            throw new IllegalArgumentException(
                "label at y "
                    + y
                    + ", x "
                    + x
                    + " does not fit in "
                    + 8 * sampleBytes
                    + " bits: "
                    + label);
          }
          if (sampleBytes == 2) {
            row[at++] = (byte) (label >>> 8);
          }
          row[at++] = (byte) label;
        }
        deflater.write(row);
      }
    }
    return bytes.toByteArray();
  }

  private static void writeChunk(OutputStream out, String type, byte[] data) throws IOException {
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
