package io.github.focalaudit.storage;

import static java.nio.file.FileVisitOption.FOLLOW_LINKS;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Local files without Hadoop's checksum layer: no {@code .crc} files, no second buffer, and names
 * are never parsed.
 */
final class LocalStore implements Store {
  /** What the JDK puts where the locale's encoding has no character for a byte of a name. */
  private static final char UNDECODED = '\uFFFD';

  private final String prefix;

  /**
   * @param prefix what local paths carry outwards: nothing, or {@code file:} where paths without a
   *     scheme belong to another store
   */
  LocalStore(String prefix) {
    this.prefix = prefix;
  }

  /** The resolved form of a local path, absolute or relative to the working directory. */
  String resolve(String path) throws IOException {
    return checked(nioPath(path).toAbsolutePath().normalize());
  }

  @Override
  public RangeReader open(String path, long knownLength, ReadPolicy policy) throws IOException {
    Path file = toPath(path);
    try {
      return new LocalRangeReader(path, file);
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
  }

  @Override
  public List<FileEntry> list(String directory, Consumer<PassedOver> passedOver)
      throws IOException {
    Path root = existingDirectory(directory);
    List<FileEntry> entries = new ArrayList<>();
    Files.walkFileTree(
        root,
        EnumSet.of(FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new LocalListing(this, root, entries, passedOver));
    return entries;
  }

  @Override
  public List<FileEntry> files(String directory) throws IOException {
    Path root = existingDirectory(directory);
    List<FileEntry> entries = new ArrayList<>();
    Files.walkFileTree(
        root,
        EnumSet.of(FOLLOW_LINKS),
        1,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path child, BasicFileAttributes attributes)
              throws IOException {
            if (!attributes.isDirectory() && isDecoded(child)) {
              entries.add(entry(child, attributes));
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path child, IOException failure)
              throws IOException {
            if (child.equals(root)) {
              throw failure;
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return entries;
  }

  @Override
  public List<String> names(String directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(existingDirectory(directory))) {
      for (Path child : children) {
        checked(child);
        names.add(child.getFileName().toString());
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  @Override
  public FileEntry status(String path) throws IOException {
    Path file = toPath(path);
    try {
      return entry(file, Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      throw notFound(path, e);
    }
  }

  @Override
  public boolean exists(String path) throws IOException {
    return attributes(toPath(path)) != null;
  }

  @Override
  public boolean isDirectory(String path) throws IOException {
    BasicFileAttributes attributes = attributes(toPath(path));
    return attributes != null && attributes.isDirectory();
  }

  /** Whether two paths are one file or directory, by way of links too; both have to be there. */
  boolean isSame(String path, String other) throws IOException {
    Path one = toPath(path);
    Path two = toPath(other);
    return Files.exists(one) && Files.exists(two) && Files.isSameFile(one, two);
  }

  @Override
  public void writeAtomically(String path, byte[] bytes) throws IOException {
    Path target = toPath(path);
    Path temporary = writeTemporary(target, bytes);
    try {
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Override
  public boolean createExclusively(String path, byte[] bytes) throws IOException {
    Path target = toPath(path);
    Path temporary = writeTemporary(target, bytes);
    try {
      // A hard link appears with its whole content, or not at all where the name is taken.
      Files.createLink(target, temporary);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (UnsupportedOperationException | FileSystemException e) {
      return createWithoutLink(target, bytes);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static boolean createWithoutLink(Path target, byte[] bytes) throws IOException {
    try {
      writeNew(target, bytes);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  @Override
  public void createDirectories(String path) throws IOException {
    Path directory = toPath(path);
    if (attributes(directory) == null) {
      Files.createDirectories(directory);
    } else {
      existingDirectory(path);
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    Path target = toPath(path);
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    Files.walkFileTree(
        target,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path child, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(child);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path child, @Nullable IOException error)
              throws IOException {
            if (error != null) {
              throw error;
            }
            Files.deleteIfExists(child);
            return FileVisitResult.CONTINUE;
          }
        });
    return true;
  }

  private Path existingDirectory(String path) throws IOException {
    Path directory = toPath(path);
    BasicFileAttributes attributes = attributes(directory);
    if (attributes == null) {
      throw notFound(path, null);
    }
    if (!attributes.isDirectory()) {
      throw new NotDirectoryException(path);
    }
    return directory;
  }

  /**
   * The attributes of a file or directory; null where there is none.
   *
   * @throws IOException where it cannot be told whether there is one: by the rights of a folder
   *     above it, or by links that lead back to themselves
   */
  private static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    } catch (FileSystemException e) {
      if (FileFaults.isInTheWay(e)) {
        throw e;
      }
      return null;
    }
  }

  private static Path writeTemporary(Path target, byte[] bytes) throws IOException {
    Path directory = target.getParent();
    if (directory == null) {
      throw new IOException("cannot write " + target + ": it is a root directory");
    }
    Files.createDirectories(directory);
    Path temporary = directory.resolve(StoragePaths.temporaryName());
    writeNew(temporary, bytes);
    return temporary;
  }

  /** Writes a file that is not there; where the disk is full, nothing of it stays. */
  private static void writeNew(Path file, byte[] bytes) throws IOException {
    try {
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  FileEntry entry(Path file, BasicFileAttributes attributes) throws IOException {
    // A link to nowhere and a pipe are listed with length 0: opening them fails and names the file.
    long byteLength = attributes.isRegularFile() ? attributes.size() : 0;
    return new FileEntry(
        checked(file), byteLength, Math.max(0, attributes.lastModifiedTime().toMillis()));
  }

  /** The outward form of a path; where it is not decoded, only for messages. */
  String outward(Path path) {
    return prefix + path;
  }

  /** Whether the locale's encoding has a character for every byte of a name. */
  static boolean isDecoded(Path path) {
    return path.toString().indexOf(UNDECODED) < 0;
  }

  /** Why a name that is not decoded cannot be used. */
  String undecoded(Path path) {
    return "file name "
        + path
        + " cannot be read in the encoding "
        + nameEncoding()
        + ": "
        + REMEDY;
  }

  private String checked(Path path) throws IOException {
    if (!isDecoded(path)) {
      throw new IOException(undecoded(path));
    }
    return outward(path);
  }

  private Path toPath(String path) throws IOException {
    return nioPath(path.substring(prefix.length()));
  }

  private static Path nioPath(String path) throws IOException {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new IOException(
          "file name "
              + path
              + " is not possible in the encoding "
              + nameEncoding()
              + ": "
              + REMEDY,
          e);
    }
  }

  private static final String REMEDY =
      "start the program with LC_ALL=C.UTF-8 (executors: spark.executorEnv.LC_ALL)";

  private static String nameEncoding() {
    return System.getProperty("sun.jnu.encoding", Charset.defaultCharset().name());
  }

  private static FileNotFoundException notFound(String path, @Nullable Throwable cause) {
    FileNotFoundException error = new FileNotFoundException("no such file or directory: " + path);
    if (cause != null) {
      error.initCause(cause);
    }
    return error;
  }
}
