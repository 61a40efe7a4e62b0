package io.github.focalaudit.spark.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.comparison.LossView;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.document.AuditDocument.ProblemSlices;
import io.github.focalaudit.document.AuditDocument.Quantile;
import io.github.focalaudit.document.AuditDocument.Slice;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.audit.ProblemSlice;
import io.github.focalaudit.spark.LocalSpark;
import io.github.focalaudit.spark.ProblemSliceFinder;
import io.github.focalaudit.sum.ExactSum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What the audit asks the tables, over made-up rows with a problem of known place. */
class AuditTablesTest {
  private static final SparkSession SESSION = LocalSpark.start("local[2]", false);
  private static final int IMAGES = 400;
  private static final List<String> CLASSES = List.of("road", "car");

  @TempDir Path folder;

  /** An image of the table. */
  private record Image(
      String id, Map<String, @Nullable String> columns, int size, boolean car, double loss) {}

  @AfterAll
  static void stopSpark() {
    SESSION.stop();
  }

  /** Images at night that hold a car have three times the loss; sizes and cities do not matter. */
  private static List<Image> images() {
    SplittableRandom random = new SplittableRandom(11);
    List<Image> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      boolean night = random.nextInt(3) == 0;
      boolean car = random.nextInt(2) == 0;
      Map<String, @Nullable String> columns = new TreeMap<>();
      columns.put("time", night ? "night" : "day");
      columns.put("city", "c" + random.nextInt(5));
      columns.put("unique", String.format(Locale.ROOT, "u%d", i));
      columns.put("road", random.nextInt(10) == 0 ? null : "wet");
      double loss = (night && car ? 3 : 1) * random.nextDouble(0.5, 1.5);
      images.add(new Image("im" + i, columns, 10 + random.nextInt(2), car, loss));
    }
    return images;
  }

  private AuditTables tables(List<Image> images, int partitions) {
    String path = folder.resolve("images" + partitions).toString();
    List<Row> rows = images.stream().map(AuditTablesTest::row).toList();
    SESSION
        .createDataFrame(rows, ImageTable.schema())
        .repartition(partitions)
        .write()
        .parquet(path);
    return new AuditTables(SESSION, path, folder.resolve("none").toString());
  }

  private static Row row(Image image) {
    StructField[] fields = ImageTable.schema().fields();
    Object[] values = new Object[fields.length];
    for (int f = 0; f < fields.length; f++) {
      values[f] =
          switch (fields[f].name()) {
            case "image_id" -> image.id();
            case "slices" -> CollectionConverters.asScala(image.columns());
            case "spatial" -> new int[] {image.size(), image.size()};
            case "classes" -> 2;
            case "valid_pixels" -> 100L;
            case "denominator" -> 200d;
            case "loss_sum" -> image.loss();
            case "loss_mean" -> image.loss() / 200;
            case "positives" -> new long[] {90, image.car() ? 10 : 0};
            case "true_positives" -> new long[] {80, image.car() ? 5 : 0};
            case "confusions" -> new Row[] {RowFactory.create(0, 1, 10L)};
            case "batch_index", "label_quality" -> null;
            default -> placeholder(fields[f].dataType().catalogString());
          };
    }
    return RowFactory.create(values);
  }

  private static Object placeholder(String type) {
    return switch (type) {
      case "string" -> "";
      case "bigint" -> 0L;
      case "int" -> 0;
      case "double" -> 0d;
      case "array<double>" -> new double[0];
      case "array<bigint>" -> new long[0];
      default -> new Row[0];
    };
  }

  @Test
  void findsThePlantedGroupAndSaysHowManyWereTried() {
    ProblemSlices found =
        Objects.requireNonNull(
            new ProblemSliceFinder(SESSION, tables(images(), 3), CLASSES).find());

    ProblemSlice pair =
        found.slices().stream()
            .filter(slice -> slice.attributes().size() == 2)
            .findFirst()
            .orElseThrow();
    assertThat(pair.attributes()).containsExactlyInAnyOrder("time = night", "has car");
    // A sixth of the images with three times the loss: 3 / (1 + 2 / 6).
    assertThat(pair.ratio()).isCloseTo(2.25, within(0.2));
    assertThat(pair.low()).isLessThan(pair.ratio()).isGreaterThan(1.8);
    assertThat(found.slices())
        .extracting(ProblemSlice::attributes)
        .allSatisfy(attributes -> assertThat(attributes).doesNotContain("road = wet"))
        .noneMatch(attributes -> attributes.stream().anyMatch(name -> name.contains("unique")))
        .noneMatch(
            attributes -> attributes.containsAll(pair.attributes()) && attributes.size() > 2);
    assertThat(found.minimumImages()).isEqualTo(8);
    // Time, car and size have two values, city five; the wet road is the tenth-rarest to miss.
    long singles = 2 + 2 + 2 + 5;
    assertThat(found.tried()).isGreaterThan(singles).isLessThan(500);
  }

  @Test
  void answersDoNotDependOnTheOrderOfRows() {
    List<Image> shuffled = new ArrayList<>(images());
    Collections.shuffle(shuffled, new Random(12));
    AuditTables one = tables(images(), 1);
    AuditTables many = tables(shuffled, 7);
    assertThat(many.worstShares()).isEqualTo(one.worstShares());
    assertThat(many.slices(50)).isEqualTo(one.slices(50));
    assertThat(many.worst(20)).isEqualTo(one.worst(20));
    assertThat(many.distribution()).isEqualTo(one.distribution());
    assertThat(new ProblemSliceFinder(SESSION, many, CLASSES).find())
        .isEqualTo(new ProblemSliceFinder(SESSION, one, CLASSES).find());
  }

  /** {@code audit.json} and {@code images.lossQuantile} have one definition: a mean of an image. */
  @Test
  void quantilesAreThoseOfRules() {
    for (int count : new int[] {1, 2, 5, 40}) {
      List<Image> images = images().subList(0, count);
      double[] means = images.stream().mapToDouble(image -> image.loss() / 200).sorted().toArray();
      RunTotals none =
          new RunTotals(
              new MetricPlan(
                  new LossView(LossSettings.of(Preset.ONE_VS_REST), 2), CLASSES, List.of()));
      RunFacts facts = new RunFacts(none, count, count, 0, means, Map.of(), 1, Map.of());
      for (Quantile quantile :
          Objects.requireNonNull(tables(images, count).distribution()).quantiles()) {
        double fraction = quantile.fraction();
        double expected =
            fraction == 0
                ? means[0]
                : fraction == 1
                    ? means[count - 1]
                    : Objects.requireNonNull(
                        facts.value(MetricName.parse("images.lossQuantile[" + fraction + "]")));
        assertThat(quantile.value()).as("%s of %s", fraction, count).isEqualTo(expected);
      }
    }
  }

  @Test
  void sharesAreThoseOfExactSums() {
    List<Image> images = images();
    AuditTables tables = tables(images, 2);
    double[] losses = images.stream().mapToDouble(Image::loss).sorted().toArray();
    ExactSum all = new ExactSum();
    ExactSum worst = new ExactSum();
    Arrays.stream(losses).forEach(all::add);
    Arrays.stream(losses, IMAGES - 40, IMAGES).forEach(worst::add);
    assertThat(tables.worstShares().get(2).count()).isEqualTo(40);
    assertThat(tables.worstShares().get(2).lossShare()).isEqualTo(worst.value() / all.value());

    ExactSum night = new ExactSum();
    long nights = 0;
    long cars = 0;
    for (Image image : images) {
      if ("night".equals(image.columns().get("time"))) {
        night.add(image.loss());
        nights++;
        cars += image.car() ? 1 : 0;
      }
    }
    Slice slice =
        tables.slices(1000).stream()
            .filter(row -> row.column().equals("time") && "night".equals(row.value()))
            .findFirst()
            .orElseThrow();
    assertThat(slice.images()).isEqualTo(nights);
    assertThat(slice.lossShare()).isEqualTo(night.value() / all.value());
    assertThat(slice.lossMean()).isEqualTo(night.value() / (200d * nights));
    // Labels do not add up to the valid pixels where there is no car, so that accuracy is unknown.
    assertThat(slice.accuracy()).isNull();
    assertThat(cars).isLessThan(nights);
    assertThat(tables.sliceCount()).isEqualTo(2 + 5 + IMAGES + 2);
  }

  @Test
  void fewImagesHaveNoProblemSlices() {
    AuditTables tables = tables(images().subList(0, 9), 1);
    assertThat(new ProblemSliceFinder(SESSION, tables, CLASSES).find()).isNull();
  }
}
