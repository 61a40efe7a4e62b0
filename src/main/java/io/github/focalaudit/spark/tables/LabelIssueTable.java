package io.github.focalaudit.spark.tables;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import io.github.focalaudit.document.AuditDocument.LabelIssues;
import io.github.focalaudit.document.AuditDocument.SuspectImage;
import io.github.focalaudit.document.AuditDocument.SuspectRow;
import io.github.focalaudit.evaluation.audit.ImageIssues;
import io.github.focalaudit.evaluation.audit.LabelModel;
import io.github.focalaudit.spark.JobGroup;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** The tables of suspected labels: a row an image, and a row a component. Stateless. */
public final class LabelIssueTable {
  private static final StructType COMPONENT =
      new StructType()
          .add("given", DataTypes.IntegerType, false)
          .add("suggested", DataTypes.IntegerType, false)
          .add("area", DataTypes.LongType, false)
          .add("score", DataTypes.DoubleType, false)
          .add("probability", DataTypes.DoubleType, false)
          .add("plane", DataTypes.IntegerType, false)
          .add("top", DataTypes.IntegerType, false)
          .add("left", DataTypes.IntegerType, false)
          .add("bottom", DataTypes.IntegerType, false)
          .add("right", DataTypes.IntegerType, false);

  private static final StructType PAIR =
      new StructType()
          .add("given", DataTypes.IntegerType, false)
          .add("suggested", DataTypes.IntegerType, false)
          .add("pixels", DataTypes.LongType, false)
          .add("components", DataTypes.LongType, false);

  private static final StructType SCHEMA =
      new StructType()
          .add("image_id", DataTypes.StringType, false)
          .add("valid_pixels", DataTypes.LongType, false)
          .add("suspect_pixels", DataTypes.LongType, false)
          .add("score", DataTypes.DoubleType, false)
          .add("component_count", DataTypes.LongType, false)
          .add("pairs", DataTypes.createArrayType(PAIR, false), false)
          .add("components", DataTypes.createArrayType(COMPONENT, false), false);

  private LabelIssueTable() {}

  /** The columns of the table of components. */
  static StructType componentsSchema() {
    StructType schema = new StructType().add("image_id", DataTypes.StringType, false);
    for (StructField field : COMPONENT.fields()) {
      schema = schema.add(field);
    }
    return schema;
  }

  public static Row row(String imageId, ImageIssues issues) {
    return RowFactory.create(
        imageId,
        issues.validPixels(),
        issues.suspectPixels(),
        issues.score(),
        issues.componentCount(),
        issues.pairs().stream()
            .map(p -> RowFactory.create(p.given(), p.suggested(), p.pixels(), p.components()))
            .toArray(Row[]::new),
        issues.components().stream()
            .map(
                c ->
                    RowFactory.create(
                        c.given(),
                        c.suggested(),
                        c.area(),
                        c.score(),
                        c.probability(),
                        c.plane(),
                        c.top(),
                        c.left(),
                        c.bottom(),
                        c.right()))
            .toArray(Row[]::new));
  }

  public static void write(
      SparkSession session,
      Storage storage,
      JavaRDD<Row> rows,
      String issuesPath,
      String componentsPath)
      throws IOException {
    Dataset<Row> issues = session.createDataFrame(rows, SCHEMA);
    Column[] ofImage =
        Arrays.stream(SCHEMA.fieldNames())
            .filter(name -> !name.equals("components"))
            .map(org.apache.spark.sql.functions::col)
            .toArray(Column[]::new);
    issues
        .select(ofImage)
        .orderBy(col("score").desc(), col("image_id"))
        .write()
        .mode(SaveMode.Overwrite)
        .options(storage.writerOptions(issuesPath))
        .parquet(issuesPath);
    issues
        .select(col("image_id"), explode(col("components")).as("component"))
        .select("image_id", "component.*")
        .orderBy(col("score").desc(), col("image_id"), col("top"), col("left"))
        .write()
        .mode(SaveMode.Overwrite)
        .options(storage.writerOptions(componentsPath))
        .parquet(componentsPath);
  }

  /**
   * The first rows of the tables.
   *
   * @param model what labels were judged by
   * @param limit most images and most components
   */
  public static LabelIssues read(
      SparkSession session, String issuesPath, String componentsPath, LabelModel model, int limit) {
    try (JobGroup group = JobGroup.begin(session, "Read the suspected labels")) {
      Dataset<Row> issues = RunTables.reader(session).parquet(issuesPath);
      Row totals = issues.agg(sum("valid_pixels"), sum("suspect_pixels")).head();
      long valid = totals.isNullAt(0) ? 0 : totals.getLong(0);
      long suspect = totals.isNullAt(1) ? 0 : totals.getLong(1);
      List<@Nullable Double> listed = new ArrayList<>();
      for (int c = 0; c < model.classes(); c++) {
        double threshold = model.threshold(c);
        listed.add(Double.isNaN(threshold) ? null : Double.valueOf(threshold));
      }
      return new LabelIssues(
          valid,
          suspect,
          valid == 0 ? 0 : (double) suspect / valid,
          listed,
          images(issues, limit),
          components(RunTables.reader(session).parquet(componentsPath), limit),
          pairs(issues, limit));
    }
  }

  private static List<SuspectImage> images(Dataset<Row> issues, int limit) {
    List<SuspectImage> images = new ArrayList<>();
    for (Row row :
        issues
            .filter(col("suspect_pixels").gt(lit(0)))
            .orderBy(col("score").desc(), col("image_id"))
            .limit(limit)
            .select("image_id", "score", "suspect_pixels", "valid_pixels", "component_count")
            .collectAsList()) {
      images.add(
          new SuspectImage(
              row.getString(0),
              row.getDouble(1),
              row.getLong(2),
              (double) row.getLong(2) / row.getLong(3),
              row.getLong(4),
              null,
              null));
    }
    return images;
  }

  private static List<SuspectRow> components(Dataset<Row> table, int limit) {
    List<SuspectRow> components = new ArrayList<>();
    for (Row row :
        table
            .orderBy(col("score").desc(), col("image_id"), col("top"), col("left"))
            .limit(limit)
            .select(
                "image_id",
                "given",
                "suggested",
                "score",
                "area",
                "probability",
                "plane",
                "top",
                "left",
                "bottom",
                "right")
            .collectAsList()) {
      components.add(
          new SuspectRow(
              row.getString(0),
              row.getInt(1),
              row.getInt(2),
              row.getDouble(3),
              row.getLong(4),
              row.getDouble(5),
              row.getInt(6),
              List.of(row.getInt(7), row.getInt(8), row.getInt(9), row.getInt(10))));
    }
    return components;
  }

  private static List<ImageIssues.Pair> pairs(Dataset<Row> issues, int limit) {
    List<ImageIssues.Pair> pairs = new ArrayList<>();
    for (Row row :
        issues
            .select(explode(col("pairs")).as("pair"))
            .select("pair.*")
            .groupBy("given", "suggested")
            .agg(sum("pixels").as("pixels"), sum("components").as("components"))
            .orderBy(col("pixels").desc(), col("given"), col("suggested"))
            .limit(limit)
            .collectAsList()) {
      pairs.add(new ImageIssues.Pair(row.getInt(0), row.getInt(1), row.getLong(2), row.getLong(3)));
    }
    return pairs;
  }
}
