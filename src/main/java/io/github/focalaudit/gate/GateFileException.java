package io.github.focalaudit.gate;

/** A gate file that says something impossible: a mistake of the caller, named by line and key. */
public final class GateFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String key;

  GateFileException(String file, int line, String key, String message) {
    super("gate file " + file + ", line " + line + ", key " + key + ": " + message);
    this.line = line;
    this.key = key;
  }

  /** The line, from 1. */
  public int line() {
    return line;
  }

  /** The key, such as {@code rules[0].maxIncrease}. */
  public String key() {
    return key;
  }
}
