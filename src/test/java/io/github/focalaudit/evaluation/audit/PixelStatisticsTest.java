package io.github.focalaudit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.evaluation.PixelViews;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelStatisticsTest {
  private static final LossSettings SETTINGS = LossSettings.of(Preset.ONE_VS_REST);
  private static final int CLASSES = 4;
  private static final int PIXELS = 3000;

  private record Labelled(int label, PixelView view) {}

  private static List<Labelled> pixels(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Labelled> pixels = new ArrayList<>();
    for (int i = 0; i < PIXELS; i++) {
      int label = random.nextInt(CLASSES - 1);
      double[] scores = random.doubles(CLASSES, -4, 4).toArray();
      pixels.add(new Labelled(label, PixelViews.of(SETTINGS, label, scores)));
    }
    return pixels;
  }

  private static PixelStatistics of(List<Labelled> pixels) {
    PixelStatistics statistics = new PixelStatistics(CLASSES, false);
    pixels.forEach(pixel -> statistics.add(pixel.view()));
    return statistics;
  }

  @Test
  void numbersAreThoseOfTheirDefinitions() {
    List<Labelled> pixels = pixels(1);
    PixelStatistics statistics = of(pixels);

    double brier = 0;
    double[] confidence = new double[CLASSES];
    int[] labelled = new int[CLASSES];
    double[] gap = new double[PixelStatistics.BINS];
    for (Labelled pixel : pixels) {
      labelled[pixel.label()]++;
      confidence[pixel.label()] += pixel.view().p(pixel.label());
      double top = 0;
      for (int c = 0; c < CLASSES; c++) {
        double p = pixel.view().p(c);
        brier += (p - (c == pixel.label() ? 1 : 0)) * (p - (c == pixel.label() ? 1 : 0));
        top = Math.max(top, p);
      }
      gap[(int) Math.min(14, Math.floor(top * 15))] +=
          top - (pixel.view().prediction() == pixel.label() ? 1 : 0);
    }
    assertThat(statistics.brier()).isCloseTo(brier / PIXELS, within(1e-12));
    assertThat(statistics.expectedCalibrationError())
        .isCloseTo(Arrays.stream(gap).map(Math::abs).sum() / PIXELS, within(1e-12));
    for (int c = 0; c < CLASSES - 1; c++) {
      assertThat(statistics.thresholds()[c]).isCloseTo(confidence[c] / labelled[c], within(1e-12));
    }
    assertThat(statistics.thresholds()[CLASSES - 1]).isNaN();
    assertThat(statistics.bins().stream().mapToLong(PixelStatistics.Bin::pixels).sum())
        .isEqualTo(PIXELS);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 4})
  void orderAndSplitDoNotChangeABit(long seed) {
    List<Labelled> pixels = pixels(seed);
    byte[] whole = of(pixels).toBytes();
    SplittableRandom random = new SplittableRandom(seed);
    List<PixelStatistics> parts = new ArrayList<>(List.of(new PixelStatistics(CLASSES, false)));
    int at = 0;
    while (at < PIXELS) {
      int to = Math.min(PIXELS, at + 1 + random.nextInt(700));
      parts.add(random.nextInt(parts.size() + 1), of(pixels.subList(at, to)));
      at = to;
    }
    PixelStatistics merged = new PixelStatistics(CLASSES, false);
    parts.forEach(part -> merged.merge(PixelStatistics.fromBytes(part.toBytes())));

    assertThat(merged.toBytes()).isEqualTo(whole);
    assertThat(merged.brier()).isEqualTo(PixelStatistics.fromBytes(whole).brier());
    assertThat(merged.expectedCalibrationError())
        .isEqualTo(PixelStatistics.fromBytes(whole).expectedCalibrationError());
    assertThat(merged.thresholds()).containsExactly(of(pixels).thresholds());
    assertThat(merged.losses().worst(0.05)).isEqualTo(of(pixels).losses().worst(0.05));
  }

  @Test
  void refusesOtherVersionsAndDamage() {
    byte[] bytes = of(pixels(5)).toBytes();
    assertThatThrownBy(() -> PixelStatistics.fromBytes(Arrays.copyOf(bytes, bytes.length - 3)))
        .hasMessageContaining("bytes of pixel statistics: low bits of a bin at offset");
    bytes[0] = 9;
    assertThatThrownBy(() -> PixelStatistics.fromBytes(bytes))
        .hasMessage("bytes of pixel statistics: version at offset 0: expected 2, got 9");
  }

  @Test
  void nothingHasNoNumbers() {
    PixelStatistics nothing = new PixelStatistics(CLASSES, false);
    assertThat(nothing.brier()).isNull();
    assertThat(nothing.expectedCalibrationError()).isNull();
    assertThat(nothing.losses().worst(0.1)).isNull();
  }

  /** Sorting the values is the oracle. */
  @ParameterizedTest
  @ValueSource(doubles = {0.0001, 0.01, 0.05, 0.1, 0.5, 1})
  void worstShareHoldsTheTruthWithinItsError(double fraction) {
    for (double spread : new double[] {0, 0.01, 1, 10}) {
      SplittableRandom random = new SplittableRandom(6);
      double[] values =
          random.doubles(20_000).map(u -> (float) StrictMath.exp(spread * u)).toArray();
      LossHistogram histogram = new LossHistogram();
      Arrays.stream(values).forEach(histogram::add);
      Arrays.sort(values);
      int count = (int) Math.ceil(fraction * values.length);
      double worst = Arrays.stream(values, values.length - count, values.length).sum();
      double truth = worst / Arrays.stream(values).sum();

      LossHistogram.Share share = Objects.requireNonNull(histogram.worst(fraction));

      assertThat(share.count()).isEqualTo(count);
      assertThat(truth).isGreaterThanOrEqualTo(share.lossShare() - 1e-12);
      assertThat(truth).isLessThanOrEqualTo(share.lossShare() + share.error() + 1e-12);
      assertThat(share.error()).isLessThanOrEqualTo(0.0625 * truth);
    }
  }

  @Test
  void multiLabelPixelsAreObservedClassByClass() {
    LossSettings settings = LossSettings.of(Preset.SIGMOID);
    PixelStatistics statistics = new PixelStatistics(2, true);
    // Probabilities of 1/2 and 4/5; the second class of the second pixel is left out.
    double z = StrictMath.log(4);
    statistics.add(PixelViews.ofElements(settings, new int[] {1, 1}, 0, z));
    statistics.add(PixelViews.ofElements(settings, new int[] {0, -1}, 0, z));
    statistics.add(PixelViews.ofElements(settings, new int[] {-1, -1}, 0, z));

    assertThat(statistics.observations()).isEqualTo(3);
    assertThat(statistics.brier()).isCloseTo((0.25 + 0.04 + 0.25) / 3, within(1e-15));
    // Two of 1/2, one of them true: no gap; one of 4/5 that is true: a gap of 1/5.
    assertThat(statistics.expectedCalibrationError()).isCloseTo(0.2 / 3, within(1e-15));
    assertThat(statistics.thresholds()).containsExactly(0.5, 0.8);
    assertThat(statistics.losses().count()).isEqualTo(2);
  }

  @Test
  void sumsOfBinsAreExact() {
    LossHistogram histogram = new LossHistogram();
    double[] values = {0, Float.MIN_VALUE, 1e-30f, 0.1f, 0.1f, 0.7f, 3, Float.MAX_VALUE / 1e20f};
    ExactSum sum = new ExactSum();
    for (double value : values) {
      histogram.add(value);
      sum.add(value);
    }
    LossHistogram.Share all = Objects.requireNonNull(histogram.worst(1));
    assertThat(all.lossShare()).isEqualTo(1);
    LossHistogram.Share first = Objects.requireNonNull(histogram.worst(1d / 8));
    assertThat(first.lossShare()).isEqualTo(values[7] / sum.value());
    histogram.add(Double.POSITIVE_INFINITY);
    assertThat(histogram.worst(0.5)).isNull();
  }
}
