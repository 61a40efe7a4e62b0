package io.github.focalaudit.dataset.records;

import java.io.IOException;

/** A record that is not as its format wants it. */
final class RecordFault extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param record counted from 1, without a header
   * @param line counted from 1, where the fault is
   */
  RecordFault(long record, long line, String reason) {
    super("record " + record + ", line " + line + ": " + reason);
  }

  RecordFault(long line, String reason) {
    super("line " + line + ": " + reason);
  }
}
