package io.github.focalaudit.spark.tables;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.evaluation.ClassCounts;
import io.github.focalaudit.evaluation.ImageProvenance;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.ImageSums.Confusion;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.spark.JobGroup;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** The images table: a row an image. Everything that a mean is made of is in it. Stateless. */
public final class ImageTable {
  /** How many of an image's confusions its row keeps, the largest first. */
  static final int CONFUSIONS = 8;

  private static final ArrayType DOUBLES = DataTypes.createArrayType(DataTypes.DoubleType, false);
  private static final ArrayType LONGS = DataTypes.createArrayType(DataTypes.LongType, false);

  private static final StructType GAMMA =
      new StructType()
          .add("gamma", DataTypes.DoubleType, false)
          .add("positive_sum", DOUBLES, false)
          .add("negative_sum", DOUBLES, false);

  private static final StructType CONFUSION =
      new StructType()
          .add("truth", DataTypes.IntegerType, false)
          .add("prediction", DataTypes.IntegerType, false)
          .add("pixels", DataTypes.LongType, false);

  private static final StructType SCHEMA =
      required("image_id", DataTypes.StringType)
          .add(
              "slices",
              DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType, true),
              false)
          .add("prediction", DataTypes.StringType, false)
          .add("truth", DataTypes.StringType, false)
          .add("batch_index", DataTypes.IntegerType, true)
          .add("prediction_bytes", DataTypes.LongType, false)
          .add("truth_bytes", DataTypes.LongType, false)
          .add("prediction_fingerprint", DataTypes.StringType, false)
          .add("truth_fingerprint", DataTypes.StringType, false)
          .add("spatial", DataTypes.createArrayType(DataTypes.IntegerType, false), false)
          .add("classes", DataTypes.IntegerType, false)
          .add("dtype", DataTypes.StringType, false)
          .add("kernel", DataTypes.StringType, false)
          .add("valid_pixels", DataTypes.LongType, false)
          .add("ignored_pixels", DataTypes.LongType, false)
          .add("valid_elements", DataTypes.LongType, false)
          .add("denominator", DataTypes.DoubleType, false)
          .add("loss_mean", DataTypes.DoubleType, true)
          .add("loss_sum", DataTypes.DoubleType, false)
          .add("cross_entropy_sum", DataTypes.DoubleType, false)
          .add("positive_sum", DOUBLES, false)
          .add("negative_sum", DOUBLES, false)
          .add("sweep", DataTypes.createArrayType(GAMMA, false), false)
          .add("positives", LONGS, false)
          .add("negatives", LONGS, false)
          .add("true_positives", LONGS, false)
          .add("false_positives", LONGS, false)
          .add("false_negatives", LONGS, false)
          .add("confusions", DataTypes.createArrayType(CONFUSION, false), false)
          .add("clamped_elements", DataTypes.LongType, false)
          .add("label_quality", DataTypes.DoubleType, true);

  private ImageTable() {}

  private static StructType required(String name, DataType type) {
    return new StructType().add(name, type, false);
  }

  /** The columns. */
  public static StructType schema() {
    return SCHEMA;
  }

  /**
   * The row of an image.
   *
   * @param path of the table
   * @return null where the table has none
   */
  public static @Nullable Row find(SparkSession session, String path, String imageId) {
    try (JobGroup group = JobGroup.begin(session, "Find image " + imageId)) {
      List<Row> found =
          RunTables.reader(session)
              .schema(SCHEMA)
              .parquet(path)
              .filter(functions.col("image_id").equalTo(imageId))
              .takeAsList(1);
      return found.isEmpty() ? null : found.get(0);
    }
  }

  public static Row row(ImageResult result, LossSettings settings) {
    ImageSums sums = result.sums();
    ImageProvenance provenance = result.provenance();
    ImageRef image = provenance.image();
    ClassCounts counts = sums.counts();
    int classes = counts.classes();
    return RowFactory.create(
        image.imageId(),
        CollectionConverters.asScala(image.columns()),
        image.predictionPath(),
        image.truthPath(),
        image.batchIndex() < 0 ? null : image.batchIndex(),
        image.predictionBytes(),
        image.truthBytes(),
        HexFormat.of().toHexDigits(provenance.predictionFingerprint()),
        HexFormat.of().toHexDigits(provenance.truthFingerprint()),
        provenance.spatial(),
        classes,
        provenance.elementType(),
        provenance.kernel(),
        counts.validPixels(),
        sums.ignoredPixels(),
        counts.validElements(),
        sums.denominator(),
        sums.lossMean(),
        sums.lossSum(),
        sums.crossEntropySum(),
        sums.positive()[0],
        sums.negative()[0],
        sweep(sums, settings),
        longs(classes, counts::positives),
        longs(classes, counts::negatives),
        longs(classes, counts::truePositives),
        longs(classes, counts::falsePositives),
        longs(classes, counts::falseNegatives),
        confusions(sums),
        counts.clampedElements(),
        sums.labelQuality());
  }

  private static Row[] sweep(ImageSums sums, LossSettings settings) {
    return IntStream.range(0, settings.gammas().size())
        .mapToObj(
            g ->
                RowFactory.create(settings.gammas().get(g), sums.positive()[g], sums.negative()[g]))
        .toArray(Row[]::new);
  }

  private static Row[] confusions(ImageSums sums) {
    return sums.confusions().stream()
        .filter(confusion -> confusion.truth() != confusion.prediction())
        .sorted(
            Comparator.comparingLong(Confusion::pixels)
                .reversed()
                .thenComparing(Confusion::truth)
                .thenComparing(Confusion::prediction))
        .limit(CONFUSIONS)
        .map(c -> RowFactory.create(c.truth(), c.prediction(), c.pixels()))
        .toArray(Row[]::new);
  }

  private static long[] longs(int classes, IntToLongFunction value) {
    return IntStream.range(0, classes).mapToLong(value).toArray();
  }
}
