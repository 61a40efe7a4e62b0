package io.github.focalaudit.storage;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Reads of a remote file over one stream that seeks only where the position jumps. */
final class HadoopRangeReader implements RangeReader {
  private final String path;
  private final FSDataInputStream stream;
  private final long length;

  HadoopRangeReader(String path, FSDataInputStream stream, long length) {
    this.path = path;
    this.stream = stream;
    this.length = length;
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
    int done = 0;
    if (position < this.length) {
      if (stream.getPos() != position) {
        stream.seek(position);
      }
      while (done < length) {
        int read = stream.read(target, offset + done, length - done);
        if (read < 0) {
          break;
        }
        done += read;
      }
    }
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

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
