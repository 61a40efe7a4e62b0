package io.github.focalaudit.spark.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.map_keys;

import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** The rows of a run's tables in a fixed order. Stateless. */
public final class StoredRows {
  private StoredRows() {}

  /**
   * Images by id.
   *
   * @throws IllegalArgumentException where the run has no such table
   */
  public static Dataset<Row> images(SparkSession session, Storage storage, String path)
      throws IOException {
    return read(session, storage, path, ImageTable.schema()).orderBy("image_id");
  }

  /** The columns that images have slices by, by name. */
  public static List<String> sliceColumns(Dataset<Row> images) {
    return images
        .select(explode(map_keys(col("slices"))).as("name"))
        .distinct()
        .orderBy("name")
        .as(Encoders.STRING())
        .collectAsList();
  }

  /**
   * Refused inputs by reason, path and image.
   *
   * @throws IllegalArgumentException where the run has no such table
   */
  public static Dataset<Row> quarantine(SparkSession session, Storage storage, String path)
      throws IOException {
    return read(session, storage, path, QuarantineTable.schema())
        .orderBy("code", "path", "image_id", "detail");
  }

  /**
   * Suspected components, the highest scores first.
   *
   * @throws IllegalArgumentException where the run has no such table
   */
  public static Dataset<Row> labelComponents(SparkSession session, Storage storage, String path)
      throws IOException {
    return read(session, storage, path, LabelIssueTable.componentsSchema())
        .orderBy(col("score").desc(), col("image_id"), col("plane"), col("top"), col("left"));
  }

  private static Dataset<Row> read(
      SparkSession session, Storage storage, String path, StructType schema) throws IOException {
    if (!storage.isDirectory(path)) {
      throw new IllegalArgumentException("no table at " + path + "; give a run that has it");
    }
    return RunTables.reader(session).schema(schema).parquet(path);
  }
}
