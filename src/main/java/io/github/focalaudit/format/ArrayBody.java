package io.github.focalaudit.format;

import java.io.IOException;

/** The elements of one stored array. Used by one thread. */
public interface ArrayBody {
  /** Type, order and sizes. */
  ArrayHeader header();

  /** Where it comes from, for errors. */
  Location location();

  /** Whether {@link #read} works: parts can be had without the rest. By default they cannot. */
  default boolean ranged() {
    return false;
  }

  /** Bytes of heap that {@link #readAll} takes, its target among them. */
  default long wholeBytes() {
    return header().byteLength();
  }

  /**
   * Reads a part, where {@link #ranged()}.
   *
   * @param position offset from the first element, in bytes
   * @throws UnsupportedOperationException where parts cannot be had
   */
  default void read(long position, byte[] target, int offset, int length) throws IOException {
    throw new UnsupportedOperationException(location() + " is read as a whole");
  }

  /**
   * Reads every element, once.
   *
   * @param target at least as long as the array
   * @param scratch room for compressed input
   */
  void readAll(byte[] target, ScratchBuffers scratch) throws IOException;
}
