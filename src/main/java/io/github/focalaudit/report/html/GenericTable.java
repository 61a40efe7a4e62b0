package io.github.focalaudit.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A table of JSON objects: a column for every key that occurs, in the order of the file. */
final class GenericTable {
  private GenericTable() {}

  static Table of(String caption, JsonNode objects) {
    Map<String, Boolean> keys = new LinkedHashMap<>();
    for (JsonNode object : objects) {
      object
          .fields()
          .forEachRemaining(
              field ->
                  keys.merge(field.getKey(), isNumeric(field.getValue()), Boolean::logicalAnd));
    }
    List<Column> columns = new ArrayList<>();
    keys.forEach(
        (key, numeric) ->
            columns.add(numeric ? Column.number(title(key)) : Column.text(title(key))));
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode object : objects) {
      List<Cell> row = new ArrayList<>();
      keys.forEach((key, numeric) -> row.add(cell(object.path(key), numeric)));
      rows.add(row);
    }
    return new Table(caption, columns, rows);
  }

  private static boolean isNumeric(JsonNode value) {
    return value.isNumber() || value.isNull();
  }

  private static Cell cell(JsonNode value, boolean numeric) {
    if (value.isMissingNode() || value.isNull()) {
      return Cell.missing();
    }
    if (!numeric) {
      return Cell.text(RunView.text(value));
    }
    return value.isIntegralNumber()
        ? Cell.count(value.longValue())
        : Cell.number(value.doubleValue());
  }

  /** {@code maxIncrease} as {@code Max increase}. */
  static String title(String key) {
    String words = key.replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").replace('_', ' ');
    String lower = words.toLowerCase(Locale.ROOT);
    return ReadableText.of(
        lower.isEmpty()
            ? key
            : lower.substring(0, 1).toUpperCase(Locale.ROOT) + lower.substring(1));
  }
}
