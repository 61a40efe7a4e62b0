package io.github.focalaudit.storage;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.io.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * Reads of a remote file over one stream that seeks only where the position jumps. The stream of a
 * read that failed is replaced by a new one.
 */
final class HadoopRangeReader implements RangeReader {
  private final String path;
  private final Retries.Request<FSDataInputStream> opening;
  private final long length;
  private @Nullable FSDataInputStream stream;

  /**
   * @param opening a new stream
   */
  HadoopRangeReader(String path, Retries.Request<FSDataInputStream> opening, long length)
      throws IOException {
    this.path = path;
    this.opening = opening;
    this.length = length;
    this.stream = opening.send();
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
  public void readFully(long position, byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return;
    }
    int done = position < this.length ? read(position, target, offset, length) : 0;
    if (done < length) {
      throw new EOFException(
          path
              + " ends at byte "
              + Math.min(this.length, position + done)
              + ", expected "
              + length
              + " bytes from byte "
              + position);
    }
  }

  private int read(long position, byte[] target, int offset, int length) throws IOException {
    return Retries.send(
        path,
        () -> {
          FSDataInputStream source = stream == null ? opening.send() : stream;
          stream = null;
          try {
            int read = read(source, position, target, offset, length);
            stream = source;
            return read;
          } finally {
            if (stream == null) {
              IOUtils.closeStream(source);
            }
          }
        });
  }

  private static int read(
      FSDataInputStream source, long position, byte[] target, int offset, int length)
      throws IOException {
    if (source.getPos() != position) {
      source.seek(position);
    }
    int done = 0;
    while (done < length) {
      int read = source.read(target, offset + done, length - done);
      if (read < 0) {
        break;
      }
      done += read;
    }
    return done;
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
    }
  }
}
