package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.SlicedState;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.evaluation.audit.PixelTally;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.spark.tables.ImageTable;
import io.github.focalaudit.spark.tables.QuarantineTable;
import io.github.focalaudit.spark.tables.RowByRow;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.TaskCompletionListener;
import scala.Tuple2;

/**
 * The distributed action: images spread over partitions of nearly equal cost, scored once, kept,
 * tree-aggregated to one state and written as tables. A large image is split into units that are
 * merged by image. Only plans, states and rows cross the network.
 *
 * <p>A kept partition that is lost is scored again, to the same bits, and in parallel with others.
 * Used by one thread.
 */
public final class ScoredImages implements AutoCloseable {
  /** Rows of an output file: 20,000 rows of 21 classes are about 20 MB. */
  private static final int ROWS_PER_FILE = 20_000;

  private static final int TREE_DEPTH = 2;

  private final SparkSession session;
  private final Storage storage;
  private final ScoringSpec spec;
  private final JavaRDD<byte[]> outcomes;
  private final List<JavaRDD<byte[]>> kept = new ArrayList<>();
  private final JavaRDD<byte[]> gathered;
  private final Progress progress;
  private final int imageCount;
  private final int partitionCount;

  /**
   * Plans the work; nothing is scored yet.
   *
   * @param images what to score
   * @param refused inputs that were refused before
   * @param partitions number of partitions, 0 for what bytes and cores suggest
   */
  public ScoredImages(
      SparkSession session,
      Storage storage,
      List<ImageRef> images,
      List<QuarantinedInput> refused,
      ScoringSpec spec,
      int partitions)
      throws IOException {
    this.session = session;
    this.storage = storage;
    this.spec = spec;
    this.imageCount = images.size();
    JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
    this.progress = new Progress(session.sparkContext());
    ScoringMetrics.register(progress, refused.size());
    UnitPlanner.Work work =
        new UnitPlanner(storage, spec).plan(images, partitions, context.defaultParallelism());
    List<byte[]> plans = work.toBytes();
    this.partitionCount = Math.max(1, plans.size());
    byte[] storageBytes = storage.toBytes();
    int maxFailures = context.getConf().getInt("spark.task.maxFailures", 4);
    boolean retried = !context.isLocal();
    Progress shared = progress;
    JavaRDD<byte[]> scored =
        context
            .parallelize(plans, partitionCount)
            .mapPartitions(
                plan ->
                    scorePartition(plan, storageBytes, spec, shared, retried ? maxFailures : 1));
    if (work.splitImages() > 0) {
      scored = merged(kept(scored), work.splitImages());
    }
    List<byte[]> rows = refused.stream().map(row -> Outcome.refused(row).toBytes()).toList();
    JavaRDD<byte[]> all =
        rows.isEmpty()
            ? scored
            : scored.union(context.parallelize(rows, 1 + rows.size() / ROWS_PER_FILE));
    this.outcomes = work.splitImages() > 0 ? all : kept(all);
    this.gathered = GatheredOutcomes.of(outcomes, 1 + imageCount / ROWS_PER_FILE);
  }

  private JavaRDD<byte[]> kept(JavaRDD<byte[]> items) {
    kept.add(items);
    return items.persist(StorageLevel.MEMORY_AND_DISK());
  }

  /** Units are merged by image; the other items stay where they are. */
  private JavaRDD<byte[]> merged(JavaRDD<byte[]> items, int splitImages) {
    ScoringSpec sent = spec;
    Progress shared = progress;
    int partitions = Math.min(splitImages, items.getNumPartitions());
    JavaRDD<byte[]> merged =
        items
            .filter(Outcome::isUnit)
            .mapToPair(item -> new Tuple2<>(UnitOutcome.imageId(item), item))
            .groupByKey(partitions)
            .flatMap(units -> UnitOutcome.merge(units._2(), sent, shared).iterator());
    return items.filter(item -> !Outcome.isUnit(item)).union(kept(merged));
  }

  private static Iterator<byte[]> scorePartition(
      Iterator<byte[]> plans,
      byte[] storageBytes,
      ScoringSpec spec,
      Progress progress,
      int maxFailures)
      throws IOException {
    if (!plans.hasNext()) {
      return Collections.emptyIterator();
    }
    PartitionPlan plan = PartitionPlan.fromBytes(plans.next());
    TaskContext task = TaskContext.get();
    ScratchBuffers scratch = new ScratchBuffers(TaskCores.tasks());
    task.addTaskCompletionListener((TaskCompletionListener) ended -> scratch.close());
    return new ScoringIterator(
        plan,
        TaskStorage.of(storageBytes),
        spec,
        progress,
        scratch,
        task.attemptNumber() + 1 >= maxFailures);
  }

  /** How far the scoring is. */
  public Progress progress() {
    return progress;
  }

  /** Number of partitions that images were planned into. */
  public int partitionCount() {
    return partitionCount;
  }

  /** Scores every image and merges the states; the last step runs on an executor. */
  public DatasetState aggregate() {
    return aggregate(List.of()).whole();
  }

  /**
   * The same, with the states of slices, in the same pass.
   *
   * @param columnSets each set slices the images by its columns together
   */
  public SlicedState aggregate(List<List<String>> columnSets) {
    try (JobGroup group =
        JobGroup.begin(
            session, "Score " + imageCount + " images in " + partitionCount + " partitions")) {
      LossSettings loss = spec.loss();
      int classes = spec.classes();
      byte[] state =
          outcomes
              .filter(item -> !Outcome.isPixels(item))
              .mapPartitions(rows -> partitionState(rows, loss, classes, columnSets))
              .treeAggregate(
                  new byte[0],
                  (left, right) -> merge(left, right, loss, classes, columnSets),
                  (left, right) -> merge(left, right, loss, classes, columnSets),
                  TREE_DEPTH,
                  true);
      return state.length == 0
          ? new SlicedState(loss, classes, columnSets)
          : SlicedState.fromBytes(loss, classes, columnSets, state);
    }
  }

  private static Iterator<byte[]> partitionState(
      Iterator<byte[]> rows, LossSettings loss, int classes, List<List<String>> columnSets) {
    SlicedState state = new SlicedState(loss, classes, columnSets);
    while (rows.hasNext()) {
      Outcome outcome = Outcome.fromBytes(rows.next());
      ImageResult result = outcome.result();
      if (result != null) {
        state.add(result);
      } else {
        String code = Objects.requireNonNull(outcome.refused()).code().name();
        state.whole().tallies().addRefusal(code);
      }
    }
    return List.of(state.toBytes()).iterator();
  }

  private static byte[] merge(
      byte[] left, byte[] right, LossSettings loss, int classes, List<List<String>> columnSets) {
    if (left.length == 0 || right.length == 0) {
      return left.length == 0 ? right : left;
    }
    SlicedState merged = SlicedState.fromBytes(loss, classes, columnSets, left);
    merged.merge(SlicedState.fromBytes(loss, classes, columnSets, right));
    return merged.toBytes();
  }

  /**
   * The statistics of the pixels of all scored images, from what {@link #aggregate} has kept; the
   * last merge runs on an executor. Of no pixel where they were not asked for.
   */
  public PixelStatistics pixelStatistics() {
    try (JobGroup group = JobGroup.begin(session, "Merge the statistics of pixels")) {
      byte[] state =
          outcomes
              .filter(Outcome::isPixels)
              .map(Outcome::pixelState)
              .treeAggregate(
                  new byte[0],
                  ScoredImages::mergePixels,
                  ScoredImages::mergePixels,
                  TREE_DEPTH,
                  true);
      return state.length == 0
          ? new PixelTally(spec.loss(), spec.classes()).statistics()
          : PixelStatistics.fromBytes(state);
    }
  }

  private static byte[] mergePixels(byte[] left, byte[] right) {
    if (left.length == 0 || right.length == 0) {
      return left.length == 0 ? right : left;
    }
    PixelStatistics merged = PixelStatistics.fromBytes(left);
    merged.merge(PixelStatistics.fromBytes(right));
    return merged.toBytes();
  }

  /** Writes the images table. */
  public void writeImages(String path) throws IOException {
    try (JobGroup group = JobGroup.begin(session, "Write the images table")) {
      LossSettings loss = spec.loss();
      JavaRDD<Row> rows =
          gathered
              .filter(Outcome::isScored)
              .map(
                  bytes ->
                      ImageTable.row(
                          Objects.requireNonNull(Outcome.fromBytes(bytes).result()), loss));
      write(rows, ImageTable.schema(), path);
    }
  }

  /** Writes the quarantine table. */
  public void writeQuarantine(String path) throws IOException {
    try (JobGroup group = JobGroup.begin(session, "Write the quarantine table")) {
      JavaRDD<Row> rows =
          gathered
              .filter(Outcome::isRefused)
              .map(
                  bytes ->
                      QuarantineTable.row(
                          Objects.requireNonNull(Outcome.fromBytes(bytes).refused())));
      write(rows, QuarantineTable.schema(), path);
    }
  }

  private void write(JavaRDD<Row> rows, StructType schema, String path) throws IOException {
    if (imageCount > ROWS_PER_FILE) {
      writeRows(rows, schema, path);
      return;
    }
    try (RowByRow interpreted = new RowByRow(session)) {
      writeRows(rows, schema, path);
    }
  }

  private void writeRows(JavaRDD<Row> rows, StructType schema, String path) throws IOException {
    session
        .createDataFrame(rows, schema)
        .write()
        .mode(SaveMode.ErrorIfExists)
        .options(storage.writerOptions(path))
        .parquet(path);
  }

  /** Releases the cached outcomes. */
  @Override
  public void close() {
    kept.forEach(items -> items.unpersist(false));
  }
}
