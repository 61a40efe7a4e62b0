package io.github.focalaudit.run;

import io.github.focalaudit.comparison.ChangeTerms;
import io.github.focalaudit.comparison.ClusterSums;
import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.comparison.ImagePair;
import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.PairLimits;
import io.github.focalaudit.comparison.RunComparison;
import io.github.focalaudit.comparison.RunFacts;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.SumTerms;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.gate.GateEvaluator;
import io.github.focalaudit.gate.ResolvedRule;
import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.tables.PairSpec;
import io.github.focalaudit.spark.tables.PairTotals;
import io.github.focalaudit.spark.tables.PairedTables;
import io.github.focalaudit.warning.Warning;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Judges a run, and compares it with another, from their tables alone. Used by one thread.
 *
 * <p>Everything comes from the images tables and the summaries, so that a verdict can be had again
 * at any later time, to the same last bit, on any number of partitions.
 */
public final class RunJudge {
  private static final int TOP_IMAGES = 20;

  private final SparkSession session;
  private final JudgeRequest request;

  /**
   * @param session reads the tables
   * @param request what to judge
   * @throws IllegalArgumentException where the runs cannot be compared; the message has every
   *     difference
   */
  public RunJudge(SparkSession session, JudgeRequest request) {
    this.session = session;
    this.request = request;
    StoredRun baseline = request.baseline();
    if (baseline != null) {
      checkComparable(request.candidate().terms(), baseline);
    }
  }

  /**
   * Checks that the sums of two runs mean the same.
   *
   * @throws IllegalArgumentException where they do not; the message has every difference
   */
  static void checkComparable(SumTerms candidate, StoredRun baseline) {
    List<String> differences = candidate.differences(baseline.terms());
    if (!differences.isEmpty()) {
      throw new IllegalArgumentException(
          "baseline "
              + baseline.path()
              + " cannot be compared: "
              + String.join("; ", differences)
              + "; only alpha, class weights, normalizer and preset can be derived from the tables");
    }
  }

  /** Judges and compares. */
  public Judgement judge() {
    StoredRun candidate = request.candidate();
    StoredRun baseline = request.baseline();
    PairedTables tables = new PairedTables(session, candidate, baseline, request.partitions());
    Gate gate = request.gate();
    List<List<String>> columns = sliceColumns(gate);
    Map<SliceKey, Long> slices = tables.slices(candidate, columns);
    Map<SliceKey, Long> before = baseline == null ? Map.of() : tables.slices(baseline, columns);
    List<String> classNames = candidate.classNames();
    checkSlices(gate, slices.keySet(), before.keySet());
    checkClusters(tables);
    Set<SliceKey> judged = judged(slices, before);
    List<ResolvedRule> rules = gate == null ? List.of() : ResolvedRule.of(gate, classNames, judged);
    List<MetricName> usual = usual(classNames, judged);
    Set<MetricName> metrics = new LinkedHashSet<>(usual);
    rules.stream()
        .map(ResolvedRule::metric)
        .filter(metric -> !metric.isPattern())
        .forEach(metrics::add);
    PairLimits limits = gate == null ? PairLimits.DEFAULT : gate.pairLimits();
    LossSettings loss = candidate.loss();
    PairSpec spec =
        new PairSpec(
            loss,
            PairSpec.all(candidate.classes()),
            candidate.classNames(),
            List.copyOf(metrics),
            request.slicing().columns(),
            cluster());
    PairTotals totals = tables.totals(spec);
    RunFacts run = facts(candidate, totals.candidate, totals.candidateMeans, slices);
    if (baseline == null) {
      List<RuleResult> results = GateEvaluator.evaluate(rules, limits, run, null);
      return new Judgement(results, List.copyOf(metrics), run, null, List.of(), null, null);
    }
    ClusterSums sums = ClusterSums.of(totals.clusters, totals.plan().size());
    ChangeTerms change = ChangeTerms.of(totals.change);
    Set<MetricName> changes = new LinkedHashSet<>(usual);
    changes.addAll(GateEvaluator.comparedMetrics(rules));
    RunComparison comparison =
        new RunComparison(
            facts(baseline, totals.baseline, totals.baselineMeans, before),
            totals.plan(),
            sums,
            List.copyOf(changes),
            tables::replicates,
            gate == null ? request.replicates() : gate.replicates(),
            totals.coverage,
            change);
    List<Warning> warnings =
        comparison.warnings().stream()
            .filter(warning -> !request.acceptedWarnings().contains(warning.code()))
            .toList();
    RunFacts compared = run.withWarnings(warnings);
    return new Judgement(
        GateEvaluator.evaluate(rules, limits, compared, comparison),
        List.copyOf(metrics),
        compared,
        comparison,
        warnings,
        described(totals, sums, comparison, run, change, tables, spec),
        sums.toCsv(totals.plan().componentNames()));
  }

  private ComparisonDocument described(
      PairTotals totals,
      ClusterSums sums,
      RunComparison comparison,
      RunFacts run,
      @Nullable ChangeTerms change,
      PairedTables tables,
      PairSpec spec) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (ImagePair.Kind kind : ImagePair.Kind.values()) {
      counts.put(kind.label(), totals.change.count(kind));
    }
    StoredRun baseline = Objects.requireNonNull(request.baseline());
    ComparisonDocument.Change carried =
        change == null
            ? null
            : change.document(
                tables.largest(spec, change, TOP_IMAGES).stream()
                    .map(
                        term ->
                            new ComparisonDocument.Image(term.imageId(), term.kind(), term.value()))
                    .toList());
    List<String> notes = new ArrayList<>();
    if (cluster() == null) {
      notes.add(ComparedMetric.BY_IMAGE);
    }
    if (!baseline.loss().equals(request.candidate().loss())) {
      notes.add("The baseline's loss was derived with the settings of the candidate.");
    }
    if (baseline.numericVersion() != request.candidate().numericVersion()) {
      notes.add(
          "The runs have different numeric versions, "
              + baseline.numericVersion()
              + " and "
              + request.candidate().numericVersion()
              + ": last digits may differ for that reason alone"
              + (masksComparable(baseline.numericVersion())
                  ? "."
                  : ", and hashes of masks differ, so that every image counts as relabelled."
                      + " Score the baseline again."));
    }
    comparison.warnings().forEach(warning -> notes.add(warning.line() + "."));
    return new ComparisonDocument(
        baseline.path(),
        request.candidate().path(),
        new ComparisonDocument.Clusters(cluster(), sums.size()),
        counts,
        ComparedMetric.MEANING,
        notes,
        ComparedMetric.of(comparison, run, Gate.DEFAULT_CONFIDENCE).stream()
            .map(ComparedMetric::document)
            .toList(),
        carried);
  }

  private RunFacts facts(
      StoredRun run, RunTotals totals, List<Double> means, Map<SliceKey, Long> slices) {
    return new RunFacts(
        totals,
        run.expectedImages(),
        run.scoredImages(),
        run.quarantinedInputs(),
        PairTotals.sorted(means),
        slices,
        request.slicing().minImages(),
        run.warnings());
  }

  /** Column sets of {@code --slice} and of the rules. */
  private List<List<String>> sliceColumns(@Nullable Gate gate) {
    Set<List<String>> columns = new LinkedHashSet<>(request.slicing().columns());
    if (gate != null) {
      columns.addAll(gate.sliceColumns());
    }
    return List.copyOf(columns);
  }

  /** The column of the clusters: the request's, else the gate's; null for the image. */
  private @Nullable String cluster() {
    String asked = request.slicing().cluster();
    Gate gate = request.gate();
    return asked != null || gate == null ? asked : gate.cluster();
  }

  private void checkClusters(PairedTables tables) {
    String cluster = cluster();
    String without = cluster == null ? null : tables.imageWithout(cluster);
    if (without != null) {
      throw new IllegalArgumentException(
          Setting.CLUSTER + " " + cluster + ": image " + without + " has no value in it");
    }
  }

  private void checkSlices(@Nullable Gate gate, Set<SliceKey> slices, Set<SliceKey> before) {
    SliceRequest slicing = request.slicing();
    Set<SliceKey> either = new HashSet<>(slices);
    either.addAll(before);
    slicing.columns().forEach(columns -> SliceRequest.checkFound(columns, either));
    for (Set<SliceKey> run : List.of(slices, before)) {
      slicing.columns().forEach(set -> slicing.checkCount(SliceRequest.OPTION, set, run));
      if (gate != null) {
        gate.patternColumns().forEach(set -> slicing.checkCount(SliceRequest.RULE, set, run));
      }
    }
  }

  /** Slices that one of the runs has with enough images. */
  private Set<SliceKey> judged(Map<SliceKey, Long> slices, Map<SliceKey, Long> before) {
    Set<SliceKey> enough = new TreeSet<>();
    for (Map<SliceKey, Long> run : List.of(slices, before)) {
      run.forEach(
          (slice, images) -> {
            if (images >= request.slicing().minImages()) {
              enough.add(slice);
            }
          });
    }
    return enough;
  }

  /** What every comparison shows. */
  private List<MetricName> usual(List<String> classNames, Set<SliceKey> slices) {
    List<MetricName> metrics = new ArrayList<>();
    for (MetricKind kind :
        List.of(
            MetricKind.LOSS_MEAN,
            MetricKind.IMAGE_MEAN,
            MetricKind.CROSS_ENTROPY,
            MetricKind.MEAN_IOU,
            MetricKind.MEAN_DICE,
            MetricKind.ACCURACY)) {
      metrics.add(MetricName.of(kind));
    }
    for (MetricKind kind : List.of(MetricKind.CLASS_LOSS, MetricKind.CLASS_IOU)) {
      classNames.forEach(name -> metrics.add(new MetricName(null, kind, name, null)));
    }
    for (MetricKind kind : List.of(MetricKind.LOSS_MEAN, MetricKind.MEAN_IOU)) {
      for (SliceKey slice : slices) {
        if (request.slicing().columns().contains(slice.columns())) {
          metrics.add(new MetricName(slice, kind, null, null));
        }
      }
    }
    return metrics;
  }

  /** Whether the hashes of masks of a stored run have the definition of today. */
  private static boolean masksComparable(int numericVersion) {
    return numericVersion >= Kernels.MASK_HASH_VERSION;
  }
}
