package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.dataset.DatasetSource;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.DatasetStateCodec;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.audit.LabelModel;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.Nd4jFocalLossKernel;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Images that are split over tasks have the bits of images that are not. */
class WorkUnitsTest {
  private static final int CLASSES = 3;

  /** 55 blocks, the last of them not full. */
  private static final int HEIGHT = 131;

  private static final int WIDTH = 107;
  private static final int PIXELS = HEIGHT * WIDTH;
  private static final int IGNORED = 255;

  private static SparkSession session;

  @TempDir Path folder;
  private final Storage storage = new Storage(new Configuration());

  @BeforeAll
  static void start() {
    session = LocalSpark.start("local[2,3]", true);
  }

  @AfterAll
  static void stop() {
    session.stop();
  }

  /** How the images of a dataset are stored, and what is made of them. */
  private record Stored(Preset preset, Layout layout, ElementType scores, String masks) {
    boolean labels() {
      return preset.targets() == TargetKind.LABELS;
    }
  }

  static Stream<Stored> datasets() {
    return Stream.of(
        new Stored(Preset.ONE_VS_REST, Layout.CHW, ElementType.F4, "npy"),
        new Stored(Preset.ONE_VS_REST, Layout.HWC, ElementType.F2, "png"),
        new Stored(Preset.CATEGORICAL, Layout.NCHW, ElementType.F8, "npy"),
        new Stored(Preset.SIGMOID, Layout.CHW, ElementType.F4, "planes"));
  }

  /** All that a run says of a dataset. */
  private record Outcome(
      byte[] state, byte[] pixels, List<String> images, List<String> quarantine, long done) {}

  private void write(Stored stored) throws IOException {
    Files.createDirectories(folder.resolve("p"));
    Files.createDirectories(folder.resolve("t"));
    SplittableRandom random = new SplittableRandom(11);
    int count = stored.layout() == Layout.NCHW ? 2 : 1;
    for (String id : List.of("a", "b", "nan", "twice", "label")) {
      float[] scores = new float[count * CLASSES * PIXELS];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (random.nextDouble() * 24 - 12);
      }
      int planes = stored.masks().equals("planes") ? CLASSES : 1;
      int[] labels = random.ints((long) count * planes * PIXELS, 0, planes > 1 ? 2 : 3).toArray();
      for (int i = 0; i < labels.length; i++) {
        labels[i] = random.nextInt(9) == 0 ? IGNORED : labels[i];
      }
      if (id.equals("nan") || id.equals("twice")) {
        scores[PIXELS - 300] = Float.NaN;
      }
      if (id.equals("label") || id.equals("twice")) {
        labels[PIXELS / 2] = 77;
      }
      writeScores(stored, id, count, scores);
      writeMask(stored, id, count, planes, labels);
    }
  }

  private void writeScores(Stored stored, String id, int count, float[] scores) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/" + id + ".npy"))) {
      int[] shape =
          switch (stored.layout()) {
            case HWC -> new int[] {HEIGHT, WIDTH, CLASSES};
            case NCHW -> new int[] {count, CLASSES, HEIGHT, WIDTH};
            default -> new int[] {CLASSES, HEIGHT, WIDTH};
          };
      NpyWriter.write(out, stored.scores(), shape, scores);
    }
  }

  private void writeMask(Stored stored, String id, int count, int planes, int[] labels)
      throws IOException {
    boolean png = stored.masks().equals("png");
    Path path = folder.resolve("t/" + id + (png ? ".png" : ".npy"));
    try (OutputStream out = Files.newOutputStream(path)) {
      if (png) {
        PngLabelWriter.write(out, HEIGHT, WIDTH, 8, labels);
      } else {
        int[] shape =
            planes > 1
                ? new int[] {planes, HEIGHT, WIDTH}
                : count > 1 ? new int[] {count, HEIGHT, WIDTH} : new int[] {HEIGHT, WIDTH};
        NpyWriter.write(out, ElementType.U1, shape, labels);
      }
    }
  }

  private ScoringSpec spec(Stored stored) {
    LossSettings base = LossSettings.of(stored.preset());
    LossSettings loss = base.toBuilder().gamma(2, 0.5, 0).classWeights().build();
    OpenOptions open = ScoreOptions.defaults().open().withLayout(stored.layout());
    return new ScoringSpec(
        loss,
        CLASSES,
        KernelKind.VECTOR,
        ScoreOptions.of(open),
        LabelOptions.defaults(),
        null,
        List.of(IGNORED),
        Set.of("a", "a#1"),
        Nd4jFocalLossKernel.unavailable().isEmpty(),
        true,
        0);
  }

  private List<ImageRef> images(Stored stored) throws IOException {
    List<ImageRef> files =
        DatasetSource.files(folder.resolve("p").toString(), folder.resolve("t").toString())
            .list(storage)
            .images();
    if (stored.layout() != Layout.NCHW) {
      return files;
    }
    return files.stream()
        .flatMap(file -> IntStream.range(0, 2).mapToObj(i -> ofBatch(file, i)))
        .toList();
  }

  private static ImageRef ofBatch(ImageRef file, int index) {
    return new ImageRef(
        file.imageId() + "#" + index,
        file.predictionPath(),
        file.truthPath(),
        file.predictionBytes() / 2,
        file.truthBytes() / 2,
        index,
        Map.of());
  }

  private Outcome score(Stored stored, long unitBytes, int partitions, String run)
      throws IOException {
    try (ScoredImages scored =
        new ScoredImages(
            session,
            storage,
            images(stored),
            List.of(),
            spec(stored).withUnitBytes(unitBytes),
            partitions)) {
      DatasetState state = scored.aggregate();
      byte[] pixels = scored.pixelStatistics().toBytes();
      String images = folder.resolve(run + "/images").toString();
      String quarantine = folder.resolve(run + "/quarantine").toString();
      scored.writeImages(images);
      scored.writeQuarantine(quarantine);
      return new Outcome(
          DatasetStateCodec.toBytes(state),
          pixels,
          rows(images),
          rows(quarantine),
          scored.progress().done());
    }
  }

  /** The tables of suspected labels of the images that have no fault. */
  private List<String> labelIssues(Stored stored, long unitBytes, String run) throws IOException {
    double[] thresholds = {0.5, 0.4, 0.6};
    long[][] confusion = {{900, 90, 10}, {30, 300, 3}, {1, 20, 500}};
    String issues = folder.resolve(run + "/label-issues").toString();
    String components = folder.resolve(run + "/label-components").toString();
    new PixelPass(session, storage, spec(stored).withUnitBytes(unitBytes))
        .writeLabelIssues(
            images(stored).stream().filter(image -> image.imageId().length() < 4).toList(),
            new LabelModel(thresholds, confusion),
            issues,
            components);
    return Stream.of(issues, components).flatMap(path -> rows(path).stream()).toList();
  }

  private static List<String> rows(String path) {
    return session.read().parquet(path).collectAsList().stream().map(Row::json).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("datasets")
  void splitImagesHaveTheBitsOfUnsplitOnes(Stored stored) throws IOException {
    write(stored);
    long bytes = images(stored).get(0).predictionBytes();
    Outcome whole = score(stored, Long.MAX_VALUE, 2, "whole");
    int perFile = stored.layout() == Layout.NCHW ? 2 : 1;
    assertThat(whole.images()).hasSizeGreaterThanOrEqualTo(2 * perFile);
    assertThat(whole.quarantine()).hasSize(3);
    List<String> suspects =
        stored.labels() ? labelIssues(stored, Long.MAX_VALUE, "whole") : List.of();
    assertThat(suspects.size()).isGreaterThan(stored.labels() ? 100 : -1);
    for (int units : new int[] {3, 50}) {
      UnitPlanner.Work work =
          new UnitPlanner(storage, spec(stored).withUnitBytes(bytes / units))
              .plan(images(stored), units, 2);
      assertThat(work.splitImages()).isEqualTo(5 * perFile);
      long cuts = work.partitions().stream().mapToLong(plan -> plan.units().size()).sum();
      assertThat(cuts / work.splitImages()).isBetween((long) units, 55L);
      Outcome split = score(stored, bytes / units, 3, "units" + units);
      assertThat(split.state()).isEqualTo(whole.state());
      assertThat(split.pixels()).isEqualTo(whole.pixels());
      assertThat(split.images()).isEqualTo(whole.images());
      assertThat(split.quarantine()).isEqualTo(whole.quarantine());
      if (stored.labels()) {
        assertThat(labelIssues(stored, bytes / units, "units" + units)).isEqualTo(suspects);
      }
      assertThat(split.done()).isEqualTo(5L * perFile);
    }
  }

  @Test
  void unitsThatFailOrAreLostAreScoredAgainToTheSameBits() throws IOException {
    Stored stored = new Stored(Preset.ONE_VS_REST, Layout.CHW, ElementType.F4, "npy");
    write(stored);
    Configuration flaky = new Configuration(false);
    flaky.set("fs.flaky.impl", FlakyFileSystem.class.getName());
    List<ImageRef> images = images(stored).stream().map(WorkUnitsTest::flaky).toList();
    ScoringSpec spec = spec(stored).withUnitBytes(images.get(0).predictionBytes() / 6);
    String table = folder.resolve("images").toString();
    try (ScoredImages scored =
            new ScoredImages(session, new Storage(flaky), images, List.of(), spec, 4);
        ScoredImages whole =
            new ScoredImages(
                session,
                new Storage(flaky),
                images,
                List.of(),
                spec.withUnitBytes(Long.MAX_VALUE),
                1)) {
      byte[] expected = DatasetStateCodec.toBytes(whole.aggregate());
      FlakyFileSystem.FAILURES.set(2);
      assertThat(DatasetStateCodec.toBytes(scored.aggregate())).isEqualTo(expected);
      assertThat(FlakyFileSystem.FAILURES).hasValue(0);

      // As if the executors that kept the outcomes were gone.
      session.sparkContext().getPersistentRDDs().values().foreach(rdd -> rdd.unpersist(true));
      scored.writeImages(table);
      assertThat(rows(table)).hasSize(2).doesNotHaveDuplicates();
      assertThat(DatasetStateCodec.toBytes(scored.aggregate())).isEqualTo(expected);
      assertThat(scored.pixelStatistics().toBytes()).isEqualTo(whole.pixelStatistics().toBytes());
    }
  }

  private static ImageRef flaky(ImageRef image) {
    return new ImageRef(
        image.imageId(),
        "flaky://" + image.predictionPath(),
        "flaky://" + image.truthPath(),
        image.predictionBytes(),
        image.truthBytes(),
        image.batchIndex(),
        Map.of());
  }
}
