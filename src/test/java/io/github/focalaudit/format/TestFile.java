package io.github.focalaudit.format;

import io.github.focalaudit.storage.RangeReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file, or bytes that stand for one, and how it was read. */
public final class TestFile implements RangeReader {
  private final String path;
  private final byte @Nullable [] bytes;
  private final @Nullable RandomAccessFile file;
  private final long length;
  long bytesRead;
  int calls;
  int largestRead;

  private TestFile(
      String path, byte @Nullable [] bytes, @Nullable RandomAccessFile file, long length) {
    this.path = path;
    this.bytes = bytes;
    this.file = file;
    this.length = length;
  }

  public static TestFile of(String path, byte[] bytes) {
    return new TestFile(path, bytes, null, bytes.length);
  }

  public static TestFile of(Path path) {
    try {
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
      return new TestFile(path.toString(), null, file, file.length());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public void readFully(long position, byte[] target, int offset, int count) throws IOException {
    calls++;
    bytesRead += count;
    largestRead = Math.max(largestRead, count);
    if (position + count > length) {
      throw new EOFException(path);
    }
    if (bytes != null) {
      System.arraycopy(bytes, (int) position, target, offset, count);
    } else if (file != null) {
      file.seek(position);
      file.readFully(target, offset, count);
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
