package io.github.focalaudit.spark.tables;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.dataset.records.RecordText;
import io.github.focalaudit.spark.JobGroup;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Manifests and metadata: small tables that the driver reads into its memory. Stateless. */
public final class RecordFile {
  /** Settings of the session that reads Parquet: text does not depend on the machine's zone. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "spark.sql.session.timeZone",
          "UTC",
          "spark.sql.sources.partitionColumnTypeInference.enabled",
          "false");

  private static final String PARQUET = ".parquet";

  private RecordFile() {}

  /**
   * Reads every record. Values of text files are text exactly as written; those of Parquet as Spark
   * casts them to text, timestamps in UTC, and the folders of partitions ({@code scene=007}) as
   * their names have them.
   *
   * @param session asked for where Spark has to read the file
   * @param path {@code .csv} or {@code .tsv} with a header line, {@code .json}, {@code .jsonl} or
   *     {@code .ndjson} with objects, {@code .parquet}, or a folder of such files, which is Parquet
   *     where its name says nothing
   * @throws DatasetException where there is no such file, its name says no format, or it cannot be
   *     read: the path, the record, and the cause in one line
   */
  public static List<Map<String, @Nullable String>> read(
      Supplier<SparkSession> session, Storage storage, String path) throws IOException {
    String resolved = storage.resolve(path);
    if (!storage.exists(resolved)) {
      throw new DatasetException("no file " + resolved + "; give a CSV, TSV, JSON or Parquet file");
    }
    if (RecordText.isNamed(resolved)) {
      return RecordText.read(storage, resolved);
    }
    if (!resolved.toLowerCase(Locale.ROOT).endsWith(PARQUET) && !storage.isDirectory(resolved)) {
      throw new DatasetException(
          resolved
              + ": expected a name that ends in "
              + String.join(", ", RecordText.SUFFIXES)
              + " or "
              + PARQUET);
    }
    if (resolved.matches(".*/[._][^/]*")) {
      throw new DatasetException(
          "cannot read "
              + resolved
              + ": Spark passes over names with a leading _ or a leading dot; rename the file");
    }
    SparkSession own = session.get().newSession();
    SETTINGS.forEach((key, value) -> own.conf().set(key, value));
    try (RowByRow quick = new RowByRow(own);
        JobGroup group = JobGroup.begin(own, "Read " + resolved)) {
      return records(own.read().parquet(literal(resolved)));
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

  /** The literal path of a glob pattern. */
  private static String literal(String path) {
    return path.replaceAll("([\\\\*?\\[\\]{}])", "\\\\$1");
  }
}
