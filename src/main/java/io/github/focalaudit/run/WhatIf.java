package io.github.focalaudit.run;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.dataset.ClassNames;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.setting.Setting;
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
   * Asks.
   *
   * @throws IllegalArgumentException where a value is out of range or a class is unknown
   */
  public static WhatIfDocument ask(SparkSession session, StoredRun run, Change change) {
    LossSettings own = run.loss();
    LossSettings other =
        own.toBuilder()
            .alpha(change.alpha() == null ? own.alpha() : change.alpha())
            .classWeights(
                change.classWeights() == null ? own.classWeights() : change.classWeights())
            .normalizer(change.normalizer() == null ? own.normalizer() : change.normalizer())
            .build();
    other.kernelSettings(run.classes());
    BitSet counted = subset(run, change.classes());
    Losses before = new Losses(session, run, own, PairSpec.all(run.classes()));
    Losses after = new Losses(session, run, other, counted);
    List<WhatIfDocument.ClassLoss> classes = new ArrayList<>();
    for (int c = counted.nextSetBit(0); c >= 0; c = counted.nextSetBit(c + 1)) {
      Double mean = before.ofClass(c);
      classes.add(
          new WhatIfDocument.ClassLoss(
              run.classNames().get(c), after.ofClass(c), mean == null ? Double.NaN : mean));
    }
    return new WhatIfDocument(run.path(), after.document(), before.document(), classes);
  }

  /** The losses of a run under settings, of the classes that count. */
  private static final class Losses {
    private static final MetricName MEAN = MetricName.of(MetricKind.LOSS_MEAN);
    private static final MetricName IMAGE_MEAN = MetricName.of(MetricKind.IMAGE_MEAN);

    private final LossSettings loss;
    private final RunTotals totals;

    Losses(SparkSession session, StoredRun run, LossSettings loss, BitSet counted) {
      List<MetricName> metrics = new ArrayList<>(List.of(MEAN, IMAGE_MEAN));
      counted.stream().mapToObj(Losses::classLoss).forEach(metrics::add);
      PairSpec spec = new PairSpec(loss, counted, numbers(run.classes()), metrics, List.of(), null);
      this.loss = loss;
      this.totals = new PairedTables(session, run, null, 0).totals(spec).candidate;
    }

    private static MetricName classLoss(int c) {
      return new MetricName(null, MetricKind.CLASS_LOSS, Integer.toString(c), null);
    }

    @Nullable Double ofClass(int c) {
      return totals.value(classLoss(c));
    }

    WhatIfDocument.Loss document() {
      return WhatIfDocument.Loss.of(loss, totals.value(MEAN), totals.value(IMAGE_MEAN));
    }
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
    for (int c : ClassNames.indices(Setting.CLASSES.option(), classes, run.classNames())) {
      if (run.loss().dropped().contains(c)) {
        throw new IllegalArgumentException(
            Setting.CLASSES
                + ": the run left "
                + run.classNames().get(c)
                + " out with "
                + Setting.DROP_CLASS
                + "; leave it out here too");
      }
      subset.set(c);
    }
    return subset;
  }
}
