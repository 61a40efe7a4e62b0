package io.github.focalaudit.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The images whose slice columns have given values, such as {@code weather=fog} or {@code
 * city=bonn,weather=fog}. Columns keep the order in which they were given. Keys are ordered by
 * columns, then by values.
 *
 * @param columns names of the slice columns
 * @param values one value a column; {@link #ANY} in a rule stands for every value
 */
public record SliceKey(List<String> columns, List<String> values)
    implements Comparable<SliceKey>, Serializable {
  /** The value that stands for every value of a column. */
  public static final String ANY = "*";

  /** What ends a column, a value, or the brackets of a metric's name. */
  private static final Pattern RESERVED = Pattern.compile("[\\\\,=\\]]");

  public SliceKey {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
    if (columns.isEmpty() || columns.size() != values.size()) {
      throw new IllegalArgumentException(
          "slice: expected one value a column, got " + columns + " and " + values);
    }
  }

  /**
   * Reads {@code column=value[,column=value]}; a backslash takes the next character as it is.
   *
   * @throws IllegalArgumentException where a part has no column, no value or no equals sign
   */
  public static SliceKey parse(String text) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    StringBuilder current = new StringBuilder();
    String column = null;
    for (int i = 0; i <= text.length(); i++) {
      char next = i == text.length() ? ',' : text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) {
        i++;
        current.append(text.charAt(i));
      } else if (next == '=' && column == null) {
        column = current.toString().strip();
        current.setLength(0);
      } else if (next == ',') {
        String value = current.toString().strip();
        if (column == null || column.isEmpty() || value.isEmpty()) {
          throw new IllegalArgumentException(
              "slice["
                  + text
                  + "]: expected column=value[,column=value], got \""
                  + (column == null ? "" : column + "=")
                  + value
                  + "\"");
        }
        columns.add(column);
        values.add(value);
        column = null;
        current.setLength(0);
      } else {
        current.append(next);
      }
    }
    return new SliceKey(columns, values);
  }

  /** The slice of an image for some columns; null where the image lacks a value for one of them. */
  public static @Nullable SliceKey of(
      List<String> columns, Map<String, ? extends @Nullable String> slices) {
    List<String> values = new ArrayList<>();
    for (String column : columns) {
      String value = slices.get(column);
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return new SliceKey(columns, values);
  }

  /** Whether an image belongs to the slice. */
  public boolean contains(Map<String, ? extends @Nullable String> slices) {
    for (int i = 0; i < columns.size(); i++) {
      if (!Objects.equals(values.get(i), slices.get(columns.get(i)))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a value stands for every value. */
  public boolean isPattern() {
    return values.contains(ANY);
  }

  /** Whether a slice of the same columns is one of those that this pattern names. */
  public boolean matches(SliceKey slice) {
    if (!columns.equals(slice.columns)) {
      return false;
    }
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).equals(ANY) && !values.get(i).equals(slice.values.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@code column=value[,column=value]}, with a backslash before what {@link #parse} would take for
   * its own: no two slices have one label.
   */
  public String label() {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      label.append(i == 0 ? "" : ",");
      label.append(escaped(columns.get(i))).append('=').append(escaped(values.get(i)));
    }
    return label.toString();
  }

  private static String escaped(String text) {
    return RESERVED.matcher(text).replaceAll("\\\\$0");
  }

  @Override
  public int compareTo(SliceKey other) {
    int byColumns = compare(columns, other.columns);
    return byColumns != 0 ? byColumns : compare(values, other.values);
  }

  private static int compare(List<String> left, List<String> right) {
    return Arrays.compare(left.toArray(String[]::new), right.toArray(String[]::new));
  }

  @Override
  public String toString() {
    return label();
  }
}
