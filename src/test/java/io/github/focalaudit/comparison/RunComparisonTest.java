package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RunComparisonTest {
  private static final Map<String, ImageScore> BEFORE = Scores.run(60, i -> 1);
  private static final Map<String, ImageScore> WORSE = Scores.run(60, i -> i % 7 == 0 ? 1.6 : 1.02);
  private static final List<MetricName> METRICS =
      List.of(
          MetricName.parse("loss.mean"),
          MetricName.parse("meanIou"),
          MetricName.parse("class[Pole].iou"));
  private static final MetricPlan PLAN = new MetricPlan(Scores.VIEW, Scores.NAMES, METRICS);

  private static ClusterSums sums() {
    return Scores.clusters(PLAN, Scores.pairs(BEFORE, WORSE), "scene");
  }

  private static List<int[]> components(ClusterSums sums) {
    return METRICS.stream().map(metric -> PLAN.positions(metric, sums)).toList();
  }

  @Test
  void replicatesDoNotDependOnThePartitioning() {
    ClusterSums sums = sums();
    double[][] one = Replicates.range(sums, components(sums), 0, 320);
    double[][] many = new double[320][];
    for (int part = 15; part >= 0; part--) {
      ClusterSums sent = ClusterSums.fromBytes(sums.toBytes());
      double[][] rows = Replicates.range(sent, components(sent), part * 20, part * 20 + 20);
      System.arraycopy(rows, 0, many, part * 20, 20);
    }
    assertThat(many).isDeepEqualTo(one);
  }

  @Test
  void clusterSumsDoNotDependOnTheOrderOfImages() {
    List<ImagePair> pairs = new ArrayList<>(Scores.pairs(BEFORE, WORSE));
    byte[] expected = sums().toBytes();
    Random random = new Random(7);
    for (int i = 0; i < 5; i++) {
      Collections.shuffle(pairs, random);
      assertThat(Scores.clusters(PLAN, pairs, "scene").toBytes()).isEqualTo(expected);
    }
  }

  @Test
  void linearisedErrorOfOneRatioIsCochransFormula() {
    // Two clusters by hand: r goes from 10/4 to 14/4; u = (d - r d) / D with D = 4.
    ClusterSums sums =
        ClusterSums.of(Map.of("a", new double[] {4, 2, 6, 2}, "b", new double[] {6, 2, 8, 2}), 1);
    Statistic statistic = new Statistic(sums, new int[] {0});
    Statistic.Estimate estimate = statistic.estimate(new int[] {1, 1});
    assertThat(estimate.baseline()).isEqualTo(2.5);
    assertThat(estimate.change()).isEqualTo(1);
    // Residuals: before -1, 1; after -1, 1: their changes are 0.
    assertThat(estimate.error()).isEqualTo(0);
    Statistic.Estimate twice = statistic.estimate(new int[] {2, 1});
    // Sums 14/6 and 20/6 are weighted 2 and 1; the change is still 1.
    assertThat(twice.change()).isCloseTo(1, within(1e-15));
  }

  @Test
  void theJackknifeLeavesOneClusterOutAtATime() {
    ClusterSums sums = sums();
    Statistic statistic = new Statistic(sums, components(sums).get(1));
    double[] without = statistic.deleteOne();
    for (int a = 0; a < without.length; a++) {
      int[] weights = statistic.ones();
      weights[a] = 0;
      assertThat(without[a]).isCloseTo(statistic.estimate(weights).change(), within(1e-14));
    }
  }

  @Test
  void oneRuinedSceneLeavesTheIntervalOpen() {
    Map<String, ImageScore> ruined = Scores.run(60, i -> i == 0 ? 3 : 1);
    ClusterSums sums = Scores.clusters(PLAN, Scores.pairs(BEFORE, ruined), null);
    RunComparison comparison = compare(sums, 2000);
    Difference difference = Objects.requireNonNull(comparison.difference(METRICS.get(0)));
    // A replicate misses the scene with probability 1/e, far above 2.5 %.
    assertThat(difference.upper(0.975)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(difference.largestShare()).isGreaterThan(0.9);
    assertThat(difference.effectiveClusters()).isBetween(55d, 60d);
  }

  private static RunComparison compare(ClusterSums sums, int replicates) {
    return new RunComparison(
        Scores.facts(PLAN, BEFORE),
        PLAN,
        sums,
        METRICS,
        Replicates::local,
        replicates,
        new PairCoverage(Scores.NAMES, List.of()),
        null);
  }

  @Test
  void emptyReplicatesAreDroppedAndCounted() {
    Map<String, double[]> rows = new HashMap<>();
    for (int k = 0; k < 2; k++) {
      rows.put("c" + k, new double[] {k, 1, k + 1 + k, 1});
    }
    ClusterSums sums = ClusterSums.of(rows, 1);
    double[][] replicates = Replicates.local(sums, List.of(new int[] {0}), 4000);
    double[] column = Arrays.stream(replicates).mapToDouble(row -> row[0]).toArray();
    Difference difference = Difference.of(sums, new int[] {0}, column);
    // Dropped: no draw, or a single one: P = e^-2 (1 + 2) of two Poisson(1) weights.
    double expected = 4000 * 3 * Math.exp(-2);
    assertThat(difference.droppedReplicates())
        .isCloseTo((int) expected, within((int) (5 * Math.sqrt(expected))));
  }

  @Test
  void aFamilyIsWiderThanEachAloneAndAloneIsItself() {
    SplittableRandom random = new SplittableRandom(5);
    int members = 12;
    Map<String, double[]> rows = new HashMap<>();
    for (int k = 0; k < 40; k++) {
      double[] row = new double[members * ClusterSums.WIDTH];
      for (int m = 0; m < members; m++) {
        row[4 * m] = 1;
        row[4 * m + 1] = 1;
        row[4 * m + 2] = 1 + random.nextGaussian();
        row[4 * m + 3] = 1;
      }
      rows.put("c" + k, row);
    }
    ClusterSums sums = ClusterSums.of(rows, members);
    List<int[]> components = new ArrayList<>();
    for (int m = 0; m < members; m++) {
      components.add(new int[] {m});
    }
    double[][] replicates = Replicates.local(sums, components, 2000);
    List<Family.Member> family = new ArrayList<>();
    for (int m = 0; m < members; m++) {
      int column = m;
      double[] t = Arrays.stream(replicates).mapToDouble(row -> row[column]).toArray();
      Difference difference = Difference.of(sums, components.get(m), t);
      family.add(new Family.Member(m, difference, 0.975, 0.5, true));
    }
    List<Family.Ends> together = new Family(family, replicates).ends();
    for (int m = 0; m < members; m++) {
      Family.Ends alone = new Family(List.of(family.get(m)), replicates).ends().get(0);
      Difference difference = family.get(m).difference();
      assertThat(alone.lower()).isEqualTo(difference.lower(0.975));
      assertThat(alone.upper()).isEqualTo(difference.upper(0.975));
      assertThat(together.get(m).lower()).isLessThan(alone.lower());
      // Step-down: the last member to be decided may end where it ends alone.
      assertThat(together.get(m).upper()).isGreaterThanOrEqualTo(alone.upper());
    }
  }

  @Test
  void theTermsOfAChangeSumToIt() {
    Map<String, ImageScore> after = new HashMap<>(WORSE);
    after.remove("image3");
    after.put("new", Scores.image("new", Map.of("weather", "snow"), 99, 2));
    ImageScore old = Objects.requireNonNull(after.get("image4"));
    ImageScore other = Scores.image("image4", old.slices(), 1234, 1.3);
    after.put(
        "image4",
        new ImageScore(
            "image4",
            old.slices(),
            "p",
            "another truth",
            other.validPixels(),
            other.crossEntropySum(),
            other.positiveSum(),
            other.negativeSum(),
            other.positives(),
            other.negatives(),
            other.truePositives(),
            other.falsePositives()));
    after.put("image5", Objects.requireNonNull(BEFORE.get("image5")));
    ChangeState state = new ChangeState(Scores.VIEW, Scores.NAMES, List.of(List.of("weather")));
    List<ImagePair> pairs = Scores.pairs(BEFORE, after);
    List<ImagePair> half = pairs.subList(0, 20);
    ChangeState other20 = new ChangeState(Scores.VIEW, Scores.NAMES, List.of(List.of("weather")));
    half.forEach(other20::add);
    pairs.subList(20, pairs.size()).forEach(state::add);
    state.merge(other20.toBytes());
    ChangeTerms terms = Objects.requireNonNull(ChangeTerms.of(state));
    assertThat(state.count(ImagePair.Kind.ENTERED)).isEqualTo(1);
    assertThat(state.count(ImagePair.Kind.LEFT)).isEqualTo(1);
    assertThat(state.count(ImagePair.Kind.RELABELLED)).isEqualTo(1);
    assertThat(state.count(ImagePair.Kind.SAME)).isEqualTo(1);
    assertThat(state.count(ImagePair.Kind.CHANGED)).isEqualTo(57);
    RunFacts before = Scores.facts(PLAN, BEFORE);
    RunFacts now = Scores.facts(PLAN, after);
    double change =
        Objects.requireNonNull(now.value(METRICS.get(0)))
            - Objects.requireNonNull(before.value(METRICS.get(0)));
    assertThat(terms.change()).isEqualTo(change);
    assertThat(terms.dimensions()).containsOnlyKeys("images", "classes", "slice[weather]");
    terms.dimensions().forEach((name, dimension) -> assertSums(name, dimension, change));
    ExactSum images = new ExactSum();
    pairs.forEach(pair -> images.add(terms.term(Scores.VIEW, pair)));
    assertThat(images.value()).isCloseTo(change, within(1e-15));
  }

  private static void assertSums(String name, ChangeTerms.Dimension dimension, double change) {
    ExactSum sum = new ExactSum();
    dimension.terms().forEach(term -> sum.add(term.value()));
    sum.add(dimension.rounding());
    assertThat(sum.value()).as(name).isEqualTo(change);
    assertThat(dimension.rounding()).as(name).isCloseTo(0, within(1e-15));
  }

  @Test
  void otherWeightsAreAnsweredFromTheSums() {
    BitSet road = new BitSet();
    road.set(0);
    LossView only = new LossView(Scores.VIEW.settings(), Scores.CLASSES, road);
    ImageScore image = Objects.requireNonNull(BEFORE.get("image0"));
    double byHand =
        (0.25 * image.positiveSum()[0] + 0.75 * image.negativeSum()[0]) / image.validPixels();
    assertThat(only.lossSum(image) / only.denominator(image)).isCloseTo(byHand, within(1e-15));
    assertThat(Scores.VIEW.classLossSum(0, image) / Scores.VIEW.classDenominator(0, image))
        .isEqualTo(only.lossSum(image) / only.denominator(image));
  }
}
