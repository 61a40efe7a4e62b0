package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.GateEvaluator;
import io.github.focalaudit.gate.ResolvedRule;
import io.github.focalaudit.gate.RuleResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Made-up tables of two runs, and what the distributed code does with them, on one thread. */
public final class Scores {
  static final int CLASSES = 3;
  public static final List<String> NAMES = List.of("Road", "Car", "Pole");
  public static final LossView VIEW = new LossView(LossSettings.of(Preset.ONE_VS_REST), CLASSES);

  private Scores() {}

  /** An image; {@code worse} scales its loss and moves a part of its hits to misses. */
  public static ImageScore image(
      String id, Map<String, @Nullable String> slices, long seed, double worse) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] positiveSum = new double[CLASSES];
    double[] negativeSum = new double[CLASSES];
    long[] positives = new long[CLASSES];
    long[] negatives = new long[CLASSES];
    long[] hits = new long[CLASSES];
    long[] falses = new long[CLASSES];
    long pixels = 0;
    for (int c = 0; c < CLASSES; c++) {
      positives[c] = 100 + random.nextInt(50);
      pixels += positives[c];
      positiveSum[c] = positives[c] * (0.3 + 0.1 * random.nextDouble()) * worse;
      negativeSum[c] = positives[c] * (0.05 + 0.02 * random.nextDouble()) * worse;
      hits[c] = Math.round(positives[c] * Math.max(0, 1 - 0.1 * worse));
      falses[c] = positives[c] - hits[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      negatives[c] = pixels - positives[c];
    }
    return new ImageScore(
        id,
        slices,
        id + "/" + worse,
        id,
        pixels,
        Arrays.stream(positiveSum).sum() * 2,
        positiveSum,
        negativeSum,
        positives,
        negatives,
        hits,
        falses);
  }

  /** A run of so many images; weather alternates, scenes have two images. */
  public static Map<String, ImageScore> run(int images, IntToDoubleFunction worse) {
    Map<String, ImageScore> run = new TreeMap<>();
    for (int i = 0; i < images; i++) {
      Map<String, @Nullable String> slices = new HashMap<>();
      slices.put("weather", i % 2 == 0 ? "sun" : "fog");
      slices.put("scene", "s" + i / 2);
      String id = "image" + i;
      run.put(id, image(id, slices, i, worse.applyAsDouble(i)));
    }
    return run;
  }

  /** A run's facts over a plan. */
  public static RunFacts facts(MetricPlan plan, Map<String, ImageScore> run) {
    RunTotals totals = new RunTotals(plan);
    Map<SliceKey, Long> slices = new HashMap<>();
    List<Double> means = new ArrayList<>();
    for (ImageScore image : run.values()) {
      totals.add(image);
      SliceKey key = SliceKey.of(List.of("weather"), image.slices());
      if (key != null) {
        slices.merge(key, 1L, Long::sum);
      }
      means.add(plan.view().lossSum(image) / plan.view().denominator(image));
    }
    double[] sorted = means.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new RunFacts(totals, run.size() + 2, run.size(), 2, sorted, slices, 1, Map.of());
  }

  public static List<ImagePair> pairs(Map<String, ImageScore> a, Map<String, ImageScore> b) {
    List<ImagePair> pairs = new ArrayList<>();
    Map<String, ImageScore> all = new TreeMap<>(a);
    all.putAll(b);
    all.keySet().forEach(id -> pairs.add(new ImagePair(a.get(id), b.get(id))));
    return pairs;
  }

  /** The sums by cluster; a null column stands for the image. */
  public static ClusterSums clusters(
      MetricPlan plan, List<ImagePair> pairs, @Nullable String column) {
    Map<String, ClusterAccumulator> accumulators = new HashMap<>();
    for (ImagePair pair : pairs) {
      if (pair.kind().isPaired()) {
        String value = column == null ? null : pair.any().slices().get(column);
        accumulators
            .computeIfAbsent(
                value == null ? pair.any().imageId() : value, key -> new ClusterAccumulator(plan))
            .add(pair);
      }
    }
    Map<String, double[]> rows = new HashMap<>();
    accumulators.forEach((id, accumulator) -> rows.put(id, accumulator.row()));
    return ClusterSums.of(rows, plan.size());
  }

  /** Judges run b against run a. */
  public static List<RuleResult> judge(
      Gate gate,
      @Nullable Map<String, ImageScore> a,
      Map<String, ImageScore> b,
      @Nullable String cluster) {
    MetricPlan nothing = new MetricPlan(VIEW, NAMES, List.of());
    Set<SliceKey> slices = new HashSet<>(facts(nothing, b).sliceImages().keySet());
    if (a != null) {
      slices.addAll(facts(nothing, a).sliceImages().keySet());
    }
    List<ResolvedRule> rules = ResolvedRule.of(gate, NAMES, slices);
    MetricPlan plan =
        new MetricPlan(
            VIEW,
            NAMES,
            rules.stream().map(ResolvedRule::metric).filter(m -> !m.isPattern()).toList());
    RunComparison comparison = null;
    if (a != null) {
      List<ImagePair> pairs = pairs(a, b);
      PairCoverage coverage =
          new PairCoverage(
              NAMES, rules.stream().map(ResolvedRule::metric).filter(m -> !m.isPattern()).toList());
      pairs.forEach(coverage::add);
      comparison =
          new RunComparison(
              facts(plan, a),
              plan,
              clusters(plan, pairs, cluster),
              GateEvaluator.comparedMetrics(rules),
              Replicates::local,
              gate.replicates(),
              coverage,
              null);
    }
    return GateEvaluator.evaluate(rules, gate.pairLimits(), facts(plan, b), comparison);
  }
}
