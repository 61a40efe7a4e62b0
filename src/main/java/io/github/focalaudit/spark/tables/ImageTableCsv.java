package io.github.focalaudit.spark.tables;

import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Objects;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The images table as CSV, for tools that read no Parquet: one line an image, sorted by id, doubles
 * in a text that reads back to the same double. Stateless.
 */
public final class ImageTableCsv {
  private static final String[] COLUMNS = {
    "image_id",
    "prediction",
    "truth",
    "batch_index",
    "valid_pixels",
    "valid_elements",
    "denominator",
    "loss_sum",
    "loss_mean",
    "cross_entropy_sum",
    "clamped_elements",
    "label_quality",
    "kernel"
  };

  private ImageTableCsv() {}

  /**
   * Writes the table of a run.
   *
   * @param table the folder of the images table
   */
  public static void write(SparkSession session, Storage storage, String table, PrintWriter out)
      throws IOException {
    if (!storage.isDirectory(table)) {
      throw new IllegalArgumentException("no images table at " + table + "; give a run directory");
    }
    out.print(String.join(",", COLUMNS) + "\n");
    Dataset<Row> rows =
        RunTables.reader(session)
            .schema(ImageTable.schema())
            .parquet(table)
            .selectExpr(COLUMNS)
            .orderBy("image_id");
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      Row row = it.next();
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < COLUMNS.length; i++) {
        line.append(i == 0 ? "" : ",").append(cell(Objects.toString(row.get(i), "")));
      }
      out.print(line.append('\n'));
    }
    out.flush();
  }

  private static String cell(String text) {
    boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
