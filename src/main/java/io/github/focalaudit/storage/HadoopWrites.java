package io.github.focalaudit.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * Writes of a whole small file at once, such that a reader sees all of it or nothing, and of two
 * writers that may not overwrite only one wins. Thread-safe.
 */
final class HadoopWrites {
  /** Stores whose rename is a copy, and whose objects appear whole when they are closed. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "obs", "cos", "cosn", "tos", "swift");

  private final HadoopStore store;
  private final Configuration configuration;

  /** By scheme and authority: unlike file systems, Hadoop does not keep these. */
  private final Map<String, FileContext> contexts = new ConcurrentHashMap<>();

  HadoopWrites(HadoopStore store, Configuration configuration) {
    this.store = store;
    this.configuration = configuration;
  }

  /** As {@link Store#writeAtomically}. */
  void atomically(String path, byte[] bytes) throws IOException {
    Path target = new Path(path);
    FileSystem fileSystem = store.fileSystem(target);
    if (isObjectStore(target)) {
      write(fileSystem.create(target, true), bytes);
      return;
    }
    Path temporary = writeTemporary(fileSystem, path, bytes);
    try {
      context(target).rename(temporary, target, Options.Rename.OVERWRITE);
    } catch (UnsupportedFileSystemException e) {
      fileSystem.delete(target, false);
      if (!fileSystem.rename(temporary, target)) {
        throw new IOException("cannot rename " + temporary + " to " + target, e);
      }
    } finally {
      fileSystem.delete(temporary, false);
    }
  }

  /** As {@link Store#createExclusively}. */
  boolean exclusively(String path, byte[] bytes) throws IOException {
    Path target = new Path(path);
    FileSystem fileSystem = store.fileSystem(target);
    if (isObjectStore(target)) {
      return createConditionally(fileSystem, target, bytes);
    }
    Path temporary = writeTemporary(fileSystem, path, bytes);
    try {
      context(target).rename(temporary, target);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedFileSystemException e) {
      return createConditionally(fileSystem, target, bytes);
    } finally {
      fileSystem.delete(temporary, false);
    }
  }

  private boolean createConditionally(FileSystem fileSystem, Path target, byte[] bytes)
      throws IOException {
    FSDataOutputStreamBuilder<?, ?> builder =
        fileSystem.createFile(target).recursive().overwrite(false);
    String conditional = CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    if (fileSystem.hasPathCapability(target, conditional)) {
      builder.opt(conditional, true);
    }
    try {
      write(builder.build(), bytes);
      return true;
    } catch (IOException e) {
      if (!isTaken(e)) {
        throw e;
      }
      // A request that was repeated after a lost answer meets its own object.
      return Arrays.equals(bytes, existing(target, bytes.length));
    }
  }

  /** Whether a create failed because the name is taken: by type, or HTTP 409 and 412. */
  private static boolean isTaken(IOException error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      String message = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
      if (cause instanceof FileAlreadyExistsException
          || cause instanceof java.nio.file.FileAlreadyExistsException
          || message.contains("status code: 412")
          || message.contains("status code: 409")
          || message.contains("preconditionfailed")
          || message.contains("precondition failed")) {
        return true;
      }
    }
    return false;
  }

  private byte[] existing(Path target, int expectedLength) throws IOException {
    try (RangeReader reader = store.open(target.toString(), -1, ReadPolicy.WHOLE_FILE)) {
      if (reader.length() != expectedLength) {
        return new byte[0];
      }
      byte[] bytes = new byte[expectedLength];
      reader.readFully(0, bytes, 0, expectedLength);
      return bytes;
    }
  }

  private Path writeTemporary(FileSystem fileSystem, String path, byte[] bytes) throws IOException {
    Path temporary =
        new Path(StoragePaths.child(StoragePaths.parent(path), StoragePaths.temporaryName()));
    try {
      write(fileSystem.create(temporary, false), bytes);
    } catch (IOException e) {
      fileSystem.delete(temporary, false);
      throw e;
    }
    return temporary;
  }

  private static void write(FSDataOutputStream stream, byte[] bytes) throws IOException {
    try (OutputStream target = stream) {
      target.write(bytes);
    }
  }

  private static boolean isObjectStore(Path path) {
    return OBJECT_STORES.contains(path.toUri().getScheme().toLowerCase(Locale.ROOT));
  }

  private FileContext context(Path path) throws UnsupportedFileSystemException {
    String key = path.toUri().getScheme() + "://" + path.toUri().getAuthority();
    FileContext context = contexts.get(key);
    if (context == null) {
      context = FileContext.getFileContext(path.toUri(), configuration);
      contexts.put(key, context);
    }
    return context;
  }
}
