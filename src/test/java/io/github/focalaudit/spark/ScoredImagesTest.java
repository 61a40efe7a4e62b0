package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.dataset.DatasetSource;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.DatasetStateCodec;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.sum.ExactSum;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

class ScoredImagesTest {
  private static final int CLASSES = 3;
  private static final int IMAGES = 23;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());

  @BeforeEach
  void writeDataset() throws IOException {
    Files.createDirectories(folder.resolve("p"));
    Files.createDirectories(folder.resolve("t"));
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < IMAGES; i++) {
      int height = 5 + random.nextInt(30);
      int width = 3 + random.nextInt(40);
      float[] scores = new float[CLASSES * height * width];
      for (int k = 0; k < scores.length; k++) {
        scores[k] = (float) (random.nextDouble() * 12 - 6);
      }
      int[] labels = random.ints((long) height * width, 0, CLASSES).toArray();
      writeScores("im" + i, scores, height, width);
      writeMask("im" + i, labels, height, width);
    }
    Files.writeString(folder.resolve("p/broken.npy"), "no array");
    writeMask("broken", new int[4], 2, 2);
    writeMask("alone", new int[4], 2, 2);
  }

  private void writeScores(String id, float[] scores, int height, int width) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/" + id + ".npy"))) {
      NpyWriter.write(out, ElementType.F4, new int[] {CLASSES, height, width}, scores);
    }
  }

  private void writeMask(String id, int[] labels, int height, int width) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("t/" + id + ".npy"))) {
      NpyWriter.write(out, ElementType.U1, new int[] {height, width}, labels);
    }
  }

  private ScoringSpec spec() {
    LossSettings base = LossSettings.of(Preset.ONE_VS_REST);
    LossSettings loss = base.toBuilder().gamma(2, 0.5).classWeights(1, 2, 0.1).build();
    return new ScoringSpec(
        loss,
        CLASSES,
        KernelKind.VECTOR,
        ScoreOptions.defaults(),
        LabelOptions.defaults(),
        null,
        List.of(),
        Set.of("im3", "im4"),
        false,
        false,
        0);
  }

  private DatasetListing listing() throws IOException {
    return DatasetSource.files(folder.resolve("p").toString(), folder.resolve("t").toString())
        .list(storage);
  }

  private byte[] aggregate(SparkSession session, int partitions) throws IOException {
    DatasetListing listing = listing();
    try (ScoredImages scored =
        new ScoredImages(
            session, storage, listing.images(), listing.quarantined(), spec(), partitions)) {
      return DatasetStateCodec.toBytes(scored.aggregate());
    }
  }

  @Test
  void theStateHasTheSameBytesForAnyPartitionsCoresAndSerializer() throws IOException {
    List<byte[]> states = new ArrayList<>();
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      for (int partitions : new int[] {1, 2, 7, 64}) {
        states.add(aggregate(session, partitions));
      }
    }
    try (SparkSession session = LocalSpark.start("local[1]", true)) {
      states.add(aggregate(session, 7));
    }
    assertThat(states).allSatisfy(state -> assertThat(state).isEqualTo(states.get(0)));
  }

  @Test
  void statisticsOfPixelsHaveTheSameBytesForAnyPartitionsAndLeaveRefusedImagesOut()
      throws IOException {
    // Two good blocks and one that ends in NaN: none of them may count.
    float[] scores = new float[CLASSES * 600];
    scores[scores.length - 1] = Float.NaN;
    writeScores("nan", scores, 20, 30);
    writeMask("nan", new int[600], 20, 30);
    DatasetListing listing = listing();
    List<byte[]> statistics = new ArrayList<>();
    List<byte[]> states = new ArrayList<>();
    try (SparkSession session = LocalSpark.start("local[2]", true)) {
      for (int partitions : new int[] {1, 16}) {
        try (ScoredImages scored =
            new ScoredImages(
                session,
                storage,
                listing.images(),
                listing.quarantined(),
                spec().withPixelStatistics(true),
                partitions)) {
          DatasetState state = scored.aggregate();
          PixelStatistics pixels = scored.pixelStatistics();
          assertThat(pixels.observations()).isEqualTo(state.metrics().validPixels());
          assertThat(pixels.losses().count()).isEqualTo(state.metrics().validPixels());
          Path run = folder.resolve("run" + partitions);
          scored.writeQuarantine(run.toString());
          assertThat(session.read().parquet(run.toString()).count()).isEqualTo(3);
          statistics.add(pixels.toBytes());
          states.add(DatasetStateCodec.toBytes(state));
        }
      }
      states.add(aggregate(session, 5));
    }
    assertThat(statistics.get(1)).isEqualTo(statistics.get(0));
    assertThat(states).allSatisfy(state -> assertThat(state).isEqualTo(states.get(0)));
  }

  @Test
  void aFileThatIsGoneIsNamedItself() throws IOException {
    DatasetListing listing = listing();
    Files.delete(folder.resolve("p/im2.npy"));
    Files.delete(folder.resolve("t/im5.npy"));
    try (SparkSession session = LocalSpark.start("local[2]", false);
        ScoredImages scored =
            new ScoredImages(session, storage, listing.images(), List.of(), spec(), 3)) {
      Path table = folder.resolve("quarantine");
      scored.aggregate();
      scored.writeQuarantine(table.toString());
      assertThat(
              session.read().parquet(table.toString()).select("image_id", "path").collectAsList())
          .extracting(row -> row.getString(0) + " " + row.getString(1))
          .containsExactlyInAnyOrder(
              "broken " + folder.resolve("p/broken.npy"),
              "im2 " + folder.resolve("p/im2.npy"),
              "im5 " + folder.resolve("t/im5.npy"));
    }
  }

  @Test
  void theTablesHoldWhatTheStateWasMadeOf() throws IOException {
    try (SparkSession session = LocalSpark.start("local[2]", true)) {
      DatasetListing listing = listing();
      Path run = folder.resolve("run");
      DatasetState state;
      try (ScoredImages scored =
          new ScoredImages(session, storage, listing.images(), listing.quarantined(), spec(), 3)) {
        state = scored.aggregate();
        scored.writeImages(run.resolve("images").toString());
        scored.writeQuarantine(run.resolve("quarantine").toString());
        assertThat(scored.progress().done()).isEqualTo(IMAGES + 1);
        Map<String, Object> source = ScoringMetricsTest.registered();
        assertThat(source).containsEntry("images", (long) IMAGES).containsEntry("badInputs", 2L);
        for (String time : List.of("kernelSeconds", "scoringSeconds")) {
          assertThat(source)
              .hasEntrySatisfying(time, seconds -> assertThat((Double) seconds).isPositive());
        }
      }
      DatasetMetrics metrics = state.metrics();
      List<Row> rows = session.read().parquet(run.resolve("images").toString()).collectAsList();
      assertThat(rows).hasSize(IMAGES);
      ExactSum lossSum = new ExactSum();
      long valid = 0;
      for (Row row : rows) {
        lossSum.add(row.getDouble(row.fieldIndex("loss_sum")));
        valid += row.getLong(row.fieldIndex("valid_pixels"));
      }
      assertThat(lossSum.value()).isEqualTo(metrics.lossSum());
      assertThat(metrics.validPixels()).isEqualTo(valid);
      assertThat(metrics.lossMean()).isEqualTo(metrics.lossSum() / (valid * CLASSES));
      assertThat(state.checks().bands()).isEqualTo(2);
      List<Row> refused =
          session
              .read()
              .parquet(run.resolve("quarantine").toString())
              .orderBy("image_id")
              .collectAsList();
      assertThat(refused)
          .extracting(row -> row.getString(0) + " " + row.getString(2))
          .containsExactly("alone MISSING_PREDICTION", "broken MALFORMED");
      assertThat(refused.get(1).getString(1)).endsWith("/p/broken.npy");
      assertThat(refused.get(1).getString(3)).contains("offset 0");
      try (var files = Files.walk(run)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .noneMatch(name -> name.endsWith(".crc"));
      }
    }
  }

  /** What the death of all executors does to a local run: nothing is kept any more. */
  private static void loseKeptOutcomes(SparkSession session) {
    CollectionConverters.asJava(session.sparkContext().getPersistentRDDs())
        .keySet()
        .forEach(id -> SparkEnv.get().blockManager().master().removeRdd((int) id, true));
  }

  /** Tasks of each stage, in the order in which the stages end. */
  private static final class Stages extends SparkListener {
    private final List<Integer> tasks = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onStageCompleted(SparkListenerStageCompleted stage) {
      tasks.add(stage.stageInfo().numTasks());
    }
  }

  @Test
  void outcomesThatAreLostAreScoredAgainInParallel() throws Exception {
    DatasetListing listing = listing();
    int partitions = 5;
    List<List<Row>> tables = new ArrayList<>();
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      for (boolean lost : new boolean[] {false, true}) {
        Path run = folder.resolve("run-" + lost);
        Stages stages = new Stages();
        try (ScoredImages scored =
            new ScoredImages(
                session, storage, listing.images(), listing.quarantined(), spec(), partitions)) {
          scored.aggregate();
          if (lost) {
            loseKeptOutcomes(session);
          }
          session.sparkContext().listenerBus().waitUntilEmpty();
          session.sparkContext().addSparkListener(stages);
          scored.writeImages(run.resolve("images").toString());
          scored.writeQuarantine(run.resolve("quarantine").toString());
          session.sparkContext().listenerBus().waitUntilEmpty();
          session.sparkContext().removeSparkListener(stages);
          assertThat(scored.progress().done()).isEqualTo((IMAGES + 1) * (lost ? 2L : 1L));
        }
        // One more holds what was refused before; both tables are one file each.
        assertThat(stages.tasks).containsExactly(partitions + 1, 1, 1);
        tables.add(session.read().parquet(run.resolve("images").toString()).collectAsList());
        tables.add(session.read().parquet(run.resolve("quarantine").toString()).collectAsList());
      }
    }
    assertThat(tables.get(2)).as("rows and their order").isEqualTo(tables.get(0)).hasSize(IMAGES);
    assertThat(tables.get(3)).isEqualTo(tables.get(1)).hasSize(2);
  }
}
