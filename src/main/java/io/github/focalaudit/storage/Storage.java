package io.github.focalaudit.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;

/**
 * Files on any Hadoop file system, and on the local one without Hadoop's layers.
 *
 * <p>A path is what {@link #resolve(String)} returns: {@code /data/a.npy} for a local file, {@code
 * hdfs://host/data/a.npy} or {@code s3a://bucket/a.npy} elsewhere. Every method also takes what a
 * user types: a relative path, or {@code file:/data/a.npy}. Names stand for themselves: {@code
 * a#0.npy}, {@code 100%.npy} and {@code a:b.npy} are never parsed as URIs. Only {@code file:///}
 * with three slashes starts a URI, whose {@code %20} is a space. Where {@code fs.defaultFS} is a
 * remote store, a path without a scheme belongs to it, as everywhere in Hadoop, and local files are
 * written {@code file:/data/a.npy}.
 *
 * <p>An absent file or directory is a {@link java.io.FileNotFoundException} that names it. A store
 * that throttles, fails or cannot be reached is asked up to three times, and is a {@link
 * StoreUnavailableException} then; a file that is to be made exclusively is asked for once.
 * Thread-safe.
 */
public final class Storage {
  private static final String FILE_SCHEME = "file:";

  private final Configuration configuration;
  private final LocalStore local;
  private final HadoopStore remote;
  private final boolean localByDefault;

  /**
   * @param configuration credentials and settings of the file systems; the caller keeps it and must
   *     not change it afterwards
   */
  public Storage(Configuration configuration) {
    this.configuration = configuration;
    this.localByDefault = "file".equals(FileSystem.getDefaultUri(configuration).getScheme());
    this.local = new LocalStore(localByDefault ? "" : FILE_SCHEME);
    this.remote = new HadoopStore(configuration);
  }

  /** The storage of the configuration files on the class path, for use without Spark. */
  public static Storage ofClassPath() {
    return new Storage(new Configuration());
  }

  /** The storage of {@link #toBytes()}, for another process. */
  public static Storage fromBytes(byte[] bytes) throws IOException {
    Configuration configuration = new Configuration(false);
    try (DataInputStream input = new DataInputStream(new ByteArrayInputStream(bytes))) {
      configuration.readFields(input);
    }
    return new Storage(configuration);
  }

  /** The configuration as bytes, credentials included: send it to executors, store it nowhere. */
  public byte[] toBytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream output = new DataOutputStream(bytes)) {
      configuration.write(output);
    }
    return bytes.toByteArray();
  }

  /** The one form of a path that listings, errors and tables use. The file need not exist. */
  public String resolve(String path) throws IOException {
    if (path.isEmpty()) {
      throw new IllegalArgumentException("empty path");
    }
    if (isFileUri(path)) {
      return local.resolve(withoutFileScheme(path));
    }
    return localByDefault && !StoragePaths.hasScheme(path)
        ? local.resolve(path)
        : remote.resolve(path);
  }

  /** Opens a file of unknown length for {@link ReadPolicy#RANDOM} reads. */
  public RangeReader open(String path) throws IOException {
    return open(path, -1, ReadPolicy.RANDOM);
  }

  /**
   * Opens a file.
   *
   * @param byteLength its length where a listing already told it, which saves a request to a remote
   *     store; negative where unknown. A file that has become shorter ends in an {@link
   *     java.io.EOFException} when it is read.
   */
  public RangeReader open(String path, long byteLength, ReadPolicy policy) throws IOException {
    String resolved = resolve(path);
    return Retries.send(resolved, () -> store(resolved).open(resolved, byteLength, policy));
  }

  /**
   * Files below a directory at any depth, sorted by path. Directories below it whose name has a
   * leading {@code .} or {@code _} are left out, and so are files with a leading {@code .} and
   * markers such as {@code _SUCCESS}: a leading {@code _} and no extension. Links are followed.
   *
   * @param passedOver told of directories of runs, loops of links, and names that cannot be read
   */
  public List<FileEntry> list(String directory, Consumer<PassedOver> passedOver)
      throws IOException {
    String resolved = resolve(directory);
    // What is passed over is told once, and not by a listing that broke off.
    List<PassedOver> told = new ArrayList<>();
    List<FileEntry> entries =
        Retries.send(
            resolved,
            () -> {
              told.clear();
              return new ArrayList<>(store(resolved).list(resolved, told::add));
            });
    told.forEach(passedOver);
    entries.sort(Comparator.comparing(FileEntry::path));
    return List.copyOf(entries);
  }

  /** Files directly in a directory, sorted by path, hidden names too. Links are followed. */
  public List<FileEntry> files(String directory) throws IOException {
    String resolved = resolve(directory);
    List<FileEntry> entries =
        Retries.send(resolved, () -> new ArrayList<>(store(resolved).files(resolved)));
    entries.sort(Comparator.comparing(FileEntry::path));
    return List.copyOf(entries);
  }

  /** Names of the files and folders in a directory, sorted, hidden ones too. */
  public List<String> names(String directory) throws IOException {
    String resolved = resolve(directory);
    return Retries.send(resolved, () -> store(resolved).names(resolved)).stream().sorted().toList();
  }

  /** Length and time of a file. */
  public FileEntry status(String path) throws IOException {
    String resolved = resolve(path);
    return Retries.send(resolved, () -> store(resolved).status(resolved));
  }

  /** Whether there is a file or directory of that name. */
  public boolean exists(String path) throws IOException {
    String resolved = resolve(path);
    return Retries.send(resolved, () -> store(resolved).exists(resolved));
  }

  /** Whether there is a directory of that name. */
  public boolean isDirectory(String path) throws IOException {
    String resolved = resolve(path);
    return Retries.send(resolved, () -> store(resolved).isDirectory(resolved));
  }

  /** Whether two paths name one file or directory; local links are followed. */
  public boolean isSame(String path, String other) throws IOException {
    String one = resolve(path);
    String two = resolve(other);
    return one.equals(two) || store(one) == local && store(two) == local && local.isSame(one, two);
  }

  /** Whether there is a directory of that name with nothing in it, not even hidden names. */
  public boolean isEmptyDirectory(String path) throws IOException {
    return isDirectory(path) && names(path).isEmpty();
  }

  /**
   * The content of a small file.
   *
   * @param limit the most bytes to accept
   * @throws IOException where the file is longer, before anything is read
   */
  public byte[] readBytes(String path, int limit) throws IOException {
    try (RangeReader reader = open(path, -1, ReadPolicy.WHOLE_FILE)) {
      if (reader.length() > limit) {
        throw new IOException(
            "cannot read "
                + reader.path()
                + ": expected at most "
                + limit
                + " bytes, got "
                + reader.length());
      }
      byte[] bytes = new byte[Math.toIntExact(reader.length())];
      reader.readFully(0, bytes, 0, bytes.length);
      return bytes;
    }
  }

  /**
   * Writes or replaces a file so that a reader sees all of it or none: by renaming a temporary
   * file, or in one request to an object store. Missing folders are made.
   */
  public void writeAtomically(String path, byte[] bytes) throws IOException {
    String resolved = resolve(path);
    Retries.run(resolved, () -> store(resolved).writeAtomically(resolved, bytes));
  }

  /**
   * Writes a file only where there is none, for locks and for objects that are never rewritten. Of
   * several writers one succeeds, where the store has conditional writes (local files, HDFS, S3);
   * other object stores only check before they write. Missing folders are made.
   *
   * @return false where the name is taken; an object store may say true where the name holds
   *     exactly these bytes already, because a repeated request cannot be told from another writer
   */
  public boolean createExclusively(String path, byte[] bytes) throws IOException {
    String resolved = resolve(path);
    return Retries.once(resolved, () -> store(resolved).createExclusively(resolved, bytes));
  }

  /** Makes a directory and those above it. */
  public void createDirectories(String path) throws IOException {
    String resolved = resolve(path);
    Retries.run(resolved, () -> store(resolved).createDirectories(resolved));
  }

  /**
   * Deletes a file, or a directory with everything in it. Links are deleted, not followed.
   *
   * @return false where there was nothing
   */
  public boolean delete(String path) throws IOException {
    String resolved = resolve(path);
    return Retries.send(resolved, () -> store(resolved).delete(resolved));
  }

  /**
   * Options for one of Spark's own writers that keep {@code .crc} files out of a local directory;
   * none for other stores. They belong to that write alone: set for a whole session, the same
   * settings would break those who ask Hadoop for its checksumming local file system by type.
   */
  public Map<String, String> writerOptions(String path) throws IOException {
    String resolved = resolve(path);
    return store(resolved) == local
        ? Map.of(
            "fs.file.impl",
            "org.apache.hadoop.fs.RawLocalFileSystem",
            "fs.file.impl.disable.cache",
            "true")
        : Map.of();
  }

  private Store store(String resolved) {
    return isFileUri(resolved) || !StoragePaths.hasScheme(resolved) ? local : remote;
  }

  private static boolean isFileUri(String path) {
    return path.regionMatches(true, 0, FILE_SCHEME + "/", 0, FILE_SCHEME.length() + 1);
  }

  private static String withoutFileScheme(String path) {
    String rest = path.substring(FILE_SCHEME.length());
    if (!rest.startsWith("//")) {
      return rest;
    }
    if (!rest.startsWith("///")) {
      throw new IllegalArgumentException(
          "local path " + path + " names a host; write file:///... with three slashes");
    }
    return StoragePaths.decoded(path, rest.substring(2));
  }
}
