package io.github.focalaudit.storage;

import java.io.IOException;

/**
 * A name that is there and can never be read as a file: a directory, a pipe, a socket, a device.
 */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  UnreadableFileException(String path, String found) {
    super("cannot read " + path + ": expected a regular file, it is a " + found);
  }
}
