package io.github.focalaudit.storage;

/** How a file is going to be read, so that a remote store asks for no more and no less. */
public enum ReadPolicy {
  /** Ranges in any order: one request each. */
  RANDOM("random"),
  /** From some position onwards. */
  SEQUENTIAL("sequential"),
  /** Every byte once, from the first to the last. */
  WHOLE_FILE("whole-file");

  private final String option;

  ReadPolicy(String option) {
    this.option = option;
  }

  /** The names a store may know it by, best first. */
  String option() {
    return this == WHOLE_FILE ? option + ", sequential" : option;
  }
}
