package io.github.focalaudit.spark.tables;

import static io.github.focalaudit.spark.ExactSumAggregator.exactSum;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.least;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.github.focalaudit.comparison.Quantiles;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.document.AuditDocument.Confusion;
import io.github.focalaudit.document.AuditDocument.Distribution;
import io.github.focalaudit.document.AuditDocument.HistogramBin;
import io.github.focalaudit.document.AuditDocument.ImageShare;
import io.github.focalaudit.document.AuditDocument.Quantile;
import io.github.focalaudit.document.AuditDocument.Refused;
import io.github.focalaudit.document.AuditDocument.Slice;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.spark.JobGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the tables of a run, answered by Spark SQL. Sums of losses are exact and rounded
 * once, so that no answer depends on the order of rows. What comes back to the driver is bounded by
 * the limits of each question, but for {@link #images()}. Used by one thread.
 */
public final class AuditTables {
  private static final double[] FRACTIONS = {
    0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1
  };
  private static final double[] WORST = {0.01, 0.05, 0.1};
  private static final int MAX_HISTOGRAM_BINS = 40;

  private final SparkSession session;
  private final Dataset<Row> images;
  private final String quarantinePath;

  /**
   * @param imagesPath the images table
   * @param quarantinePath the quarantine table
   */
  public AuditTables(SparkSession session, String imagesPath, String quarantinePath) {
    this.session = session;
    this.images = RunTables.reader(session).schema(ImageTable.schema()).parquet(imagesPath);
    this.quarantinePath = quarantinePath;
  }

  /** The images table. */
  public Dataset<Row> table() {
    return images;
  }

  /** Every image of the run, with its files; about 1 KB an image on the driver. */
  public List<ImageRef> images() {
    try (JobGroup group = JobGroup.begin(session, "List the images of the run")) {
      return refs(images);
    }
  }

  /** Some images of the run, with their files. */
  public Map<String, ImageRef> images(List<String> ids) {
    try (JobGroup group = JobGroup.begin(session, "Find the images of the pictures")) {
      Map<String, ImageRef> found = new HashMap<>();
      for (ImageRef ref : refs(images.filter(col("image_id").isInCollection(ids)))) {
        found.put(ref.imageId(), ref);
      }
      return found;
    }
  }

  private static List<ImageRef> refs(Dataset<Row> rows) {
    List<ImageRef> refs = new ArrayList<>();
    Iterator<Row> iterator =
        rows.select(
                "image_id",
                "prediction",
                "truth",
                "prediction_bytes",
                "truth_bytes",
                "batch_index",
                "slices")
            .toLocalIterator();
    while (iterator.hasNext()) {
      Row row = iterator.next();
      refs.add(
          new ImageRef(
              row.getString(0),
              row.getString(1),
              row.getString(2),
              row.getLong(3),
              row.getLong(4),
              row.isNullAt(5) ? ImageRef.NO_BATCH : row.getInt(5),
              new TreeMap<>(row.<String, @Nullable String>getJavaMap(6))));
    }
    return refs;
  }

  /** The spread of the loss means; null without an image that has one. */
  public @Nullable Distribution distribution() {
    try (JobGroup group = JobGroup.begin(session, "Quantiles of the loss of images")) {
      Dataset<Row> means = images.filter(col("loss_mean").isNotNull()).select("loss_mean");
      Row ends = means.agg(count(lit(1)), min("loss_mean"), max("loss_mean")).head();
      long number = ends.getLong(0);
      if (number == 0) {
        return null;
      }
      return new Distribution(
          number,
          quantiles(means, number),
          histogram(means, number, ends.getDouble(1), ends.getDouble(2)));
    }
  }

  private static List<Quantile> quantiles(Dataset<Row> means, long images) {
    Set<Long> ranks =
        Arrays.stream(FRACTIONS)
            .mapToObj(fraction -> Quantiles.rank(fraction, images))
            .collect(Collectors.toSet());
    Map<Long, Double> byRank = new HashMap<>();
    means
        .sort("loss_mean")
        .javaRDD()
        .map(row -> row.getDouble(0))
        .zipWithIndex()
        .filter(value -> ranks.contains(value._2()))
        .collect()
        .forEach(value -> byRank.put(value._2(), value._1()));
    List<Quantile> quantiles = new ArrayList<>();
    for (double fraction : FRACTIONS) {
      double value = Objects.requireNonNull(byRank.get(Quantiles.rank(fraction, images)));
      quantiles.add(new Quantile(fraction, value));
    }
    return quantiles;
  }

  private static List<HistogramBin> histogram(
      Dataset<Row> means, long images, double from, double to) {
    int wanted = (int) Math.min(MAX_HISTOGRAM_BINS, 5 + 2 * Math.sqrt(images));
    int bins = to > from && Double.isFinite(to) ? wanted : 1;
    double width = (to - from) / bins;
    long[] counts = new long[bins];
    Column bin =
        bins == 1
            ? lit(0L)
            : least(floor(col("loss_mean").minus(from).divide(width)), lit((long) bins - 1));
    for (Row row : means.groupBy(bin.as("bin")).count().collectAsList()) {
      counts[(int) row.getLong(0)] = row.getLong(1);
    }
    List<HistogramBin> histogram = new ArrayList<>();
    for (int b = 0; b < bins; b++) {
      double end = b == bins - 1 ? to : from + (b + 1) * width;
      histogram.add(new HistogramBin(from + b * width, end, counts[b]));
    }
    return histogram;
  }

  /** The exact sum of the loss of all images: the one that the summary reports. */
  private double lossSum() {
    try (JobGroup group = JobGroup.begin(session, "Sum of the loss")) {
      return images.agg(exactSum("loss_sum")).head().getDouble(0);
    }
  }

  /** What the images with the highest loss sums carry of the whole. */
  public List<ImageShare> worstShares() {
    double loss = lossSum();
    try (JobGroup group =
        JobGroup.begin(session, "Share of the loss that the worst images carry")) {
      List<ImageShare> shares = new ArrayList<>();
      if (!(loss > 0)) {
        return shares;
      }
      long number = images.count();
      for (double fraction : WORST) {
        int worst = Math.toIntExact((long) Math.ceil(fraction * number));
        double carried =
            images
                .select("loss_sum")
                .orderBy(col("loss_sum").desc())
                .limit(worst)
                .agg(exactSum("loss_sum"))
                .head()
                .getDouble(0);
        shares.add(new ImageShare(fraction, worst, carried / loss));
      }
      return shares;
    }
  }

  /** The images with the highest loss means, ties by id. */
  public List<WorstImage> worst(int limit) {
    double loss = lossSum();
    try (JobGroup group = JobGroup.begin(session, "Images with the highest loss")) {
      List<WorstImage> worst = new ArrayList<>();
      List<Row> rows =
          images
              .filter(col("loss_mean").isNotNull())
              .orderBy(col("loss_mean").desc(), col("image_id"))
              .limit(limit)
              .select(
                  "image_id",
                  "loss_mean",
                  "loss_sum",
                  "valid_pixels",
                  "label_quality",
                  "confusions")
              .collectAsList();
      for (Row row : rows) {
        List<Row> confusions = row.getList(5);
        Row first = confusions.isEmpty() ? null : confusions.get(0);
        worst.add(
            new WorstImage(
                row.getString(0),
                row.getDouble(1),
                loss > 0 ? row.getDouble(2) / loss : 0,
                row.getLong(3),
                row.isNullAt(4) ? null : row.getDouble(4),
                first == null
                    ? null
                    : new Confusion(first.getInt(0), first.getInt(1), first.getLong(2)),
                null,
                null));
      }
      return worst;
    }
  }

  /** The values of slice columns, those with the largest share of the loss first. */
  public List<Slice> slices(int limit) {
    double loss = lossSum();
    try (JobGroup group = JobGroup.begin(session, "Loss by slice")) {
      List<Slice> slices = new ArrayList<>();
      List<Row> rows =
          slicesTable()
              .orderBy(col("loss").desc(), col("key"), col("value"))
              .limit(limit)
              .collectAsList();
      for (Row row : rows) {
        double denominator = row.getDouble(5);
        long valid = row.getLong(3);
        slices.add(
            new Slice(
                row.getString(0),
                row.getString(1),
                row.getLong(2),
                valid,
                denominator > 0 ? row.getDouble(4) / denominator : null,
                loss > 0 ? row.getDouble(4) / loss : 0,
                valid > 0 && row.getLong(7) == valid ? (double) row.getLong(6) / valid : null));
      }
      return slices;
    }
  }

  /** How many slices there are. */
  public long sliceCount() {
    try (JobGroup group = JobGroup.begin(session, "Count the slices")) {
      return slicesTable().count();
    }
  }

  private Dataset<Row> slicesTable() {
    String sums = "aggregate(%s, 0L, (sum, value) -> sum + value)";
    return images
        .select(
            explode(col("slices")),
            col("valid_pixels"),
            col("loss_sum"),
            col("denominator"),
            expr(String.format(Locale.ROOT, sums, "true_positives")).as("hits"),
            expr(String.format(Locale.ROOT, sums, "positives")).as("labelled"))
        .groupBy("key", "value")
        .agg(
            count(lit(1)),
            sum("valid_pixels"),
            exactSum("loss_sum").as("loss"),
            exactSum("denominator"),
            sum("hits"),
            sum("labelled"));
  }

  /** The first refused inputs, by reason and path. */
  public List<Refused> quarantine(int limit) {
    try (JobGroup group = JobGroup.begin(session, "Refused inputs")) {
      List<Refused> refused = new ArrayList<>();
      for (Row row :
          RunTables.reader(session)
              .schema(QuarantineTable.schema())
              .parquet(quarantinePath)
              .orderBy("code", "path", "image_id")
              .limit(limit)
              .select("code", "image_id", "path", "detail")
              .collectAsList()) {
        refused.add(
            new Refused(row.getString(0), row.getString(1), row.getString(2), row.getString(3)));
      }
      return refused;
    }
  }
}
