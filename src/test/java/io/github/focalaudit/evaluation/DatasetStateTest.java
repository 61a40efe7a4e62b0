package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DatasetStateTest {
  private static final LossSettings LOSS = LossSettings.of(Preset.ONE_VS_REST);
  private static final int CLASSES = 3;

  /** An image with seeded sums, scored from random logits in memory. */
  private static ImageResult image(int seed) {
    Map<String, @Nullable String> columns = new HashMap<>();
    columns.put("scene", seed % 3 == 0 ? null : "s" + seed % 3);
    return image(seed, columns);
  }

  private static ImageResult image(int seed, Map<String, @Nullable String> columns) {
    SplittableRandom random = new SplittableRandom(seed);
    int pixels = 1 + random.nextInt(400);
    float[] scores = new float[CLASSES * pixels];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (float) (random.nextDouble() * 30 - 15);
    }
    int[] labels = random.ints(pixels, -1, CLASSES - (seed % 2)).toArray();
    return new ImageResult(
        new ArrayScorer(LOSS, CLASSES).score(scores, labels),
        new ImageProvenance(
            new ImageRef("image " + seed, "p" + seed, "t" + seed, 10, 20, -1, columns),
            new int[] {1, pixels},
            "f4",
            "vector",
            seed,
            -seed,
            false,
            seed % 5 == 0 ? new BandCheck(1e-7 * seed, 3, 3.5) : null));
  }

  private static List<ImageResult> images() {
    return IntStream.range(0, 40).mapToObj(DatasetStateTest::image).toList();
  }

  private static DatasetState stateOf(List<ImageResult> images) {
    DatasetState state = new DatasetState(LOSS, CLASSES);
    images.forEach(state::add);
    return state;
  }

  @Test
  void mergingIsFreeOfOrderAndGroupingToTheLastBit() {
    List<ImageResult> images = images();
    byte[] expected = DatasetStateCodec.toBytes(stateOf(images));
    for (int parts : new int[] {1, 2, 7, 64}) {
      List<ImageResult> shuffled = new ArrayList<>(images);
      Collections.shuffle(shuffled, new Random(parts));
      DatasetState merged = new DatasetState(LOSS, CLASSES);
      for (int part = 0; part < parts; part++) {
        int from = part * shuffled.size() / parts;
        int to = (part + 1) * shuffled.size() / parts;
        byte[] bytes = DatasetStateCodec.toBytes(stateOf(shuffled.subList(from, to)));
        merged.merge(DatasetStateCodec.fromBytes(LOSS, CLASSES, bytes));
      }
      assertThat(DatasetStateCodec.toBytes(merged)).as("%d parts", parts).isEqualTo(expected);
    }
  }

  @Test
  void nothingScoredHasNoMetricsButCounts() {
    DatasetMetrics metrics = new DatasetState(LOSS, CLASSES).metrics();
    assertThat(metrics.lossMean()).isNull();
    assertThat(metrics.imageMean()).isNull();
    assertThat(metrics.accuracy()).isNull();
    assertThat(metrics.meanIou()).isNull();
    assertThat(metrics.images()).isZero();
  }

  @Test
  void aClassWithoutPixelsHasNullMetrics() {
    DatasetState state = new DatasetState(LOSS, CLASSES);
    state.add(new ArrayScorer(LOSS, CLASSES).score(new float[] {1, 0, 0}, new int[] {0}));
    DatasetMetrics metrics = state.metrics();
    assertThat(metrics.classes().get(0).iou()).isEqualTo(1d);
    assertThat(metrics.classes().get(1).iou()).isNull();
    assertThat(metrics.classes().get(1).dice()).isNull();
    assertThat(metrics.meanIou()).isEqualTo(1d);
  }

  @Test
  void anImageKeepsItsBitsAsBytes() {
    for (ImageResult image : images()) {
      byte[] bytes = bytes(image);
      ByteReader in = new ByteReader("a test", 7, bytes);
      ImageResult read = ImageResultCodec.read(in);
      in.end();
      assertThat(bytes(read)).isEqualTo(bytes);
      assertThat(read.provenance().image()).isEqualTo(image.provenance().image());
      assertThat(read.sums().lossSums()).isEqualTo(image.sums().lossSums());
    }
  }

  @Test
  void sumsWithoutFilesGiveTheMetricsOfARun() {
    List<List<String>> columns = List.of(List.of("scene"));
    SlicedState run = new SlicedState(LOSS, CLASSES, columns);
    SlicedState sums = new SlicedState(LOSS, CLASSES, columns);
    for (ImageResult image : images()) {
      run.add(image);
      sums.add(image.provenance().image().columns(), image.sums());
    }
    assertThat(sums.whole().metrics()).isEqualTo(run.whole().metrics());
    assertThat(sums.slices().keySet()).isEqualTo(run.slices().keySet()).hasSize(2);
    sums.slices()
        .forEach(
            (key, state) ->
                assertThat(state.metrics())
                    .isEqualTo(Objects.requireNonNull(run.slices().get(key)).metrics()));
    assertThat(sums.whole().tallies().confusion(0, 1))
        .isEqualTo(run.whole().tallies().confusion(0, 1))
        .isPositive();
    assertThat(sums.whole().tallies().kernels()).isEmpty();
    assertThat(run.whole().tallies().kernels()).containsEntry("vector", 40L);
  }

  @Test
  void refusesSumsOfOtherClassesOrGammas() {
    assertThatThrownBy(() -> new DatasetState(LOSS, 4).add(image(1).sums()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sums of an image: expected 4 classes and 1 gammas, got 3 and 1");
    ImageSums sums = image(1).sums();
    assertThatThrownBy(() -> weighted(sums, 1, new double[] {1, 2}))
        .hasMessage("sums of an image: weights of positives: expected 3, got 2");
  }

  /** The sums of an image whose pixels all have one weight. */
  private static ImageSums weighted(ImageSums sums, double weight, double[] positives) {
    return new ImageSums(
        sums.counts(),
        new ImageWeight(
            weight * sums.weight().pixels(), positives, times(weight, sums.weight().negatives())),
        sums.ignoredPixels(),
        sums.confusions(),
        new double[][] {times(weight, sums.positive()[0])},
        new double[][] {times(weight, sums.negative()[0])},
        weight * sums.crossEntropySum(),
        times(weight, sums.lossSums()),
        weight * sums.denominator(),
        sums.labelQuality());
  }

  private static double[] times(double weight, double[] values) {
    return Arrays.stream(values).map(value -> weight * value).toArray();
  }

  /** A weight of 2 takes an image twice; a power of two, so that products are exact. */
  @ParameterizedTest
  @EnumSource(Normalizer.class)
  void anImageOfWeightTwoCountsTwiceInTheMean(Normalizer normalizer) {
    LossSettings loss = LOSS.toBuilder().normalizer(normalizer).build();
    DatasetState weighted = new DatasetState(loss, CLASSES);
    DatasetState repeated = new DatasetState(loss, CLASSES);
    for (ImageResult image : images()) {
      ImageSums sums = image.sums();
      weighted.add(weighted(sums, 2, times(2, sums.weight().positives())));
      weighted.add(sums);
      for (int i = 0; i < 3; i++) {
        repeated.add(sums);
      }
    }
    DatasetMetrics metrics =
        DatasetStateCodec.fromBytes(loss, CLASSES, DatasetStateCodec.toBytes(weighted)).metrics();
    DatasetMetrics expected = repeated.metrics();
    assertThat(metrics.lossMean()).isEqualTo(expected.lossMean()).isPositive();
    assertThat(metrics.denominator()).isEqualTo(expected.denominator());
    assertThat(metrics.crossEntropyMean()).isEqualTo(expected.crossEntropyMean());
    assertThat(metrics.validElements() * 3).isEqualTo(expected.validElements() * 2);
    // Weight 1: what is divided by is what is counted.
    assertThat(expected.denominator())
        .isEqualTo(
            switch (normalizer) {
              case VALID_ELEMENTS -> expected.validElements();
              case VALID_PIXELS -> expected.validPixels();
              case POSITIVES ->
                  expected.classes().stream()
                      .mapToLong(DatasetMetrics.ClassMetrics::positives)
                      .sum();
              case NONE -> 1d;
            });
  }

  @Test
  void weightsComeBackFromBytes() {
    ImageResult image = image(4);
    ImageSums sums = weighted(image.sums(), 0.1, new double[] {0.5, 1e-300, 3});
    byte[] bytes = bytes(new ImageResult(sums, image.provenance()));
    ImageSums read = ImageResultCodec.read(new ByteReader("a test", 7, bytes)).sums();
    assertThat(read).usingRecursiveComparison().isEqualTo(sums);
    assertThat(bytes.length).isEqualTo(bytes(image).length + 2 + 8 * (1 + 2 * CLASSES));
  }

  private static byte[] bytes(ImageResult image) {
    ByteWriter out = new ByteWriter(7);
    ImageResultCodec.write(image, out);
    return out.toBytes();
  }

  @Test
  void refusesBytesOfAnotherKind() {
    byte[] bytes = DatasetStateCodec.toBytes(stateOf(images()));
    byte[] version = bytes.clone();
    version[0] = 9;
    refused(version, "version at offset 0: expected 3, got 9");
    refused(
        Arrays.copyOf(bytes, bytes.length - 1),
        "input fingerprint at offset " + (bytes.length - 8) + ": expected 8 bytes, got 7 before");
    refused(
        Arrays.copyOf(bytes, bytes.length + 2),
        "end at offset " + bytes.length + ": expected no more bytes, got 2");
    assertThatThrownBy(() -> DatasetStateCodec.fromBytes(LOSS, 5, bytes))
        .hasMessageContaining("bytes of a dataset state: classes at offset 2: expected 5, got 3");
  }

  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> DatasetStateCodec.fromBytes(LOSS, CLASSES, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void slicesWhoseValuesHoldSeparatorsAreMergedApart() {
    List<List<String>> columns = List.of(List.of("a", "b"));
    List<Map<String, @Nullable String>> values =
        List.of(Map.of("a", "x", "b", "y,b=z"), Map.of("a", "x,b=y", "b", "z"));
    List<SlicedState> parts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      SlicedState part = new SlicedState(LOSS, CLASSES, columns);
      part.add(image(i, values.get(i % 2)));
      parts.add(SlicedState.fromBytes(LOSS, CLASSES, columns, part.toBytes()));
    }
    SlicedState merged = parts.get(0);
    parts.subList(1, 4).forEach(merged::merge);
    assertThat(merged.slices()).hasSize(2);
    for (int i = 0; i < 2; i++) {
      SliceKey key = Objects.requireNonNull(SliceKey.of(columns.get(0), values.get(i)));
      List<ImageResult> own = List.of(image(i, values.get(i)), image(i + 2, values.get(i)));
      assertThat(DatasetStateCodec.toBytes(Objects.requireNonNull(merged.slices().get(key))))
          .isEqualTo(DatasetStateCodec.toBytes(stateOf(own)));
    }
  }
}
