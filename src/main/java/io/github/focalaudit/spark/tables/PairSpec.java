package io.github.focalaudit.spark.tables;

import io.github.focalaudit.comparison.ChangeState;
import io.github.focalaudit.comparison.LossView;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.evaluation.LossSettings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What tasks have to know to add up the tables of one or two runs. Travels with the closure of a
 * task, so that it is serialised by Java whatever Spark uses for data.
 *
 * @param loss what the loss is made of
 * @param subset classes that count
 * @param classNames one a class
 * @param metrics what is added up
 * @param sliceColumns sets of columns that slice the images
 * @param cluster slice column of the clusters; null for the image
 */
public record PairSpec(
    LossSettings loss,
    BitSet subset,
    List<String> classNames,
    List<MetricName> metrics,
    List<List<String>> sliceColumns,
    @Nullable String cluster)
    implements Serializable {

  public PairSpec {
    classNames = List.copyOf(classNames);
    metrics = List.copyOf(metrics);
    sliceColumns = List.copyOf(sliceColumns);
  }

  LossView view() {
    return new LossView(loss, classNames.size(), subset);
  }

  MetricPlan plan() {
    return new MetricPlan(view(), classNames, new ArrayList<>(metrics));
  }

  ChangeState change() {
    return new ChangeState(view(), classNames, sliceColumns);
  }

  public static BitSet all(int classes) {
    BitSet all = new BitSet(classes);
    all.set(0, classes);
    return all;
  }
}
