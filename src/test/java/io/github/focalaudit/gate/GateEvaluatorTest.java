package io.github.focalaudit.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.comparison.ClusterSums;
import io.github.focalaudit.comparison.ImageScore;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.comparison.PairCoverage;
import io.github.focalaudit.comparison.Replicates;
import io.github.focalaudit.comparison.RunComparison;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.comparison.Scores;
import io.github.focalaudit.document.RuleStatus;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GateEvaluatorTest {
  private static final int IMAGES = 60;
  private static final Map<String, ImageScore> BEFORE = Scores.run(IMAGES, i -> 1);

  /** Every image is a tenth worse, give or take 5 %. */
  static final Map<String, ImageScore> WORSE = Scores.run(IMAGES, i -> 1.1 + 0.05 * Math.sin(i));

  static Gate gate(String metric, String bound) {
    return GateFileTest.read(
        "version: 1\nreplicates: 400\nrules:\n  - metric: " + metric + "\n    " + bound + "\n");
  }

  static RuleResult judge(
      String metric, String bound, @Nullable Map<String, ImageScore> a, Map<String, ImageScore> b) {
    return Scores.judge(gate(metric, bound), a, b, null).get(0);
  }

  @Test
  void noChangeIsToldWithoutASign() {
    assertThat(judge("accuracy", "maxDecrease: 0.01", BEFORE, BEFORE).reason())
        .startsWith("the decrease is at most 0.0,");
  }

  /** The change is 10 %: a margin of 2 % fails, of 20 % passes, of 10 % cannot be told. */
  @ParameterizedTest
  @CsvSource({
    "loss.mean, maxIncrease, 2%, FAIL",
    "loss.mean, maxIncrease, 20%, PASS",
    "loss.mean, maxIncrease, 10%, INCONCLUSIVE",
    "loss.imageMean, maxIncrease, 2%, FAIL",
    "loss.imageMean, maxIncrease, 20%, PASS",
    "loss.imageMean, maxIncrease, 10%, INCONCLUSIVE",
    "crossEntropy.mean, maxIncrease, 2%, FAIL",
    "crossEntropy.mean, maxIncrease, 20%, PASS",
    "crossEntropy.mean, maxIncrease, 10%, INCONCLUSIVE",
    "class[Car].loss, maxIncrease, 2%, FAIL",
    "class[Car].loss, maxIncrease, 20%, PASS",
    "class[Car].loss, maxIncrease, 10%, INCONCLUSIVE",
    "class[Car].iou, maxDecrease, 0.001, FAIL",
    "class[Car].iou, maxDecrease, 0.2, PASS",
    "class[Car].iou, maxDecrease, 0.017, INCONCLUSIVE",
    "class[1].dice, maxDecrease, 0.001, FAIL",
    "class[1].dice, maxDecrease, 0.2, PASS",
    "class[1].dice, maxDecrease, 0.01, INCONCLUSIVE",
    "meanIou, maxDecrease, 0.001, FAIL",
    "meanIou, maxDecrease, 0.2, PASS",
    "meanIou, maxDecrease, 0.0171, INCONCLUSIVE",
    "meanDice, maxDecrease, 0.001, FAIL",
    "meanDice, maxDecrease, 0.2, PASS",
    "meanDice, maxDecrease, 0.01, INCONCLUSIVE",
    "accuracy, maxDecrease, 0.001, FAIL",
    "accuracy, maxDecrease, 0.2, PASS",
    "accuracy, maxDecrease, 0.01, INCONCLUSIVE",
    "slice[weather=fog].loss.mean, maxIncrease, 2%, FAIL",
    "slice[weather=fog].loss.mean, maxIncrease, 20%, PASS",
    "slice[weather=fog].loss.mean, maxIncrease, 10%, INCONCLUSIVE",
    "slice[weather=fog].class[Car].iou, maxDecrease, 0.2, PASS",
    "slice[weather=fog].class[Car].iou, maxDecrease, 0.001, FAIL",
    "loss.mean, maxDecrease, 2%, PASS",
    "accuracy, maxIncrease, 0, PASS",
    "slice[weather=fog].loss.imageMean, maxIncrease, 2%, FAIL",
    "slice[weather=fog].crossEntropy.mean, maxIncrease, 2%, FAIL",
    "slice[weather=fog].accuracy, maxDecrease, 0.001, FAIL",
    "slice[weather=fog].meanIou, maxDecrease, 0.001, FAIL",
    "slice[weather=fog].meanDice, maxDecrease, 0.001, FAIL",
    "slice[weather=fog].class[Car].loss, maxIncrease, 2%, FAIL",
    "images.coverage, maxDecrease, 0.1, PASS",
    "images.quarantinedFraction, maxIncrease, 0, PASS"
  })
  void changes(String metric, String kind, String margin, RuleStatus expected) {
    RuleResult result = judge(metric, kind + ": " + margin, BEFORE, WORSE);
    assertThat(result.status()).as(result.reason()).isEqualTo(expected);
    assertThat(result.margin()).isNotNull();
    assertThat(result.baseline()).isNotNull();
    assertThat(result.value()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "loss.mean, 'max: 1', PASS",
    "loss.mean, 'max: 1e-6', FAIL",
    "accuracy, 'min: 0.5', PASS",
    "accuracy, 'min: 0.99', FAIL",
    "images.coverage, 'min: 0.9', PASS",
    "images.coverage, 'min: 0.99', FAIL",
    "images.quarantinedFraction, 'max: 0.05', PASS",
    "images.quarantinedFraction, 'max: 0', FAIL",
    "'images.lossQuantile[0.95]', 'max: 1', PASS",
    "'images.lossQuantile[0.95]', 'max: 1e-6', FAIL",
  })
  void values(String metric, String bound, RuleStatus expected) {
    RuleResult result = judge(metric, bound, null, WORSE);
    assertThat(result.status()).as(result.reason()).isEqualTo(expected);
    assertThat(result.margin()).isNull();
  }

  /** The same the other way round: the baseline is worse by 10 %. */
  @ParameterizedTest
  @CsvSource({
    "loss.mean, maxDecrease, 2%, FAIL",
    "loss.mean, maxDecrease, 20%, PASS",
    "loss.mean, maxDecrease, 9%, INCONCLUSIVE",
    "loss.mean, maxIncrease, 0, PASS",
    "class[Car].iou, maxIncrease, 0.001, FAIL",
    "class[Car].iou, maxIncrease, 0.2, PASS",
    "class[Car].iou, maxIncrease, 0.017, INCONCLUSIVE"
  })
  void improvements(String metric, String kind, String margin, RuleStatus expected) {
    RuleResult result = judge(metric, kind + ": " + margin, WORSE, BEFORE);
    assertThat(result.status()).as(result.reason()).isEqualTo(expected);
  }

  /** Counts are no sample: 2 of 62 inputs were refused before, 12 of 72 are now. */
  @ParameterizedTest
  @CsvSource({
    "images.quarantinedFraction, maxIncrease, 0.1, FAIL",
    "images.quarantinedFraction, maxIncrease, 0.14, PASS",
    "images.quarantinedFraction, maxIncrease, 500%, PASS",
    "images.quarantinedFraction, maxIncrease, 400%, FAIL",
    "images.quarantinedFraction, maxDecrease, 0, PASS",
    "images.coverage, maxDecrease, 0.1, FAIL",
    "images.coverage, maxDecrease, 0.14, PASS",
    "images.coverage, maxIncrease, 0, PASS"
  })
  void counts(String metric, String kind, String margin, RuleStatus expected) {
    MetricPlan plan = new MetricPlan(Scores.VIEW, Scores.NAMES, List.of());
    RunFacts before = Scores.facts(plan, BEFORE);
    RunFacts now =
        new RunFacts(before.totals(), 72, 60, 12, before.sortedImageMeans(), Map.of(), 1, Map.of());
    Gate gate = gate(metric, kind + ": " + margin);
    RunComparison comparison =
        new RunComparison(
            before,
            plan,
            ClusterSums.of(Map.of(), 0),
            List.of(),
            Replicates::local,
            gate.replicates(),
            new PairCoverage(Scores.NAMES, List.of()),
            null);
    RuleResult result =
        GateEvaluator.evaluate(
                ResolvedRule.of(gate, Scores.NAMES, List.of()), gate.pairLimits(), now, comparison)
            .get(0);
    assertThat(result.status()).as(result.reason()).isEqualTo(expected);
    assertThat(result.value()).isNotEqualTo(result.baseline());
    assertThat(result.lower()).isEqualTo(result.upper());
  }

  @Test
  void theReasonNamesTheEndAndTheMargin() {
    RuleResult result = judge("loss.mean", "maxIncrease: 0.001", BEFORE, WORSE);
    assertThat(result.reason())
        .isEqualTo("the increase is at least " + result.lower() + ", above the margin 0.001");
    assertThat(result.detectableEffect()).isPositive();
    assertThat(result.difference()).isNotNull();
  }

  @Test
  void identicalRunsDifferByExactlyNothing() {
    RuleResult result = judge("loss.mean", "maxIncrease: 0", BEFORE, BEFORE);
    assertThat(result.status()).isEqualTo(RuleStatus.PASS);
    assertThat(result.lower()).isEqualTo(0d);
    assertThat(result.upper()).isEqualTo(0d);
    RuleResult byScene =
        Scores.judge(gate("loss.mean", "maxIncrease: 0"), BEFORE, BEFORE, "weather").get(0);
    assertThat(byScene.status())
        .as("two clusters are enough to see no change")
        .isEqualTo(RuleStatus.PASS);
  }

  @Test
  void fewClustersAreInconclusiveAndSaySo() {
    RuleResult result =
        Scores.judge(gate("loss.mean", "maxIncrease: 2%"), BEFORE, WORSE, "weather").get(0);
    assertThat(result.status()).isEqualTo(RuleStatus.INCONCLUSIVE);
    assertThat(result.lower()).isNull();
    assertThat(result.upper()).isNull();
    assertThat(result.reason())
        .isEqualTo("2 clusters count as 2.0 of equal size; an interval needs 20");
  }

  /** The paired images did not change, so that they alone would pass. */
  @ParameterizedTest
  @CsvSource({
    "1, 0, '1 of 40 images', '39 gone, 0 new, 0 relabelled'",
    "25, 0, '25 of 40 images', '15 gone, 0 new, 0 relabelled'",
    "40, 39, '1 of 40 images', '0 gone, 0 new, 39 relabelled'"
  })
  void pairedImagesThatDoNotStandForTheBaselineAreInconclusive(
      int kept, int relabelled, String paired, String rest) {
    Map<String, ImageScore> golden = Scores.run(40, image -> 1);
    Map<String, ImageScore> night = new HashMap<>();
    for (int i = 0; i < kept; i++) {
      String id = "image" + i;
      ImageScore image = Objects.requireNonNull(golden.get(id));
      night.put(id, i < relabelled ? relabelled(image) : image);
    }
    for (String metric : List.of("loss.mean", "class[Car].iou", "slice[weather=sun].loss.mean")) {
      String bound = metric.endsWith("iou") ? "maxDecrease: 0" : "maxIncrease: 0";
      RuleResult result = judge(metric, bound, golden, night);
      assertThat(result.status()).as(metric).isEqualTo(RuleStatus.INCONCLUSIVE);
      assertThat(result.reason()).contains("paired with the same truth, under 95 %");
    }
    assertThat(judge("loss.mean", "maxIncrease: 0", golden, night).reason())
        .startsWith(paired)
        .contains(" of the baseline")
        .endsWith(rest);
  }

  /** 40 images before: 30 of them with the same truth, 5 relabelled, 5 gone, and 10 new ones. */
  @ParameterizedTest
  @CsvSource({"images.paired, 30", "images.relabelled, 5", "images.gone, 5", "images.new, 10"})
  void kindsOfPairsAreCounted(String metric, double count) {
    Map<String, ImageScore> golden = Scores.run(40, image -> 1);
    Map<String, ImageScore> night = new HashMap<>(Scores.run(50, image -> 1));
    for (int i = 0; i < 5; i++) {
      night.remove("image" + i);
      night.computeIfPresent("image" + (i + 5), (id, image) -> relabelled(image));
    }
    RuleResult atMost = judge(metric, "max: " + count, golden, night);
    assertThat(atMost.value()).isEqualTo(count);
    assertThat(atMost.status()).isEqualTo(RuleStatus.PASS);
    assertThat(judge(metric, "max: " + (count - 1), golden, night).status())
        .isEqualTo(RuleStatus.FAIL);
    RuleResult alone = Scores.judge(gate(metric, "max: 0"), null, night, null).get(0);
    assertThat(alone.status()).isEqualTo(RuleStatus.INCONCLUSIVE);
    assertThat(alone.reason()).isEqualTo("there is no baseline to compare with");
  }

  @Test
  void aGateSetsWhatHasToBePaired() {
    Map<String, ImageScore> golden = Scores.run(40, image -> 1);
    Map<String, ImageScore> night = Scores.run(25, image -> 1);
    String limit = "maxIncrease: 0";
    assertThat(judge("minPaired: 62.5%", "loss.mean", limit, golden, night).status())
        .as("25 of 40")
        .isEqualTo(RuleStatus.PASS);
    RuleResult more = judge("minPaired: 0.63", "loss.mean", limit, golden, night);
    assertThat(more.status()).isEqualTo(RuleStatus.INCONCLUSIVE);
    assertThat(more.reason()).contains("are paired with the same truth, under 63 %");
    assertThat(judge("minPairedOfRun: 0.63", "loss.mean", limit, night, golden).status())
        .isEqualTo(RuleStatus.INCONCLUSIVE);
  }

  /** 0.55 * 100 is 55.00000000000001 in doubles. */
  @Test
  void exactlyThePartThatHasToBePairedIsEnough() {
    Map<String, ImageScore> golden = Scores.run(100, image -> 1);
    Map<String, ImageScore> night = Scores.run(55, image -> 1);
    Map<String, ImageScore> same = new HashMap<>();
    golden.forEach((id, image) -> same.put(id, withPixels(image, 100)));
    night.replaceAll((id, image) -> withPixels(image, 100));
    assertThat(judge("minPaired: 55%", "loss.mean", "maxIncrease: 0", same, night).status())
        .isEqualTo(RuleStatus.PASS);
    night.remove("image0");
    assertThat(judge("minPaired: 55%", "loss.mean", "maxIncrease: 0", same, night).status())
        .isEqualTo(RuleStatus.INCONCLUSIVE);
  }

  private static RuleResult judge(
      String key,
      String metric,
      String bound,
      Map<String, ImageScore> before,
      Map<String, ImageScore> now) {
    String text = "version: 1\n" + key + "\nrules:\n  - metric: " + metric + "\n    " + bound;
    Gate gate = GateFile.read("gate.yaml", text.getBytes(StandardCharsets.UTF_8));
    return Scores.judge(gate, before, now, null).get(0);
  }

  @Test
  void aRunOfMostlyNewImagesIsInconclusive() {
    RuleResult result =
        judge(
            "loss.mean",
            "maxIncrease: 0",
            Scores.run(40, image -> 1),
            Scores.run(81, image -> image < 40 ? 1 : 2));
    assertThat(result.status()).isEqualTo(RuleStatus.INCONCLUSIVE);
    assertThat(result.reason())
        .startsWith("40 of 81 images")
        .contains("of this run")
        .endsWith("under 50 %: 0 gone, 41 new, 0 relabelled");
    assertThat(
            judge(
                    "loss.mean",
                    "maxIncrease: 0",
                    Scores.run(40, image -> 1),
                    Scores.run(60, image -> 1))
                .status())
        .isEqualTo(RuleStatus.PASS);
  }

  /** One of 40 images had the only poles, and is gone: 97.5 % of the images are paired. */
  @Test
  void aMeanOverClassesIsInconclusiveWhereAClassLostItsPixels() {
    Map<String, ImageScore> golden = new HashMap<>();
    Scores.run(40, image -> 1)
        .forEach((id, image) -> golden.put(id, id.equals("image0") ? image : withoutPoles(image)));
    Map<String, ImageScore> night = new HashMap<>(golden);
    night.remove("image0");
    for (String metric : List.of("meanIou", "meanDice")) {
      RuleResult mean = judge(metric, "maxDecrease: 0.5", golden, night);
      assertThat(mean.status()).as(metric).isEqualTo(RuleStatus.INCONCLUSIVE);
      assertThat(mean.reason())
          .isEqualTo("the baseline's masks have pixels of Pole, this run's none");
    }
    assertThat(judge("class[Pole].iou", "maxDecrease: 0.5", golden, night).status())
        .isEqualTo(RuleStatus.FAIL);
    assertThat(judge("class[Car].iou", "maxDecrease: 0", golden, night).status())
        .isEqualTo(RuleStatus.PASS);
  }

  private static ImageScore withPixels(ImageScore image, long pixels) {
    return with(
        image,
        image.truthFingerprint(),
        pixels,
        image.positives(),
        image.truePositives(),
        image.falsePositives());
  }

  private static ImageScore withoutPoles(ImageScore image) {
    return with(
        image,
        image.truthFingerprint(),
        image.validPixels(),
        withoutPoles(image.positives()),
        withoutPoles(image.truePositives()),
        withoutPoles(image.falsePositives()));
  }

  private static long[] withoutPoles(long[] counts) {
    long[] changed = counts.clone();
    changed[Scores.NAMES.indexOf("Pole")] = 0;
    return changed;
  }

  private static ImageScore relabelled(ImageScore image) {
    return with(
        image,
        "renumbered " + image.truthFingerprint(),
        image.validPixels(),
        image.positives(),
        image.truePositives(),
        image.falsePositives());
  }

  private static ImageScore with(
      ImageScore image,
      String truth,
      long pixels,
      long[] positives,
      long[] truePositives,
      long[] falsePositives) {
    return new ImageScore(
        image.imageId(),
        image.slices(),
        image.predictionFingerprint(),
        truth,
        pixels,
        image.crossEntropySum(),
        image.positiveSum(),
        image.negativeSum(),
        positives,
        image.negatives(),
        truePositives,
        falsePositives);
  }

  @Test
  void withoutBaselineAChangeIsInconclusive() {
    RuleResult result = judge("loss.mean", "maxIncrease: 2%", null, WORSE);
    assertThat(result.status()).isEqualTo(RuleStatus.INCONCLUSIVE);
    assertThat(result.reason()).contains("no baseline");
  }

  @Test
  void aVanishedSliceFails() {
    Map<String, ImageScore> sunny = new HashMap<>(WORSE);
    sunny.values().removeIf(image -> "fog".equals(image.slices().get("weather")));
    for (String slice : List.of("fog", "*")) {
      List<RuleResult> results =
          Scores.judge(
              gate("slice[weather=" + slice + "].loss.mean", "maxIncrease: 50%"),
              BEFORE,
              sunny,
              null);
      RuleResult fog = results.get(0);
      assertThat(fog.metric().label()).isEqualTo("slice[weather=fog].loss.mean");
      assertThat(fog.status()).isEqualTo(RuleStatus.FAIL);
      assertThat(fog.reason()).isEqualTo("slice weather=fog has no image; the baseline had it");
    }
  }

  @Test
  void anUnknownClassFails() {
    RuleResult result = judge("class[Zebra].iou", "min: 0", null, WORSE);
    assertThat(result.status()).isEqualTo(RuleStatus.FAIL);
    assertThat(result.reason()).isEqualTo("it has no value");
    assertThat(judge("slice[mood=*].loss.mean", "max: 9", null, WORSE).reason())
        .isEqualTo("nothing matches slice[mood=*].loss.mean");
  }

  @Test
  void aValueThatIsNotANumberFails() {
    Map<String, ImageScore> broken = new HashMap<>(WORSE);
    ImageScore one = Scores.image("image0", Map.of("weather", "sun"), 0, 1);
    one.positiveSum()[0] = Double.NaN;
    broken.put("image0", one);
    for (String bound : List.of("max: 9", "min: 0", "maxIncrease: 900%")) {
      RuleResult result = judge("loss.mean", bound, BEFORE, broken);
      assertThat(result.status()).isEqualTo(RuleStatus.FAIL);
      assertThat(result.reason()).isEqualTo("its value is NaN");
    }
  }

  @Test
  void aStarStandsForEveryClassAndSlice() {
    List<RuleResult> results =
        Scores.judge(
            gate("slice[weather=*].class[*].iou", "maxDecrease: 0.2"), BEFORE, WORSE, null);
    assertThat(results).hasSize(6).allMatch(result -> result.status() == RuleStatus.PASS);
    assertThat(results.get(0).metric().label()).isEqualTo("slice[weather=fog].class[Road].iou");
  }

  /** A class whose label is ignored everywhere has no value in any run. */
  @Test
  void aStarLeavesOutClassesThatNeitherRunHas() {
    Map<String, ImageScore> before = withoutPole(BEFORE);
    List<RuleResult> results =
        Scores.judge(gate("class[*].iou", "maxDecrease: 0.2"), before, withoutPole(WORSE), null);
    assertThat(results)
        .extracting(result -> result.metric().label() + " " + result.status())
        .containsExactly("class[Road].iou PASS", "class[Car].iou PASS");
    RuleResult vanished =
        Scores.judge(gate("class[*].iou", "min: 0"), BEFORE, withoutPole(WORSE), null).get(2);
    assertThat(vanished.metric().label()).isEqualTo("class[Pole].iou");
    assertThat(vanished.status()).isEqualTo(RuleStatus.FAIL);
    RuleResult named = judge("class[Pole].iou", "min: 0", before, withoutPole(WORSE));
    assertThat(named.status()).as("a class by name has to be there").isEqualTo(RuleStatus.FAIL);
  }

  private static Map<String, ImageScore> withoutPole(Map<String, ImageScore> run) {
    Map<String, ImageScore> changed = new HashMap<>(run);
    changed.replaceAll((id, image) -> withoutPoles(image));
    return changed;
  }
}
