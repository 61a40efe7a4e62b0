package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a run directory: a file made by a conditional create. The lock of a process that is
 * provably gone is taken over. Thread-safe.
 */
final class RunLock {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  private static final int LIMIT_BYTES = 64 * 1024;

  private final Storage storage;
  private final String file;
  private final String program;
  private byte[] content;

  private RunLock(Storage storage, String file, String program) {
    this.storage = storage;
    this.file = file;
    this.program = program;
    this.content = LockOwner.ofThisProcess(program, null).bytes();
  }

  /**
   * Takes the lock of a directory.
   *
   * @param owner what runs, for the error of the other run
   * @throws OutputRefusedException where another run has it
   */
  static RunLock take(Storage storage, String path, String owner) throws IOException {
    String file = StoragePaths.child(path, RunDirectory.LOCK);
    String program = owner + ", since " + Instant.now().truncatedTo(ChronoUnit.SECONDS);
    RunLock lock = new RunLock(storage, file, program);
    if (!lock.create() && !(lock.removeStale() && lock.create())) {
      throw held(storage, path);
    }
    return lock;
  }

  private synchronized boolean create() throws IOException {
    return storage.createExclusively(file, content);
  }

  /**
   * Deletes the lock of a process that is gone. Of several that find it, the one that makes a file
   * with the lock's id in its name may; it looks again first, since the lock may be a new one by
   * then.
   */
  private synchronized boolean removeStale() throws IOException {
    LockOwner owner = read(storage, file);
    UUID id = owner == null ? null : owner.id();
    if (owner == null || id == null || !owner.isGone()) {
      return false;
    }
    String claim = StoragePaths.child(StoragePaths.parent(file), StoragePaths.temporaryName(id));
    if (!storage.createExclusively(claim, content)) {
      return false;
    }
    try {
      if (!owner.equals(read(storage, file))) {
        return false;
      }
      LOG.warn("{}: taken over from a run that is gone ({})", file, owner.description());
      return storage.delete(file);
    } finally {
      storage.delete(claim);
    }
  }

  /** Names the application in the lock, where it is still this run's. */
  synchronized void name(String application) throws IOException {
    if (isMine()) {
      content = LockOwner.ofThisProcess(program, application).bytes();
      storage.writeAtomically(file, content);
    }
  }

  /** Gives the lock back, where it is still this run's. */
  synchronized void release() throws IOException {
    if (isMine()) {
      storage.delete(file);
    }
  }

  private boolean isMine() throws IOException {
    try {
      return Arrays.equals(storage.readBytes(file, LIMIT_BYTES), content);
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  /** Whether the lock of a directory is that of a process that is provably gone. */
  static boolean isStale(Storage storage, String path) throws IOException {
    LockOwner owner = read(storage, StoragePaths.child(path, RunDirectory.LOCK));
    return owner != null && owner.id() != null && owner.isGone();
  }

  private static @Nullable LockOwner read(Storage storage, String file) throws IOException {
    try {
      return LockOwner.parse(storage.readBytes(file, LIMIT_BYTES));
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  /** Why an output is refused whose lock is taken. */
  static OutputRefusedException held(Storage storage, String path) throws IOException {
    String file = StoragePaths.child(path, RunDirectory.LOCK);
    LockOwner owner = read(storage, file);
    return new OutputRefusedException(
        "output "
            + path
            + " is being written by another run ("
            + (owner == null ? "unknown, it has just ended" : owner.description())
            + "); "
            + (owner == null ? "if that run is no longer alive" : owner.howToTell())
            + ", delete "
            + file
            + " and start again");
  }
}
