package io.github.focalaudit.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FutureDataInputStreamBuilder;
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
  private final Configuration configuration;
  private final HadoopWrites writes;

  HadoopStore(Configuration configuration) {
    this.configuration = configuration;
    this.writes = new HadoopWrites(this, configuration);
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
    if (knownLength >= 0) {
      return new HadoopRangeReader(
          path,
          () ->
              stream(
                  builder(path, policy)
                      .opt(OpenFileOptions.FS_OPTION_OPENFILE_LENGTH, Long.toString(knownLength))),
          knownLength);
    }
    FileStatus status = fileStatus(path);
    if (status.isDirectory()) {
      throw new UnreadableFileException(path, "directory");
    }
    return new HadoopRangeReader(
        path, () -> stream(builder(path, policy).withFileStatus(status)), status.getLen());
  }

  private FutureDataInputStreamBuilder builder(String path, ReadPolicy policy) throws IOException {
    Path file = new Path(path);
    return fileSystem(file)
        .openFile(file)
        .opt(OpenFileOptions.FS_OPTION_OPENFILE_READ_POLICY, policy.option());
  }

  private static FSDataInputStream stream(FutureDataInputStreamBuilder builder) throws IOException {
    CompletableFuture<FSDataInputStream> opened = builder.build();
    return FutureIO.awaitFuture(opened);
  }

  @Override
  public List<FileEntry> list(String directory, Consumer<PassedOver> passedOver)
      throws IOException {
    Path root = existingDirectory(directory);
    return new HadoopListing(fileSystem(root), directory, passedOver).entries(root);
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
    writes.atomically(path, bytes);
  }

  @Override
  public boolean createExclusively(String path, byte[] bytes) throws IOException {
    return writes.exclusively(path, bytes);
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

  static FileEntry entry(String path, FileStatus status) {
    return new FileEntry(path, status.getLen(), Math.max(0, status.getModificationTime()));
  }

  FileSystem fileSystem(Path path) throws IOException {
    try {
      return path.getFileSystem(configuration);
    } catch (UnsupportedFileSystemException e) {
      throw new MissingClientException(path, e);
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      if (isMissingClass(e)) {
        throw new MissingClientException(path, e);
      }
      throw e;
    }
  }

  /** Of the file system's own class, or of a library that it calls. */
  private static boolean isMissingClass(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClassNotFoundException || cause instanceof NoClassDefFoundError) {
        return true;
      }
    }
    return false;
  }
}
