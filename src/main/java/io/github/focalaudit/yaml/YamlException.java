package io.github.focalaudit.yaml;

import io.github.focalaudit.storage.Excerpt;

/**
 * A mistake in a YAML file, named by file, line and key. The message is {@code FILE, line N, key K:
 * WHAT}. Immutable.
 */
public final class YamlException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final String key;

  /**
   * A mistake.
   *
   * @param file what the file is and its path, such as {@code gate file g.yaml}
   * @param line from 1
   * @param key path from the root, such as {@code rules[0].max}; {@code (file)} for the whole
   * @param what the mistake, with what was expected and found
   */
  public YamlException(String file, int line, String key, String what) {
    super(file + ", line " + line + ", key " + Excerpt.detail(key) + ": " + Excerpt.detail(what));
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
