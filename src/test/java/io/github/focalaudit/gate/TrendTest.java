package io.github.focalaudit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.VerdictStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrendTest {
  private static HistoryEntry run(int index, double value, VerdictStatus verdict, String data) {
    return HistoryEntry.of(
        "r" + index,
        Instant.EPOCH.plusSeconds(index),
        "/r",
        verdict,
        data,
        "s",
        Map.of("loss.mean", value));
  }

  private static List<Trend.Point> trend(int count, IntToDoubleFunction value) {
    List<HistoryEntry> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(run(i, value.applyAsDouble(i), VerdictStatus.PASS, "d"));
    }
    return Trend.of(runs, runs.get(0), "loss.mean");
  }

  @Test
  void identicalRerunsDoNotFire() {
    List<Trend.Point> points = trend(40, i -> 0.0243);
    assertThat(points).noneMatch(Trend.Point::alarm);
    assertThat(points.get(39).z()).isEqualTo(0d);
    // A thousandth of the golden value is one unit of spread.
    List<Trend.Point> moved = trend(10, i -> i == 9 ? 0.0243 * 1.002 : 0.0243);
    assertThat(Objects.requireNonNull(moved.get(9).z())).isCloseTo(2, within(1e-9));
    assertThat(moved.get(9).alarm()).isFalse();
  }

  @Test
  void aJumpFiresAndARejectedRunIsNotInTheWindow() {
    SplittableRandom random = new SplittableRandom(3);
    List<HistoryEntry> runs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      runs.add(run(i, 1 + 0.01 * random.nextGaussian(), VerdictStatus.PASS, "d"));
    }
    for (int i = 20; i < 30; i++) {
      runs.add(run(i, 1.3, VerdictStatus.FAIL, "d"));
    }
    List<Trend.Point> points = Trend.of(runs, null, "loss.mean");
    assertThat(points.subList(0, 20)).noneMatch(Trend.Point::alarm);
    assertThat(points.subList(20, 30)).allMatch(point -> point.note().contains("jump up"));
    assertThat(points.get(29).z()).isEqualTo(points.get(20).z());
    // Ten rejected nights leave no trace in the sum: the next good one is no drift.
    assertThat(points.get(29).cusumUp()).isEqualTo(points.get(20).cusumUp()).isGreaterThan(5d);
    runs.add(run(30, 1, VerdictStatus.PASS, "d"));
    assertThat(Trend.of(runs, null, "loss.mean").get(30).alarm()).isFalse();
  }

  @Test
  void aSlowDriftFiresInTheSumOnly() {
    SplittableRandom random = new SplittableRandom(4);
    List<Trend.Point> points =
        trend(60, i -> i == 0 ? 1 : 1 + 0.01 * random.nextGaussian() + Math.max(0, i - 20) * 0.001);
    Trend.Point first = points.stream().filter(Trend.Point::alarm).findFirst().orElseThrow();
    assertThat(first.note()).isEqualTo("drift up");
    assertThat(points.subList(0, 21)).noneMatch(Trend.Point::alarm);
  }

  @Test
  void anotherDataSetStartsAnew() {
    List<HistoryEntry> runs = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> runs.add(run(i, 1, VerdictStatus.PASS, "d")));
    IntStream.range(10, 20).forEach(i -> runs.add(run(i, 5, VerdictStatus.PASS, "e")));
    List<Trend.Point> points = Trend.of(runs, runs.get(0), "loss.mean");
    assertThat(points).noneMatch(Trend.Point::alarm);
    assertThat(points.get(10).epoch()).isEqualTo(2);
    assertThat(points.get(10).z()).isNull();
    assertThat(points.get(19).z()).isEqualTo(0d);
  }

  @Test
  void aRejectedRunOverOtherDataStartsNothingAnew() {
    List<HistoryEntry> runs = new ArrayList<>();
    IntStream.range(0, 10).forEach(i -> runs.add(run(i, 1, VerdictStatus.PASS, "d")));
    List<HistoryEntry> withoutIt = new ArrayList<>(runs);
    withoutIt.add(run(11, 1.01, VerdictStatus.PASS, "d"));
    runs.add(run(10, 5, VerdictStatus.FAIL, "e"));
    runs.add(withoutIt.get(10));
    List<Trend.Point> points = Trend.of(runs, null, "loss.mean");
    assertThat(points.get(10).epoch()).isEqualTo(2);
    assertThat(points.get(10).z()).isNull();
    assertThat(points.get(11)).isEqualTo(Trend.of(withoutIt, null, "loss.mean").get(10));
    assertThat(points.get(11).z()).isNotNull();
  }

  @Test
  void aRunWithoutTheMetricIsNamed() {
    List<HistoryEntry> runs = List.of(run(0, 1, VerdictStatus.PASS, "d"));
    assertThat(Trend.of(runs, null, "accuracy").get(0).note()).isEqualTo("no value");
  }

  /** The limits keep the false alarms of a normal metric at 0.27 %, as three known sigmas do. */
  @ParameterizedTest
  @ValueSource(ints = {5, 6, 8, 12, 30})
  void limitsAreCalibrated(int window) {
    SplittableRandom random = new SplittableRandom(window);
    int trials = 10_000;
    int alarms = 0;
    for (int trial = 0; trial < trials; trial++) {
      List<Trend.Point> points = trend(window + 1, i -> 100 + 10 * random.nextGaussian());
      alarms += points.get(window).note().contains("jump") ? 1 : 0;
    }
    double expected = 0.0027 * trials;
    assertThat((double) alarms).isCloseTo(expected, within(5 * Math.sqrt(expected)));
  }
}
