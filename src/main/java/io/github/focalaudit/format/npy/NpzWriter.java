package io.github.focalaudit.format.npy;

import io.github.focalaudit.format.ElementType;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes arrays into one NumPy {@code .npz} archive, stored or deflated. The same arrays give the
 * same bytes: no clock is read. Not thread-safe.
 */
public final class NpzWriter implements Closeable {
  /** The earliest time that an archive can hold. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final ZipOutputStream zip;
  private final boolean deflate;

  /**
   * @param out where the archive goes; closed with this writer
   * @param deflate whether members are compressed
   */
  public NpzWriter(OutputStream out, boolean deflate) {
    this.zip = new ZipOutputStream(out);
    this.deflate = deflate;
  }

  /**
   * Adds an array of floating-point values.
   *
   * @param key the name, without {@code .npy}
   * @see NpyWriter#write(OutputStream, ElementType, int[], float[])
   */
  public void add(String key, ElementType type, int[] dims, float[] values) throws IOException {
    add(key, out -> NpyWriter.write(out, type, dims, values));
  }

  /** Adds an array of doubles. */
  public void add(String key, ElementType type, int[] dims, double[] values) throws IOException {
    add(key, out -> NpyWriter.write(out, type, dims, values));
  }

  /** Adds an array of integers. */
  public void add(String key, ElementType type, int[] dims, int[] values) throws IOException {
    add(key, out -> NpyWriter.write(out, type, dims, values));
  }

  /** Writes one array. */
  private interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  private void add(String key, Body body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    body.writeTo(bytes);
    ZipEntry entry = new ZipEntry(key + NpyFormat.SUFFIX);
    entry.setTimeLocal(TIME);
    if (!deflate) {
      CRC32 crc = new CRC32();
      crc.update(bytes.toByteArray());
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(bytes.size());
      entry.setCompressedSize(bytes.size());
      entry.setCrc(crc.getValue());
    }
    zip.putNextEntry(entry);
    bytes.writeTo(zip);
    zip.closeEntry();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
