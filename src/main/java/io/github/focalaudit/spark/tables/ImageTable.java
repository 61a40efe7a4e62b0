package io.github.focalaudit.spark.tables;

import io.github.focalaudit.evaluation.ClassCounts;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageResult.Confusion;
import io.github.focalaudit.evaluation.LossFormula;
import io.github.focalaudit.evaluation.LossSettings;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
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

  public static Row row(ImageResult result, LossSettings settings) {
    ClassCounts counts = result.counts();
    int classes = counts.classes();
    int batchIndex = result.image().batchIndex();
    return RowFactory.create(
        result.image().imageId(),
        CollectionConverters.asScala(result.image().columns()),
        result.image().predictionPath(),
        result.image().truthPath(),
        batchIndex < 0 ? null : batchIndex,
        result.image().predictionBytes(),
        result.image().truthBytes(),
        HexFormat.of().toHexDigits(result.predictionFingerprint()),
        HexFormat.of().toHexDigits(result.truthFingerprint()),
        result.spatial(),
        classes,
        result.elementType(),
        result.kernel(),
        counts.validPixels(),
        result.ignoredPixels(),
        counts.validElements(),
        new LossFormula(settings, classes).denominator(counts),
        result.lossMean(settings),
        result.lossSums()[0],
        result.crossEntropySum(),
        result.positive()[0],
        result.negative()[0],
        sweep(result, settings),
        longs(classes, counts::positives),
        longs(classes, counts::negatives),
        longs(classes, counts::truePositives),
        longs(classes, counts::falsePositives),
        longs(classes, counts::falseNegatives),
        confusions(result),
        counts.clampedElements(),
        result.labelQuality());
  }

  private static Row[] sweep(ImageResult result, LossSettings settings) {
    return IntStream.range(0, settings.gammas().size())
        .mapToObj(
            g ->
                RowFactory.create(
                    settings.gammas().get(g), result.positive()[g], result.negative()[g]))
        .toArray(Row[]::new);
  }

  private static Row[] confusions(ImageResult result) {
    return result.confusions().stream()
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
