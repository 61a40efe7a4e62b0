package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Options.CreateFileOptionKeys;
import org.apache.hadoop.fs.Options.OpenFileOptions;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.util.functional.FutureIO;

/**
 * Everything that is not local, through Hadoop. File systems come from Hadoop's cache, which the
 * whole process shares, so none is ever closed here.
 */
final class HadoopStore implements Store {
  /** Stores whose rename is a copy, and whose objects appear whole when they are closed. */
  private static final Set<String> OBJECT_STORES =
      Set.of("s3a", "s3", "s3n", "gs", "oss", "obs", "cos", "cosn", "tos", "swift");

  private final Configuration configuration;

  /** By scheme and authority: unlike file systems, Hadoop does not keep these. */
  private final Map<String, FileContext> contexts = new ConcurrentHashMap<>();

  HadoopStore(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The resolved form of a path: with scheme and authority, absolute. */
  String resolve(String path) throws IOException {
    if (StoragePaths.hasScheme(path)) {
      return absolute(new Path(path));
    }
    FileSystem defaults = FileSystem.get(configuration);
    if (path.startsWith("/")) {
      return absolute(
          new Path(defaults.getUri().getScheme(), defaults.getUri().getAuthority(), path));
    }
    // As text: Path(parent, child) takes what stands before a colon in the child for a scheme.
    return absolute(new Path(StoragePaths.child(defaults.getWorkingDirectory().toString(), path)));
  }

  private String absolute(Path path) throws IOException {
    return fileSystem(path).makeQualified(path).toString();
  }

  @Override
  public RangeReader open(String path, long knownLength, ReadPolicy policy) throws IOException {
    Path file = new Path(path);
    FileSystem fileSystem = fileSystem(file);
    FutureDataInputStreamBuilder builder =
        fileSystem
            .openFile(file)
            .opt(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, policy.option());
    long length = knownLength;
    if (length < 0) {
      FileStatus status = fileStatus(path);
      if (status.isDirectory()) {
        throw new IOException("cannot read " + path + ": it is a directory");
      }
      length = status.getLen();
      builder = builder.withFileStatus(status);
    } else {
      builder = builder.opt(OpenFileOptions.FS_OPTION_OPENFILE_LENGTH, Long.toString(knownLength));
    }
    CompletableFuture<FSDataInputStream> opened = builder.build();
    return new HadoopRangeReader(path, FutureIO.awaitFuture(opened), length);
  }

  @Override
  public List<FileEntry> list(String directory) throws IOException {
    Path root = existingDirectory(directory);
    List<FileEntry> entries = new ArrayList<>();
    RemoteIterator<LocatedFileStatus> files = fileSystem(root).listFiles(root, true);
    while (files.hasNext()) {
      FileStatus status = files.next();
      String path = status.getPath().toString();
      if (!isHiddenBelow(directory, path)) {
        entries.add(entry(path, status));
      }
    }
    return entries;
  }

  @Override
  public List<FileEntry> files(String directory) throws IOException {
    Path root = existingDirectory(directory);
    List<FileEntry> entries = new ArrayList<>();
    RemoteIterator<FileStatus> children = fileSystem(root).listStatusIterator(root);
    while (children.hasNext()) {
      FileStatus status = children.next();
      if (!status.isDirectory()) {
        entries.add(entry(status.getPath().toString(), status));
      }
    }
    return entries;
  }

  @Override
  public List<String> names(String directory) throws IOException {
    Path root = existingDirectory(directory);
    List<String> names = new ArrayList<>();
    RemoteIterator<FileStatus> children = fileSystem(root).listStatusIterator(root);
    while (children.hasNext()) {
      names.add(children.next().getPath().getName());
    }
    return names;
  }

  @Override
  public FileEntry status(String path) throws IOException {
    return entry(path, fileStatus(path));
  }

  @Override
  public boolean exists(String path) throws IOException {
    try {
      fileStatus(path);
      return true;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public boolean isDirectory(String path) throws IOException {
    try {
      return fileStatus(path).isDirectory();
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public void writeAtomically(String path, byte[] bytes) throws IOException {
    Path target = new Path(path);
    FileSystem fileSystem = fileSystem(target);
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

  @Override
  public boolean createExclusively(String path, byte[] bytes) throws IOException {
    Path target = new Path(path);
    FileSystem fileSystem = fileSystem(target);
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
    try (RangeReader reader = open(target.toString(), -1, ReadPolicy.WHOLE_FILE)) {
      if (reader.length() != expectedLength) {
        return new byte[0];
      }
      byte[] bytes = new byte[expectedLength];
      reader.readFully(0, bytes, 0, expectedLength);
      return bytes;
    }
  }

  @Override
  public void createDirectories(String path) throws IOException {
    Path directory = new Path(path);
    if (!fileSystem(directory).mkdirs(directory)) {
      throw new IOException("cannot create directory " + path);
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    Path target = new Path(path);
    return fileSystem(target).delete(target, true);
  }

  private Path writeTemporary(FileSystem fileSystem, String path, byte[] bytes) throws IOException {
    Path temporary =
        new Path(StoragePaths.child(StoragePaths.parent(path), "." + UUID.randomUUID() + ".tmp"));
    write(fileSystem.create(temporary, false), bytes);
    return temporary;
  }

  private static void write(FSDataOutputStream stream, byte[] bytes) throws IOException {
    try (OutputStream target = stream) {
      target.write(bytes);
    }
  }

  private Path existingDirectory(String directory) throws IOException {
    if (!fileStatus(directory).isDirectory()) {
      throw new java.nio.file.NotDirectoryException(directory);
    }
    return new Path(directory);
  }

  private FileStatus fileStatus(String path) throws IOException {
    Path file = new Path(path);
    try {
      return fileSystem(file).getFileStatus(file);
    } catch (FileNotFoundException | IllegalArgumentException e) {
      // HDFS refuses to look for a name that it could not hold, such as one with a colon.
      FileNotFoundException error = new FileNotFoundException("no such file or directory: " + path);
      error.initCause(e);
      throw error;
    }
  }

  private static FileEntry entry(String path, FileStatus status) {
    return new FileEntry(path, status.getLen(), Math.max(0, status.getModificationTime()));
  }

  private static boolean isHiddenBelow(String directory, String path) {
    String[] names = StoragePaths.relative(directory, path).split("/", -1);
    int last = names.length - 1;
    return StoragePaths.isHiddenFile(names[last])
        || Arrays.stream(names, 0, last).anyMatch(StoragePaths::isHiddenDirectory);
  }

  private static boolean isObjectStore(Path path) {
    return OBJECT_STORES.contains(path.toUri().getScheme().toLowerCase(Locale.ROOT));
  }

  private FileSystem fileSystem(Path path) throws IOException {
    try {
      return path.getFileSystem(configuration);
    } catch (UnsupportedFileSystemException e) {
      throw new IOException(
          "no file system for "
              + path
              + ": its connector is not on the class path; pass it to spark-submit, such as"
              + " --packages org.apache.hadoop:hadoop-aws:3.4.2 for s3a",
          e);
    }
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
