package io.github.focalaudit.storage;

import java.io.Closeable;
import java.io.IOException;

/** Random access to the bytes of one file. Used by one thread. */
public interface RangeReader extends Closeable {
  /** The file, as errors name it. */
  String path();

  /** Bytes in the file when it was opened. */
  long length();

  /**
   * Reads exactly {@code length} bytes.
   *
   * @param position offset of the first byte in the file
   * @param target where the bytes go
   * @param offset where in the target they start
   * @param length how many bytes
   * @throws java.io.EOFException where the file ends before
   * @throws IOException where the store fails
   */
  void readFully(long position, byte[] target, int offset, int length) throws IOException;

  /**
   * Whether a read that jumps costs about as much as one that goes on: true for local files, false
   * for stores where a jump is a request of its own.
   */
  default boolean jumpsCheaply() {
    return false;
  }
}
