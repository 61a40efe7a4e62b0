package io.github.focalaudit.dataset.records;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values that are separated by commas, semicolons or tabs (RFC 4180), with a header line. A field
 * in double quotes may hold separators and line ends, and a quote as two; other fields are what
 * stands between the separators, white space included. Empty lines are passed over. Used once, by
 * one thread.
 */
final class DelimitedRecords {
  /** A longer field is refused while it is read: it is no id, no path and no slice. */
  static final int MAX_FIELD_CHARS = 1 << 20;

  private static final String SEPARATORS = ",;\t";
  private static final int END = -1;

  private final Reader text;
  private final char[] buffer = new char[1 << 13];
  private int at;
  private int limit;
  private char separator;
  private long line;
  private long record;

  /**
   * @param tabs whether tabs separate; else what the header line has most of
   */
  DelimitedRecords(Reader text, boolean tabs) {
    this(text, tabs ? '\t' : '\0', 1);
  }

  private DelimitedRecords(Reader text, char separator, long line) {
    this.text = text;
    this.separator = separator;
    this.line = line;
  }

  /**
   * Adds every record.
   *
   * @throws RecordFault where one is not like the header, or the text is at fault
   */
  void readAll(List<Map<String, @Nullable String>> records) throws IOException {
    List<@Nullable String> names = header();
    for (List<@Nullable String> row = row(); row != null; row = row()) {
      if (row.size() != names.size()) {
        throw fault("expected " + names.size() + " fields as the header has, got " + row.size());
      }
      Map<String, @Nullable String> fields = new LinkedHashMap<>();
      for (int i = 0; i < row.size(); i++) {
        String name = names.get(i);
        if (name != null) {
          fields.put(name, row.get(i));
        }
      }
      records.add(fields);
      endLine();
    }
  }

  /** The names of the columns; null for one without a name, which is left out. */
  private List<@Nullable String> header() throws IOException {
    skipEmptyLines();
    long first = line;
    String raw = rawLine();
    if (separator == '\0') {
      separator = mostFrequent(raw);
    }
    DelimitedRecords inner = new DelimitedRecords(new StringReader(raw), separator, first);
    List<@Nullable String> names = inner.row();
    if (names == null) {
      throw new RecordFault(line, "no header line, the file is empty");
    }
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      Integer earlier = name == null ? null : places.put(name, i + 1);
      if (earlier != null) {
        throw new RecordFault(
            first, "columns " + earlier + " and " + (i + 1) + " are both named " + name);
      }
    }
    return names;
  }

  /** The text up to a line end outside of quotes, which is passed. */
  private String rawLine() throws IOException {
    StringBuilder raw = new StringBuilder();
    boolean quoted = false;
    for (int c = peek(); c != END && (quoted || !isLineEnd(c)); c = peek()) {
      quoted ^= c == '"';
      if (raw.length() == MAX_FIELD_CHARS) {
        throw new RecordFault(
            line, "a header line of more than " + MAX_FIELD_CHARS + " characters");
      }
      take(raw);
    }
    endLine();
    return raw.toString();
  }

  private static char mostFrequent(String header) {
    int[] counts = new int[SEPARATORS.length()];
    boolean quoted = false;
    for (char c : header.toCharArray()) {
      quoted ^= c == '"';
      int known = quoted ? -1 : SEPARATORS.indexOf(c);
      if (known >= 0) {
        counts[known]++;
      }
    }
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS.charAt(most);
  }

  /** The fields of a record, up to its line end; null at the end of the text. */
  private @Nullable List<@Nullable String> row() throws IOException {
    record++;
    skipEmptyLines();
    if (peek() == END) {
      return null;
    }
    List<@Nullable String> fields = new ArrayList<>();
    fields.add(field());
    while (peek() == separator) {
      at++;
      fields.add(field());
    }
    return fields;
  }

  private @Nullable String field() throws IOException {
    StringBuilder value = new StringBuilder();
    if (peek() == '"') {
      at++;
      quoted(value);
      return value.toString();
    }
    for (int c = peek(); c != END && c != separator && !isLineEnd(c); c = peek()) {
      check(value);
      take(value);
    }
    return value.isEmpty() ? null : value.toString();
  }

  private void quoted(StringBuilder value) throws IOException {
    long first = line;
    while (true) {
      int c = peek();
      if (c == END) {
        throw new RecordFault(record, first, "a quote without its end");
      }
      if (c == '"') {
        at++;
        int next = peek();
        if (next == END || next == separator || isLineEnd(next)) {
          return;
        }
        if (next != '"') {
          throw fault("expected a separator or a line end behind a quote, got " + (char) next);
        }
      }
      check(value);
      take(value);
    }
  }

  private void check(StringBuilder value) throws RecordFault {
    if (value.length() == MAX_FIELD_CHARS) {
      throw fault("a field of more than " + MAX_FIELD_CHARS + " characters");
    }
  }

  private void skipEmptyLines() throws IOException {
    while (isLineEnd(peek())) {
      endLine();
    }
  }

  private static boolean isLineEnd(int c) {
    return c == '\n' || c == '\r';
  }

  /** Passes a line end; nothing at the end of the text. */
  private void endLine() throws IOException {
    if (peek() == END) {
      return;
    }
    line++;
    if (buffer[at++] == '\r' && peek() == '\n') {
      at++;
    }
  }

  /** Adds the character that {@link #peek()} returned, and counts lines of quoted text. */
  private void take(StringBuilder target) throws IOException {
    char c = buffer[at++];
    target.append(c);
    if (c == '\n' || (c == '\r' && peek() != '\n')) {
      line++;
    }
  }

  private int peek() throws IOException {
    if (at == limit) {
      try {
        limit = Math.max(0, text.read(buffer, 0, buffer.length));
      } catch (DecodedText.Malformed e) {
        throw fault(String.valueOf(e.getMessage()));
      }
      at = 0;
    }
    return at == limit ? END : buffer[at];
  }

  private RecordFault fault(String reason) {
    return record == 0 ? new RecordFault(line, reason) : new RecordFault(record, line, reason);
  }
}
