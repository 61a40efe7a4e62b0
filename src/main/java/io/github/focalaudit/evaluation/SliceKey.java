package io.github.focalaudit.evaluation;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The images whose slice columns have given values, such as {@code weather=fog} or {@code
 * city=bonn,weather=fog}. Columns keep the order in which they were given.
 *
 * @param columns names of the slice columns
 * @param values one value a column; {@link #ANY} in a rule stands for every value
 */
public record SliceKey(List<String> columns, List<String> values) implements Serializable {
  /** The value that stands for every value of a column. */
  public static final String ANY = "*";

  public SliceKey {
    columns = List.copyOf(columns);
    values = List.copyOf(values);
    if (columns.isEmpty() || columns.size() != values.size()) {
      throw new IllegalArgumentException(
          "slice: expected one value a column, got " + columns + " and " + values);
    }
  }

  /**
   * Reads {@code column=value[,column=value]}.
   *
   * @throws IllegalArgumentException where a part has no column, no value or no equals sign
   */
  public static SliceKey parse(String text) {
    List<String> columns = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals <= 0 || equals == part.length() - 1) {
        throw new IllegalArgumentException(
            "slice[" + text + "]: expected column=value[,column=value], got \"" + part + "\"");
      }
      columns.add(part.substring(0, equals).strip());
      values.add(part.substring(equals + 1).strip());
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

  /** {@code column=value[,column=value]}. */
  public String label() {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      label.append(i == 0 ? "" : ",").append(columns.get(i)).append('=').append(values.get(i));
    }
    return label.toString();
  }

  @Override
  public String toString() {
    return label();
  }
}
