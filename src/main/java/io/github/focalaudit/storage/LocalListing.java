package io.github.focalaudit.storage;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Collects the files below a local directory. What is hidden is left out; run directories, loops of
 * links, and what cannot be read or named is passed over. Used by one thread.
 */
final class LocalListing extends SimpleFileVisitor<Path> {
  /** The folder that fsck keeps in the root of a file system, readable for root alone. */
  private static final String LOST_AND_FOUND = "lost+found";

  private static final String OF_THE_FILE_SYSTEM = "a folder of the file system itself";

  private final LocalStore store;
  private final Path root;
  private final List<FileEntry> entries;
  private final Consumer<PassedOver> passedOver;

  LocalListing(
      LocalStore store, Path root, List<FileEntry> entries, Consumer<PassedOver> passedOver) {
    this.store = store;
    this.root = root;
    this.entries = entries;
    this.passedOver = passedOver;
  }

  @Override
  public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
    if (folder.equals(root)) {
      return FileVisitResult.CONTINUE;
    }
    if (StoragePaths.isHiddenDirectory(name(folder))) {
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (name(folder).equals(LOST_AND_FOUND)) {
      passOver(folder, true, false, OF_THE_FILE_SYSTEM);
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (!LocalStore.isDecoded(folder)) {
      passOver(folder, true, true, store.undecoded(folder));
      return FileVisitResult.SKIP_SUBTREE;
    }
    if (Files.exists(folder.resolve(RunDirectory.MARKER))) {
      passOver(folder, true, false, PassedOver.RUN);
      return FileVisitResult.SKIP_SUBTREE;
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
    if (StoragePaths.isHiddenFile(name(file))) {
      return FileVisitResult.CONTINUE;
    }
    if (LocalStore.isDecoded(file)) {
      entries.add(store.entry(file, attributes));
    } else {
      passOver(file, false, true, store.undecoded(file));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult visitFileFailed(Path path, IOException failure) throws IOException {
    if (path.equals(root)) {
      throw failure;
    }
    if (failure instanceof FileSystemLoopException) {
      passOver(path, true, false, "a link to a folder above it");
    } else if (name(path).equals(LOST_AND_FOUND)) {
      passOver(path, true, false, OF_THE_FILE_SYSTEM);
    } else if (!StoragePaths.isHiddenDirectory(name(path))) {
      passOver(path, Files.isDirectory(path), true, reason(failure));
    }
    return FileVisitResult.CONTINUE;
  }

  @Override
  public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
      throws IOException {
    if (failure != null && folder.equals(root)) {
      throw failure;
    }
    if (failure != null) {
      passOver(folder, true, true, reason(failure));
    }
    return FileVisitResult.CONTINUE;
  }

  private void passOver(Path path, boolean folder, boolean lost, String reason) {
    passedOver.accept(new PassedOver(store.outward(path), folder, lost, reason));
  }

  private static String reason(IOException failure) {
    return "cannot be read: " + FileFaults.text(failure);
  }

  private static String name(Path path) {
    Path name = path.getFileName();
    return name == null ? "" : name.toString();
  }
}
