package io.github.focalaudit.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.security.AccessControlException;

/**
 * Collects the files below a directory of a Hadoop file system. What is hidden is left out; run
 * directories and folders that may not be read are passed over. Used by one thread.
 */
final class HadoopListing {
  private final FileSystem fileSystem;
  private final String directory;
  private final Consumer<PassedOver> passedOver;
  private final List<FileEntry> entries = new ArrayList<>();
  private final Set<String> runs = new TreeSet<>();

  HadoopListing(FileSystem fileSystem, String directory, Consumer<PassedOver> passedOver) {
    this.fileSystem = fileSystem;
    this.directory = directory;
    this.passedOver = passedOver;
  }

  /**
   * The files, in no order.
   *
   * @param root the directory
   */
  List<FileEntry> entries(Path root) throws IOException {
    try {
      // One flat listing of an object store; it ends at the first folder that may not be read.
      RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
      while (files.hasNext()) {
        add(files.next());
      }
    } catch (AccessControlException | AccessDeniedException e) {
      entries.clear();
      runs.clear();
      walk(root);
    }
    runs.remove(StoragePaths.parent(StoragePaths.child(directory, RunDirectory.MARKER)));
    runs.forEach(run -> passedOver.accept(new PassedOver(run, true, false, PassedOver.RUN)));
    entries.removeIf(entry -> isInRun(entry.path()));
    return entries;
  }

  private void walk(Path root) throws IOException {
    Deque<Path> folders = new ArrayDeque<>(List.of(root));
    while (!folders.isEmpty()) {
      Path folder = folders.remove();
      try {
        RemoteIterator<FileStatus> children = fileSystem.listStatusIterator(folder);
        while (children.hasNext()) {
          FileStatus child = children.next();
          if (!child.isDirectory()) {
            add(child);
          } else if (!StoragePaths.isHiddenDirectory(child.getPath().getName())) {
            folders.add(child.getPath());
          }
        }
      } catch (AccessControlException | AccessDeniedException e) {
        if (folder.equals(root)) {
          throw e;
        }
        String reason = "cannot be read: " + FileFaults.text(e);
        passedOver.accept(new PassedOver(folder.toString(), true, true, reason));
      }
    }
  }

  private void add(FileStatus status) {
    String path = status.getPath().toString();
    String[] names = StoragePaths.relative(directory, path).split("/", -1);
    int last = names.length - 1;
    if (Arrays.stream(names, 0, last).anyMatch(StoragePaths::isHiddenDirectory)) {
      return;
    }
    if (!StoragePaths.isHiddenFile(names[last])) {
      entries.add(HadoopStore.entry(path, status));
    } else if (names[last].equals(RunDirectory.MARKER)) {
      runs.add(StoragePaths.parent(path));
    }
  }

  private boolean isInRun(String path) {
    String folder = StoragePaths.parent(path);
    while (!runs.isEmpty() && folder.length() > directory.length()) {
      if (runs.contains(folder)) {
        return true;
      }
      folder = StoragePaths.parent(folder);
    }
    return false;
  }
}
