package io.github.focalaudit.spark.tables;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.comparison.ChangeTerms;
import io.github.focalaudit.comparison.ClusterSums;
import io.github.focalaudit.comparison.ImagePair;
import io.github.focalaudit.comparison.LossView;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.comparison.Replicates;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.spark.JobGroup;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;

/**
 * The images tables of one run, or of two side by side, on Spark. Rows and sums cross the network,
 * never scores. Used by one thread.
 */
public final class PairedTables {
  private static final int REPLICATES_PER_TASK = 125;

  private final SparkSession session;
  private final StoredRun candidate;
  private final @Nullable StoredRun baseline;
  private final int partitions;

  /**
   * @param candidate the run that is judged
   * @param baseline the run that it is compared with; null for none
   * @param partitions of the joined tables, 0 for what the cores suggest; no result depends on it
   */
  public PairedTables(
      SparkSession session, StoredRun candidate, @Nullable StoredRun baseline, int partitions) {
    this.session = session;
    this.candidate = candidate;
    this.baseline = baseline;
    this.partitions =
        partitions > 0 ? partitions : Math.max(1, session.sparkContext().defaultParallelism());
  }

  /** A term of the change that one image carries. */
  public record ImageTerm(String imageId, String kind, double value) {
    private static final int VERSION = 1;

    byte[] toBytes() {
      ByteWriter out = new ByteWriter(VERSION);
      out.writeText(imageId);
      out.writeText(kind);
      out.writeDouble(value);
      return out.toBytes();
    }

    static ImageTerm fromBytes(byte[] bytes) {
      ByteReader in = new ByteReader("a term of the change", VERSION, bytes);
      ImageTerm term =
          new ImageTerm(in.readText("image id"), in.readText("kind"), in.readDouble("value"));
      in.end();
      return term;
    }
  }

  /** Adds up both tables. */
  public PairTotals totals(PairSpec spec) {
    try (JobGroup group = JobGroup.begin(session, "Add up " + tables())) {
      List<byte[]> parts =
          pairs(spec.cluster()).mapPartitions(rows -> partition(rows, spec)).collect();
      PairTotals totals = new PairTotals(spec);
      parts.forEach(totals::merge);
      return totals;
    }
  }

  private static Iterator<byte[]> partition(Iterator<Row> rows, PairSpec spec) {
    PairTotals totals = new PairTotals(spec);
    while (rows.hasNext()) {
      totals.add(pair(rows.next()));
    }
    return List.of(totals.toBytes()).iterator();
  }

  /** The values of each cluster of the candidate, all its images; NaN for one that it has not. */
  List<double[]> clusterValues(PairSpec spec) {
    try (JobGroup group =
        JobGroup.begin(session, "Add up " + candidate.path() + " by " + spec.cluster())) {
      return pairs(spec.cluster()).mapPartitions(rows -> clusterValues(rows, spec)).collect();
    }
  }

  private static Iterator<double[]> clusterValues(Iterator<Row> rows, PairSpec spec) {
    MetricPlan plan = spec.plan();
    List<double[]> values = new ArrayList<>();
    String open = null;
    RunTotals totals = new RunTotals(plan);
    while (rows.hasNext()) {
      ImagePair pair = pair(rows.next());
      String cluster = PairTotals.cluster(pair, spec.cluster());
      if (open != null && !cluster.equals(open)) {
        values.add(ClusterMeans.values(totals, spec.metrics()));
        totals = new RunTotals(plan);
      }
      open = cluster;
      totals.add(pair.any());
    }
    if (open != null) {
      values.add(ClusterMeans.values(totals, spec.metrics()));
    }
    return values.iterator();
  }

  private static ImagePair pair(Row row) {
    Row before = row.getStruct(0);
    Row after = row.getStruct(1);
    return new ImagePair(
        before == null ? null : ImageRows.score(before),
        after == null ? null : ImageRows.score(after));
  }

  /** Baseline and candidate by image, whole clusters together, sorted by cluster and image. */
  private JavaRDD<Row> pairs(@Nullable String cluster) {
    Dataset<Row> after = read(candidate, "after");
    Dataset<Row> both;
    if (baseline == null) {
      Column nothing = functions.lit(null).cast(after.schema().apply("after").dataType());
      both = after.withColumn("before", nothing).withColumn("id", functions.col("after_id"));
    } else {
      both =
          read(baseline, "before")
              .join(
                  after,
                  functions.col("before_id").equalTo(functions.col("after_id")),
                  "full_outer")
              .withColumn(
                  "id", functions.coalesce(functions.col("after_id"), functions.col("before_id")));
    }
    Column key =
        cluster == null
            ? functions.col("id")
            : functions.coalesce(value("after", cluster), value("before", cluster));
    return both.withColumn("cluster", key)
        .repartition(partitions, functions.col("cluster"))
        .sortWithinPartitions("cluster", "id")
        .select("before", "after")
        .toJavaRDD();
  }

  private static Column value(String struct, String column) {
    return functions.col(struct).getField("slices").getItem(column);
  }

  private Dataset<Row> read(StoredRun run, String name) {
    int gamma = run.loss().gammas().indexOf(candidate.loss().gamma());
    return ImageRows.read(session, run.imagesPath(), gamma, name);
  }

  /**
   * Images of each slice of a run, for some sets of columns; images without a value are in none.
   */
  public Map<SliceKey, Long> slices(StoredRun run, List<List<String>> columnSets) {
    Map<SliceKey, Long> found = new TreeMap<>();
    for (List<String> columns : columnSets) {
      try (JobGroup group =
          JobGroup.begin(session, "Count the slices by " + String.join(",", columns))) {
        Column[] keys =
            columns.stream()
                .map(column -> functions.col("slices").getItem(column).as(column))
                .toArray(Column[]::new);
        List<Row> rows =
            RunTables.reader(session)
                .parquet(run.imagesPath())
                .groupBy(keys)
                .count()
                .collectAsList();
        for (Row row : rows) {
          List<String> values = new ArrayList<>();
          for (int i = 0; i < columns.size(); i++) {
            if (!row.isNullAt(i)) {
              values.add(row.getString(i));
            }
          }
          if (values.size() == columns.size()) {
            found.put(new SliceKey(columns, values), row.getLong(columns.size()));
          }
        }
      }
    }
    return found;
  }

  /** An image of the candidate that has no value in a slice column; null where all have one. */
  public @Nullable String imageWithout(String column) {
    try (JobGroup group = JobGroup.begin(session, "Look for images without " + column)) {
      List<Row> found =
          RunTables.reader(session)
              .parquet(candidate.imagesPath())
              .filter(functions.col("slices").getItem(column).isNull())
              .agg(functions.min("image_id"))
              .collectAsList();
      return found.get(0).getString(0);
    }
  }

  /** The images that carry most of a change, the largest magnitude first, ties by id. */
  public List<ImageTerm> largest(PairSpec spec, ChangeTerms change, int count) {
    try (JobGroup group = JobGroup.begin(session, "Find the images that carry the change")) {
      double mean = change.baselineMean();
      double before = change.baselineDenominator();
      double after = change.candidateDenominator();
      double whole = change.change();
      return pairs(null)
          .mapPartitions(
              rows -> {
                LossView view = spec.view();
                ChangeTerms terms = new ChangeTerms(whole, mean, before, after, Map.of());
                List<ImageTerm> found = new ArrayList<>();
                rows.forEachRemaining(row -> found.add(term(pair(row), view, terms)));
                return sorted(found, count).stream().map(ImageTerm::toBytes).iterator();
              })
          .collect()
          .stream()
          .map(ImageTerm::fromBytes)
          .sorted(ORDER)
          .limit(count)
          .toList();
    }
  }

  private static final Comparator<ImageTerm> ORDER =
      Comparator.comparingDouble((ImageTerm term) -> -Math.abs(term.value()))
          .thenComparing(ImageTerm::imageId);

  private static List<ImageTerm> sorted(List<ImageTerm> terms, int count) {
    return terms.stream().sorted(ORDER).limit(count).toList();
  }

  private static ImageTerm term(ImagePair pair, LossView view, ChangeTerms terms) {
    return new ImageTerm(pair.any().imageId(), pair.kind().label(), terms.term(view, pair));
  }

  /** Replicates over ranges of their numbers, in fixed order. */
  public double[][] replicates(ClusterSums sums, List<int[]> metrics, int count) {
    try (JobGroup group = JobGroup.begin(session, "Draw " + count + " bootstrap replicates")) {
      JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
      int[][] components = metrics.toArray(int[][]::new);
      int tasks = (count + REPLICATES_PER_TASK - 1) / REPLICATES_PER_TASK;
      List<Integer> starts = new ArrayList<>();
      for (int task = 0; task < tasks; task++) {
        starts.add(task * REPLICATES_PER_TASK);
      }
      Broadcast<byte[]> shared = context.broadcast(sums.toBytes());
      try {
        List<double[]> rows =
            context
                .parallelize(starts, Math.min(tasks, 4 * partitions))
                .flatMap(
                    start ->
                        Arrays.asList(
                                Replicates.range(
                                    ClusterSums.fromBytes(shared.value()),
                                    Arrays.asList(components),
                                    start,
                                    Math.min(count, start + REPLICATES_PER_TASK)))
                            .iterator())
                .collect();
        return rows.toArray(double[][]::new);
      } finally {
        shared.destroy();
      }
    }
  }

  private String tables() {
    return baseline == null ? candidate.path() : candidate.path() + " against " + baseline.path();
  }
}
