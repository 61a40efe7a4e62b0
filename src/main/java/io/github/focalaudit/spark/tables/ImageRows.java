package io.github.focalaudit.spark.tables;

import io.github.focalaudit.comparison.ImageScore;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;

/** Rows of an images table as the gate sees them. Stateless. */
final class ImageRows {
  private static final String[] COLUMNS = {
    "image_id",
    "slices",
    "prediction_fingerprint",
    "truth_fingerprint",
    "valid_pixels",
    "cross_entropy_sum",
    "positives",
    "negatives",
    "true_positives",
    "false_positives"
  };

  private ImageRows() {}

  /**
   * One struct column, and the id of the image.
   *
   * @param path of the table
   * @param gammaIndex which gamma of the sweep is meant
   * @param name of the struct column
   */
  static Dataset<Row> read(SparkSession session, String path, int gammaIndex, String name) {
    Dataset<Row> table = RunTables.reader(session).parquet(path);
    Column sweep = functions.col("sweep").getItem(gammaIndex);
    Column[] fields = new Column[COLUMNS.length + 2];
    for (int i = 0; i < COLUMNS.length; i++) {
      fields[i] = functions.col(COLUMNS[i]);
    }
    fields[COLUMNS.length] = sweep.getField("positive_sum").as("positive_sum");
    fields[COLUMNS.length + 1] = sweep.getField("negative_sum").as("negative_sum");
    return table.select(
        functions.col("image_id").as(name + "_id"), functions.struct(fields).as(name));
  }

  /** The image of a struct that {@link #read} made. */
  static ImageScore score(Row row) {
    Map<String, String> slices = row.getJavaMap(1);
    return new ImageScore(
        row.getString(0),
        slices,
        row.getString(2),
        row.getString(3),
        row.getLong(4),
        row.getDouble(5),
        doubles(row.getList(10)),
        doubles(row.getList(11)),
        longs(row.getList(6)),
        longs(row.getList(7)),
        longs(row.getList(8)),
        longs(row.getList(9)));
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static long[] longs(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
