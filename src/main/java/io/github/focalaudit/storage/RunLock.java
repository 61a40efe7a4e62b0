package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;

/** The lock of a run directory: a file made by a conditional create. Used by one thread. */
final class RunLock {
  private static final int LIMIT_BYTES = 64 * 1024;

  private final Storage storage;
  private final String file;
  private final byte[] content;

  private RunLock(Storage storage, String file, byte[] content) {
    this.storage = storage;
    this.file = file;
    this.content = content;
  }

  /**
   * Takes the lock of a directory.
   *
   * @param owner one line that says who runs, for the error of the other run
   * @throws OutputRefusedException where another run has it
   */
  static RunLock take(Storage storage, String path, String owner) throws IOException {
    byte[] content = (owner + "\n" + UUID.randomUUID() + "\n").getBytes(StandardCharsets.UTF_8);
    RunLock lock = new RunLock(storage, StoragePaths.child(path, RunDirectory.LOCK), content);
    if (!storage.createExclusively(lock.file, content)) {
      throw held(storage, path);
    }
    return lock;
  }

  /** Gives the lock back, where it is still this run's. */
  void release() throws IOException {
    byte[] found;
    try {
      found = storage.readBytes(file, LIMIT_BYTES);
    } catch (FileNotFoundException e) {
      return;
    }
    if (Arrays.equals(found, content)) {
      storage.delete(file);
    }
  }

  /** Why an output is refused whose lock is taken. */
  static OutputRefusedException held(Storage storage, String path) throws IOException {
    String file = StoragePaths.child(path, RunDirectory.LOCK);
    String holder;
    try {
      holder =
          new String(storage.readBytes(file, LIMIT_BYTES), StandardCharsets.UTF_8)
              .lines()
              .findFirst()
              .orElse("unknown");
    } catch (FileNotFoundException e) {
      holder = "unknown, it has just ended";
    }
    return new OutputRefusedException(
        "output "
            + path
            + " is being written by another run ("
            + holder
            + "); if that run is no longer alive, delete "
            + file
            + " and start again");
  }
}
