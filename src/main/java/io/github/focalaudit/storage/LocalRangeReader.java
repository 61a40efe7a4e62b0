package io.github.focalaudit.storage;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Positional reads of a local file. */
final class LocalRangeReader implements RangeReader {
  /**
   * Bytes of one system call. The channel copies through a direct buffer of this size that it keeps
   * a thread, small enough to stay in the processor's second-level cache.
   */
  private static final int CHUNK_BYTES = 256 * 1024;

  private final String path;
  private final FileChannel channel;
  private final long length;

  LocalRangeReader(String path, Path file) throws IOException {
    // Opening a pipe would wait for a writer. What is not there fails when it is opened.
    if (!Files.isRegularFile(file) && Files.exists(file)) {
      throw new UnreadableFileException(
          path, Files.isDirectory(file) ? "directory" : "pipe, socket or device");
    }
    this.path = path;
    this.channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      this.length = channel.size();
    } catch (IOException e) {
      channel.close();
      throw e;
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
  public void readFully(long position, byte[] target, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, length);
    int end = offset + length;
    long from = position - offset;
    while (buffer.position() < end) {
      buffer.limit(Math.min(end, buffer.position() + CHUNK_BYTES));
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException(
            path
                + " ends at byte "
                + (from + buffer.position())
                + ", expected "
                + length
                + " bytes from byte "
                + position);
      }
    }
  }

  @Override
  public boolean jumpsCheaply() {
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
