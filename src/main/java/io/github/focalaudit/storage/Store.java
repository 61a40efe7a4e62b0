package io.github.focalaudit.storage;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * The operations of one kind of store, on resolved paths. An absent file or directory is a {@link
 * java.io.FileNotFoundException} that names it. Thread-safe.
 */
interface Store {
  RangeReader open(String path, long knownLength, ReadPolicy policy) throws IOException;

  /** Files below a directory at any depth, without hidden names, in no order. */
  List<FileEntry> list(String directory, Consumer<PassedOver> passedOver) throws IOException;

  /** Files directly in a directory, hidden names too, in no order. */
  List<FileEntry> files(String directory) throws IOException;

  /** Names in a directory, hidden ones too, in no order. */
  List<String> names(String directory) throws IOException;

  FileEntry status(String path) throws IOException;

  boolean exists(String path) throws IOException;

  boolean isDirectory(String path) throws IOException;

  void writeAtomically(String path, byte[] bytes) throws IOException;

  boolean createExclusively(String path, byte[] bytes) throws IOException;

  void createDirectories(String path) throws IOException;

  boolean delete(String path) throws IOException;
}
