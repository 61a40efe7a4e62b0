package io.github.focalaudit.spark;

import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The storage of the tasks in this JVM. A configuration has a thousand entries, so it is read once
 * and not by every task. Thread-safe.
 */
final class TaskStorage {
  private static @Nullable TaskStorage last;

  private final byte[] bytes;
  private final Storage storage;

  private TaskStorage(byte[] bytes) throws IOException {
    this.bytes = bytes;
    this.storage = Storage.fromBytes(bytes);
  }

  /**
   * The storage of a run.
   *
   * @param bytes from {@link Storage#toBytes()}
   */
  static synchronized Storage of(byte[] bytes) throws IOException {
    TaskStorage known = last;
    if (known == null || !Arrays.equals(known.bytes, bytes)) {
      known = new TaskStorage(bytes);
      last = known;
    }
    return known.storage;
  }
}
