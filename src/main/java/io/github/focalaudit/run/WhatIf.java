package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.spark.tables.PairSpec;
import io.github.focalaudit.spark.tables.PairedTables;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a run under another alpha, other class weights, some of its classes, or another
 * normaliser: exact, from its table. With the settings of the run it is the run's own loss, to the
 * last bit. Stateless.
 */
public final class WhatIf {
  private WhatIf() {}

  /**
   * What to change; null keeps what the run has.
   *
   * @param alpha one value, one a class, or empty for none
   * @param classWeights one a class
   * @param classes names or numbers of the classes that count
   * @param normalizer what the sum is divided by
   */
  public record Change(
      @Nullable List<Double> alpha,
      @Nullable List<Double> classWeights,
      @Nullable List<String> classes,
      @Nullable Normalizer normalizer) {}

  /**
   * The answer.
   *
   * @param loss the settings
   * @param classNames the classes that count
   * @param lossMean null without valid pixels
   * @param imageMean mean of the image means; null without valid pixels
   * @param classMeans loss of each class alone; null for a class without positives
   */
  public record Answer(
      LossSettings loss,
      List<String> classNames,
      @Nullable Double lossMean,
      @Nullable Double imageMean,
      List<@Nullable Double> classMeans) {

    /** What {@code what-if.json} keeps of it. */
    public WhatIfDocument document(String run) {
      List<WhatIfDocument.ClassLoss> classes = new ArrayList<>();
      for (int i = 0; i < classNames.size(); i++) {
        classes.add(new WhatIfDocument.ClassLoss(classNames.get(i), classMeans.get(i)));
      }
      return new WhatIfDocument(run, WhatIfDocument.Loss.of(loss, lossMean, imageMean), classes);
    }
  }

  /**
   * Asks.
   *
   * @throws IllegalArgumentException where a value is out of range or a class is unknown
   */
  public static Answer ask(SparkSession session, StoredRun run, Change change) {
    LossSettings own = run.loss();
    LossSettings loss =
        own.toBuilder()
            .alpha(change.alpha() == null ? own.alpha() : change.alpha())
            .classWeights(
                change.classWeights() == null ? own.classWeights() : change.classWeights())
            .normalizer(change.normalizer() == null ? own.normalizer() : change.normalizer())
            .build();
    loss.kernelSettings(run.classes());
    BitSet subset = subset(run, change.classes());
    List<MetricName> metrics = new ArrayList<>();
    metrics.add(MetricName.of(MetricKind.LOSS_MEAN));
    metrics.add(MetricName.of(MetricKind.IMAGE_MEAN));
    List<String> names = new ArrayList<>();
    for (int c = subset.nextSetBit(0); c >= 0; c = subset.nextSetBit(c + 1)) {
      names.add(run.classNames().get(c));
      metrics.add(new MetricName(null, MetricKind.CLASS_LOSS, Integer.toString(c), null));
    }
    PairSpec spec = new PairSpec(loss, subset, numbers(run.classes()), metrics, List.of(), null);
    RunTotals totals = new PairedTables(session, run, null, 0).totals(spec).candidate;
    List<@Nullable Double> classMeans = new ArrayList<>();
    metrics.subList(2, metrics.size()).forEach(metric -> classMeans.add(totals.value(metric)));
    return new Answer(
        loss, names, totals.value(metrics.get(0)), totals.value(metrics.get(1)), classMeans);
  }

  /** Class numbers as names, so that no name can be taken for another class's number. */
  private static List<String> numbers(int classes) {
    List<String> numbers = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      numbers.add(Integer.toString(c));
    }
    return numbers;
  }

  private static BitSet subset(StoredRun run, @Nullable List<String> classes) {
    if (classes == null) {
      return PairSpec.all(run.classes());
    }
    BitSet subset = new BitSet(run.classes());
    for (String name : classes) {
      int index = run.classNames().indexOf(name);
      if (index < 0 && name.matches("\\d{1,6}") && Integer.parseInt(name) < run.classes()) {
        index = Integer.parseInt(name);
      }
      if (index < 0) {
        throw new IllegalArgumentException(
            "--classes: the run has no class \"" + name + "\"; it has " + run.classNames());
      }
      subset.set(index);
    }
    return subset;
  }
}
