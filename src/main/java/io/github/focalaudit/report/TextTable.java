package io.github.focalaudit.report;

import java.util.ArrayList;
import java.util.List;

/** A table in plain text with columns as wide as their longest cell. Not thread-safe. */
final class TextTable {
  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int textColumns;

  /**
   * @param textColumns so many columns are aligned left, the others right
   */
  TextTable(int textColumns) {
    this.textColumns = textColumns;
  }

  TextTable row(List<String> cells) {
    rows.add(List.copyOf(cells));
    return this;
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  /** The lines, indented by two spaces, without trailing spaces. */
  List<String> lines() {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int k = 0; k < row.size(); k++) {
        widths[k] = Math.max(widths[k], row.get(k).length());
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int k = 0; k < row.size(); k++) {
      String padding = " ".repeat(widths[k] - row.get(k).length());
      line.append(GAP).append(k < textColumns ? row.get(k) + padding : padding + row.get(k));
    }
    return line.toString().stripTrailing();
  }
}
