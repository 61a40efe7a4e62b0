package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class ImageStateTest {
  /** 41 blocks, the last of them not full. */
  private static final int PIXELS = 40 * Tile.PIXELS + 77;

  private static final KernelSettings THREE = softmax(3, 2, 0.5, 0);

  /** An image in memory with the kernel that scores it. */
  private record Image(KernelSettings settings, KernelKind kind, float[] scores, int[] labels) {
    static Image random(KernelSettings settings, KernelKind kind, long seed) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] scores = new float[settings.classes() * PIXELS];
      boolean probabilities = settings.activation() == Activation.NONE;
      for (int i = 0; i < scores.length; i++) {
        scores[i] = random.nextFloat() * (probabilities ? 1 : 40) - (probabilities ? 0 : 20);
      }
      boolean byPixel = settings.targets() == TargetKind.LABELS;
      int[] labels =
          random
              .ints(byPixel ? PIXELS : scores.length, -1, byPixel ? settings.classes() : 2)
              .toArray();
      return new Image(settings, kind, scores, labels);
    }

    /** The state of the pixels of some blocks, on a loop of its own. */
    ImageState unit(int firstBlock, int endBlock) {
      int from = firstBlock * Tile.PIXELS;
      int to = Math.min(PIXELS, endBlock * Tile.PIXELS);
      int planes = labels.length / PIXELS;
      float[] unitScores = new float[settings.classes() * (to - from)];
      int[] unitLabels = new int[planes * (to - from)];
      for (int c = 0; c < settings.classes(); c++) {
        System.arraycopy(scores, c * PIXELS + from, unitScores, c * (to - from), to - from);
      }
      for (int p = 0; p < planes; p++) {
        System.arraycopy(labels, p * PIXELS + from, unitLabels, p * (to - from), to - from);
      }
      return new BlockLoop(settings, kind, System::nanoTime)
          .run(false, to - from, new ArrayBlocks(unitScores, unitLabels, to - from, settings));
    }

    ImageState whole() {
      return unit(0, blocks());
    }

    static int blocks() {
      return (PIXELS - 1) / Tile.PIXELS + 1;
    }
  }

  private static KernelSettings softmax(int classes, double... gammas) {
    return new KernelSettings(classes, Activation.SOFTMAX, TargetKind.LABELS, gammas, 1e-8);
  }

  static Stream<Image> images() {
    KernelSettings sigmoid =
        new KernelSettings(4, Activation.SIGMOID, TargetKind.ELEMENTS, new double[] {2, 1.5}, 1e-8);
    KernelSettings none =
        new KernelSettings(5, Activation.NONE, TargetKind.LABELS, new double[] {2}, 1e-8);
    return Stream.of(
        Image.random(softmax(2, 2), KernelKind.VECTOR, 1),
        Image.random(THREE, KernelKind.VECTOR, 2),
        Image.random(softmax(21, 2, 0), KernelKind.VECTOR, 3),
        Image.random(softmax(3, 2, 9), KernelKind.VECTOR, 4),
        Image.random(sigmoid, KernelKind.VECTOR, 5),
        Image.random(none, KernelKind.VECTOR, 6),
        Image.random(THREE, KernelKind.REFERENCE, 7));
  }

  @ParameterizedTest
  @MethodSource("images")
  void unitsInAnyOrderHaveTheBitsOfTheUnsplitImage(Image image) {
    ImageState whole = image.whole();
    assertThat(whole.pixels()).isEqualTo(PIXELS);
    ImageSums expected = sums(whole, image.settings());
    assertThat(expected.counts().validPixels() + expected.ignoredPixels()).isEqualTo(PIXELS);
    assertThat(expected.lossMean()).isPositive();
    for (int cuts : new int[] {1, 2, 7, 40}) {
      for (int seed = 0; seed < 4; seed++) {
        ImageState merged = merged(image, cuts, seed);
        String about = cuts + " cuts, seed " + seed;
        assertThat(merged.toBytes()).as(about).isEqualTo(whole.toBytes());
        assertSame(sums(merged, image.settings()), expected);
      }
    }
  }

  private static ImageState merged(Image image, int cuts, int seed) {
    int[] at = new Random(seed).ints(1, Image.blocks()).distinct().limit(cuts).sorted().toArray();
    List<ImageState> units = new ArrayList<>();
    for (int i = 0; i <= cuts; i++) {
      units.add(image.unit(i == 0 ? 0 : at[i - 1], i == cuts ? Image.blocks() : at[i]));
    }
    Collections.shuffle(units, new Random(seed));
    ImageState merged = new ImageState(image.settings());
    for (int i = 0; i < units.size(); i++) {
      ImageState unit = units.get(i);
      if (i % 3 == 0) {
        merged.merge(ImageState.fromBytes(image.settings(), unit.toBytes()));
      } else if (i % 3 == 1) {
        merged.merge(unit);
      } else {
        unit.merge(merged);
        merged = unit;
      }
    }
    return merged;
  }

  private static ImageSums sums(ImageState state, KernelSettings settings) {
    boolean byPixel = settings.targets() == TargetKind.LABELS;
    LossSettings loss = LossSettings.of(byPixel ? Preset.ONE_VS_REST : Preset.SIGMOID);
    return state.sums(new LossFormula(loss, settings.classes()));
  }

  private static void assertSame(ImageSums sums, ImageSums expected) {
    assertThat(sums).usingRecursiveComparison().isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("images")
  void anEmptyStateChangesNothing(Image image) {
    byte[] whole = image.whole().toBytes();
    ImageState left = new ImageState(image.settings());
    left.merge(image.whole());
    ImageState right = image.whole();
    right.merge(new ImageState(image.settings()));
    assertThat(left.toBytes()).isEqualTo(whole);
    assertThat(right.toBytes()).isEqualTo(whole);
    assertThat(sums(left, image.settings()).labelQuality() == null)
        .isEqualTo(image.settings().targets() == TargetKind.ELEMENTS);
    ImageState empty = new ImageState(image.settings());
    empty.merge(ImageState.fromBytes(image.settings(), empty.toBytes()));
    assertThat(empty.pixels()).isZero();
    ImageSums nothing = sums(empty, image.settings());
    assertThat(nothing.labelQuality()).isNull();
    assertThat(nothing.lossMean()).isNull();
    assertThat(nothing.confusions()).isEmpty();
  }

  @Test
  void aMergedStateKeepsItsOwnValue() {
    Image image = Image.random(THREE, KernelKind.VECTOR, 8);
    ImageState unit = image.unit(3, 9);
    byte[] before = unit.toBytes();
    image.whole().merge(unit);
    assertThat(unit.toBytes()).isEqualTo(before);
  }

  /** Settings that differ from those of three classes in one place. */
  static Stream<KernelSettings> others() {
    double[] gammas = {2, 0.5, 0};
    return Stream.of(
        softmax(4, gammas),
        softmax(3, 2, 0.5, 1),
        softmax(3, 2, 0.5),
        new KernelSettings(3, Activation.NONE, TargetKind.LABELS, gammas, 1e-8),
        new KernelSettings(3, Activation.SIGMOID, TargetKind.ELEMENTS, gammas, 1e-8),
        new KernelSettings(3, Activation.SOFTMAX, TargetKind.LABELS, gammas, 1e-7));
  }

  @ParameterizedTest
  @MethodSource("others")
  void refusesAStateOfOtherSettings(KernelSettings other) {
    ImageState state = new ImageState(THREE);
    assertThatThrownBy(() -> state.merge(new ImageState(other)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("image state to merge: expected " + THREE + ", got " + other);
    assertThatThrownBy(() -> ImageState.fromBytes(THREE, new ImageState(other).toBytes()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "bytes of an image state: (classes|activation|gammas|gamma|eps) at offset \\d+:"
                + " expected .+, got .+");
  }

  @Test
  void refusesCorruptBytesFieldByField() {
    byte[] bytes = Image.random(THREE, KernelKind.VECTOR, 9).whole().toBytes();
    // Version, classes, "SOFTMAX", "LABELS", three gammas, eps, pixels of two bytes, counts.
    int activation = 2;
    int targets = activation + 8;
    int gammas = targets + 7;
    int eps = gammas + 1 + 3 * 8;
    int pixels = eps + 8;
    int counts = pixels + 2;
    refused(with(bytes, 0, 9), "version at offset 0: expected 1, got 9");
    refused(with(bytes, 1, 4), "classes at offset 1: expected 3, got 4");
    refused(
        with(bytes, activation + 1, 'T'), "activation at offset 2: expected SOFTMAX, got TOFTMAX");
    refused(with(bytes, targets + 1, 'B'), "targets at offset 10: expected LABELS, got BABELS");
    refused(with(bytes, gammas, 2), "gammas at offset 17: expected 3, got 2");
    refused(with(bytes, gammas + 1, 0), "gamma at offset 18: expected 2.0, got 0.0");
    refused(with(bytes, eps, 0), "eps at offset 42: expected 1.0E-8, got ");
    refused(with(bytes, counts, 11), "counts at offset 52: expected 12, got 11");
    refused(Arrays.copyOf(bytes, bytes.length + 1), "end at offset " + bytes.length);
    for (int length = 0; length < bytes.length; length++) {
      refused(Arrays.copyOf(bytes, length), " at offset ");
    }
  }

  private static byte[] with(byte[] bytes, int at, int value) {
    byte[] changed = bytes.clone();
    changed[at] = (byte) value;
    return changed;
  }

  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> ImageState.fromBytes(THREE, bytes))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("bytes of an image state: ")
        .hasMessageContaining(message);
  }

  @Test
  void noChangedByteEndsInAnotherException() {
    byte[] bytes = Image.random(THREE, KernelKind.VECTOR, 10).unit(0, 2).toBytes();
    for (int at = 0; at < bytes.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = with(bytes, at, bytes[at] ^ 1 << bit);
        try {
          ImageState.fromBytes(THREE, changed);
        } catch (IllegalArgumentException e) {
          assertThat(e).hasMessageStartingWith("bytes of an image state: ");
        }
      }
    }
  }

  @Test
  void unitsMergeBehindBothSerializersOfSpark() {
    Image image = Image.random(THREE, KernelKind.VECTOR, 11);
    byte[] whole = image.whole().toBytes();
    ClassTag<byte[]> type = ClassTag$.MODULE$.apply(byte[].class);
    SparkConf conf = new SparkConf(false);
    for (Serializer serializer : List.of(new JavaSerializer(conf), new KryoSerializer(conf))) {
      SerializerInstance instance = serializer.newInstance();
      ImageState merged = new ImageState(THREE);
      IntStream.of(2, 0, 1)
          .mapToObj(i -> image.unit(14 * i, Math.min(Image.blocks(), 14 * i + 14)).toBytes())
          .map(unit -> instance.serialize(unit, type))
          .map(sent -> instance.<byte[]>deserialize((ByteBuffer) sent, type))
          .forEach(unit -> merged.merge(ImageState.fromBytes(THREE, unit)));
      assertThat(merged.toBytes()).isEqualTo(whole);
    }
  }
}
