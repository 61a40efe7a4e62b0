package io.github.focalaudit.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a table as CSV or JSON lines. Doubles have a text that reads back to the same
 * double. A cell that is null, or a double that is NaN, is empty in CSV and left out in JSON. Used
 * by one thread.
 */
public final class TableWriter {
  private static final JsonFactory JSON = new JsonFactory();

  private final Writer out;
  private final TableFormat format;
  private final List<String> columns;

  /**
   * Begins a table.
   *
   * @param out where it goes; is not closed
   * @param columns names, all different
   */
  public TableWriter(Writer out, TableFormat format, List<String> columns) throws IOException {
    this.out = out;
    this.format = format;
    this.columns = List.copyOf(columns);
    if (format == TableFormat.CSV) {
      csv(columns);
    }
  }

  /**
   * Writes a row.
   *
   * @param cells a text, an integer, a double or null for each column
   * @throws IllegalArgumentException where there are more or fewer than columns
   */
  public void row(List<? extends @Nullable Object> cells) throws IOException {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(
          "row: expected " + columns.size() + " cells, got " + cells.size());
    }
    if (format == TableFormat.CSV) {
      csv(cells);
    } else {
      json(cells);
    }
  }

  private void csv(List<? extends @Nullable Object> cells) throws IOException {
    StringBuilder line = new StringBuilder();
    for (Object cell : cells) {
      line.append(line.isEmpty() ? "" : ",");
      String text = isMissing(cell) ? "" : Objects.toString(cell);
      boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
      line.append(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }
    out.write(line.append('\n').toString());
  }

  private void json(List<? extends @Nullable Object> cells) throws IOException {
    StringWriter line = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      for (int i = 0; i < cells.size(); i++) {
        Object cell = cells.get(i);
        if (isMissing(cell)) {
          continue;
        }
        json.writeFieldName(columns.get(i));
        if (cell instanceof Double number) {
          if (number.isInfinite()) {
            json.writeString(number.toString());
          } else {
            json.writeNumber(number);
          }
        } else if (cell instanceof Number number) {
          json.writeNumber(number.longValue());
        } else {
          json.writeString(Objects.toString(cell));
        }
      }
      json.writeEndObject();
    }
    out.write(line.append('\n').toString());
  }

  private static boolean isMissing(@Nullable Object cell) {
    return cell == null || cell instanceof Double number && number.isNaN();
  }
}
