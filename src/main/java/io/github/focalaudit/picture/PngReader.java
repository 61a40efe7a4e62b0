package io.github.focalaudit.picture;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads the size of a PNG. Stateless. */
public final class PngReader {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int HEADER_BYTES = 24;
  private static final int WIDTH_OFFSET = 16;

  private PngReader() {}

  /** Width and height; null where the bytes do not start as a PNG does. */
  public static int @Nullable [] size(byte[] png) {
    if (png.length < HEADER_BYTES || ByteBuffer.wrap(png).getLong() != SIGNATURE) {
      return null;
    }
    ByteBuffer header = ByteBuffer.wrap(png, WIDTH_OFFSET, Integer.BYTES * 2);
    return new int[] {header.getInt(), header.getInt()};
  }
}
