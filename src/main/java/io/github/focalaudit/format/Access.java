package io.github.focalaudit.format;

/** How the bytes of a format are reached. */
public enum Access {
  /** The header comes first, and parts of the elements can be read without the rest. */
  RANGES,
  /** From the first byte to the last; the elements are held in memory as a whole. */
  STREAM,
  /** By a directory at the end of the file; the elements are held in memory as a whole. */
  DIRECTORY
}
