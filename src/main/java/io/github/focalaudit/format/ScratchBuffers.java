package io.github.focalaudit.format;

import java.io.Closeable;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that readers use and leave to the next reader, so that reading many images makes no
 * garbage in proportion to their pixels. A task has one; at any time at most one score reader and
 * one label reader may be open on it. Used by one thread.
 */
public final class ScratchBuffers implements Closeable {
  /** A buffer larger than this is freed when its reader closes: 64 MiB. */
  static final int RETAINED_BYTES = 64 << 20;

  private final Slot scores = new Slot("score reader");
  private final Slot labels = new Slot("label reader");
  private byte[] input = new byte[0];
  private byte[] rows = new byte[0];
  private float[] floats = new float[0];
  private @Nullable Inflater inflater;

  /** Of the heap: the rest is for Spark, kernels and results. */
  private static final double HEAP_FRACTION = 0.6;

  private final long wholeBytes;

  /** Empty buffers of the only task of a JVM; they grow as needed. */
  public ScratchBuffers() {
    this(1);
  }

  /**
   * Empty buffers; they grow as needed. Arrays that are held as a whole may take {@value
   * #HEAP_FRACTION} of the heap, divided by the tasks.
   *
   * @param tasks how many run in this JVM at once, at least 1
   */
  public ScratchBuffers(int tasks) {
    this((long) (HEAP_FRACTION * Runtime.getRuntime().maxMemory() / tasks));
  }

  ScratchBuffers(long wholeBytes) {
    this.wholeBytes = wholeBytes;
  }

  /** Bytes that an array held as a whole may take, beside what the other reader holds. */
  long room(Content content) {
    Slot other = content == Content.SCORES ? labels : scores;
    return Math.max(0, wholeBytes - (other.taken ? other.bytes.length : 0));
  }

  /** The buffer that holds the elements of one open reader. */
  static final class Slot {
    private final String owner;
    private byte[] bytes = new byte[0];
    private boolean taken;

    private Slot(String owner) {
      this.owner = owner;
    }

    private Slot take() {
      if (taken) {
        throw new IllegalStateException("these buffers already serve an open " + owner);
      }
      taken = true;
      return this;
    }

    byte[] atLeast(int length) {
      bytes = grown(bytes, length);
      return bytes;
    }

    void release() {
      taken = false;
      if (bytes.length > RETAINED_BYTES) {
        bytes = new byte[0];
      }
    }
  }

  Slot takeScores() {
    return scores.take();
  }

  Slot takeLabels() {
    return labels.take();
  }

  /** Room for compressed input, valid until the next call. */
  public byte[] input(int length) {
    input = grown(input, length);
    return input;
  }

  /** Room for filtered rows of a picture, valid until the next call. */
  public byte[] rows(int length) {
    rows = grown(rows, length);
    return rows;
  }

  /** Room for pixels on their way from channel-last to planes, valid until the next call. */
  float[] floats(int length) {
    if (floats.length < length) {
      floats = new float[length];
    }
    return floats;
  }

  /** Frees input and row buffers above {@link #RETAINED_BYTES}. */
  void trim() {
    if (input.length > RETAINED_BYTES) {
      input = new byte[0];
    }
    if (rows.length > RETAINED_BYTES) {
      rows = new byte[0];
    }
  }

  /** An inflater for bare deflate streams, reset, valid until the next call. */
  public Inflater inflater() {
    Inflater result = inflater;
    if (result == null) {
      result = new Inflater(true);
      inflater = result;
    }
    result.reset();
    return result;
  }

  /** Bytes of all buffers that grow with what is read. */
  long heldBytes() {
    return (long) scores.bytes.length
        + labels.bytes.length
        + input.length
        + rows.length
        + (long) Float.BYTES * floats.length;
  }

  private static byte[] grown(byte[] bytes, int length) {
    return bytes.length >= length ? bytes : new byte[length];
  }

  /** Frees native memory. The buffers can be used again. */
  @Override
  public void close() {
    if (inflater != null) {
      inflater.end();
      inflater = null;
    }
  }
}
