package io.github.focalaudit.spark.tables;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.comparison.RunTotals;
import io.github.focalaudit.document.RunSummary.ClusterMean;
import io.github.focalaudit.document.RunSummary.Clusters;
import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/**
 * The mean over clusters (for example patients) of each cluster's own value. A cluster without a
 * class does not count for it. Stateless.
 */
public final class ClusterMeans {
  private static final MetricKind[] WHOLE = {
    MetricKind.LOSS_MEAN,
    MetricKind.CROSS_ENTROPY,
    MetricKind.ACCURACY,
    MetricKind.MEAN_IOU,
    MetricKind.MEAN_DICE
  };

  private static final MetricKind[] BY_CLASS = {
    MetricKind.CLASS_LOSS, MetricKind.CLASS_IOU, MetricKind.CLASS_DICE
  };

  private ClusterMeans() {}

  /** The means of a run whose table is written. */
  public static Clusters of(SparkSession session, StoredRun run, String column) {
    List<MetricName> metrics = new ArrayList<>();
    for (MetricKind kind : WHOLE) {
      metrics.add(MetricName.of(kind));
    }
    for (MetricKind kind : BY_CLASS) {
      run.classNames().forEach(name -> metrics.add(new MetricName(null, kind, name, null)));
    }
    PairSpec spec =
        new PairSpec(
            run.loss(), PairSpec.all(run.classes()), run.classNames(), metrics, List.of(), column);
    List<double[]> rows = new PairedTables(session, run, null, 0).clusterValues(spec);
    SortedMap<String, ClusterMean> means = new TreeMap<>();
    for (int m = 0; m < metrics.size(); m++) {
      ExactSum sum = new ExactSum();
      long count = 0;
      for (double[] row : rows) {
        if (!Double.isNaN(row[m])) {
          sum.add(row[m]);
          count++;
        }
      }
      if (count > 0) {
        means.put(metrics.get(m).label(), new ClusterMean(sum.value() / count, count));
      }
    }
    return new Clusters(column, rows.size(), means);
  }

  /** The values of one cluster, NaN for one that it has not. */
  static double[] values(RunTotals totals, List<MetricName> metrics) {
    double[] values = new double[metrics.size()];
    for (int m = 0; m < values.length; m++) {
      Double value = totals.value(metrics.get(m));
      values[m] = value == null ? Double.NaN : value;
    }
    return values;
  }
}
