package io.github.focalaudit.report;

import java.util.Locale;

/** How an exported table is written. */
public enum TableFormat {
  /** RFC 4180 with lines that end in a line feed; the first line has the column names. */
  CSV,
  /** A JSON object a line, with the columns that have a value. */
  JSONL;

  /** The name on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
