package io.github.focalaudit.spark.tables;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Manifests and metadata: small tables that the driver reads into its memory with Spark's own
 * readers. Stateless.
 */
public final class RecordFile {
  /** A longer value is refused while it is read: it is no id, no path and no slice. */
  private static final int MAX_FIELD_CHARS = 1 << 20;

  private RecordFile() {}

  /**
   * Reads every record, values as text.
   *
   * @param path {@code .csv} with a header line, {@code .json} or {@code .jsonl} with an object a
   *     line, {@code .parquet}, or a folder of Parquet files
   * @throws DatasetException where there is no such file, its name says no format, or Spark cannot
   *     read it: the path, and the cause in one line
   */
  public static List<Map<String, @Nullable String>> read(
      SparkSession session, Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    if (!storage.exists(resolved)) {
      throw new DatasetException(
          "no file " + resolved + "; give a CSV, JSON lines or Parquet file");
    }
    if (resolved.matches(".*/[._][^/]*")) {
      throw new DatasetException(
          "cannot read "
              + resolved
              + ": Spark passes over names with a leading _ or a leading dot; rename the file");
    }
    try {
      return records(table(session, storage, resolved));
    } catch (DatasetException e) {
      throw e;
    } catch (Exception e) {
      // Spark throws checked exceptions of Scala code that declares none.
      if (e instanceof SparkThrowable) {
        throw new DatasetException("cannot read " + resolved + ": " + rootCause(e), e);
      }
      throw e;
    }
  }

  /** The message of the innermost cause in one line. */
  static String rootCause(Throwable failure) {
    Throwable root = failure;
    for (Throwable next = failure; next != null; next = next.getCause()) {
      root = next;
    }
    String message = root.getMessage();
    return message == null
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static List<Map<String, @Nullable String>> records(Dataset<Row> table) {
    Column[] columns =
        Arrays.stream(table.columns())
            .map(name -> table.col("`" + name.replace("`", "``") + "`").cast("string"))
            .toArray(Column[]::new);
    String[] names = table.columns();
    List<Map<String, @Nullable String>> records = new ArrayList<>();
    for (Row row : table.select(columns).collectAsList()) {
      Map<String, @Nullable String> fields = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        fields.put(names[i], row.getString(i));
      }
      records.add(fields);
    }
    return records;
  }

  private static Dataset<Row> table(SparkSession session, Storage storage, String path)
      throws IOException {
    String name = path.toLowerCase(Locale.ROOT);
    String literal = path.replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1");
    if (name.endsWith(".csv")) {
      return session
          .read()
          .option("header", true)
          .option("multiLine", true)
          .option("escape", "\"")
          .option("mode", "FAILFAST")
          .option("maxCharsPerColumn", MAX_FIELD_CHARS)
          .csv(literal);
    }
    if (name.endsWith(".json") || name.endsWith(".jsonl")) {
      return session
          .read()
          .option("primitivesAsString", true)
          .option("mode", "FAILFAST")
          .option("maxStringLen", MAX_FIELD_CHARS)
          .json(literal);
    }
    if (name.endsWith(".parquet") || storage.isDirectory(path)) {
      return session.read().parquet(literal);
    }
    throw new DatasetException(
        path + ": expected a name that ends in .csv, .json, .jsonl or .parquet");
  }
}
