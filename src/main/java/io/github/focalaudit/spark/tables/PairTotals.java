package io.github.focalaudit.spark.tables;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.comparison.ChangeState;
import io.github.focalaudit.comparison.ClusterAccumulator;
import io.github.focalaudit.comparison.ImagePair;
import io.github.focalaudit.comparison.ImageScore;
import io.github.focalaudit.comparison.LossView;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.comparison.PairCoverage;
import io.github.focalaudit.comparison.RunTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sums of one or two tables: totals of each run, image means, what carries the change, and a
 * row a cluster. A task adds the pairs of its partition, which holds whole clusters, sorted; the
 * driver merges. Not thread-safe.
 */
public final class PairTotals {
  private static final int VERSION = 4;

  private final PairSpec spec;
  private final MetricPlan plan;
  private final LossView view;
  private final ClusterAccumulator accumulator;
  private @Nullable String open;

  public final RunTotals baseline;
  public final RunTotals candidate;
  public final ChangeState change;
  public final PairCoverage coverage;
  public final List<Double> baselineMeans = new ArrayList<>();
  public final List<Double> candidateMeans = new ArrayList<>();
  public final Map<String, double[]> clusters = new HashMap<>();

  PairTotals(PairSpec spec) {
    this.spec = spec;
    plan = spec.plan();
    view = plan.view();
    accumulator = new ClusterAccumulator(plan);
    baseline = new RunTotals(plan);
    candidate = new RunTotals(plan);
    change = spec.change();
    coverage = new PairCoverage(spec.classNames(), spec.metrics());
  }

  public MetricPlan plan() {
    return plan;
  }

  /**
   * Adds a pair; the pairs of a cluster come one after the other.
   *
   * @throws IllegalArgumentException where the image has no value in the cluster column
   */
  void add(ImagePair pair) {
    ImageScore before = pair.baseline();
    ImageScore after = pair.candidate();
    if (before != null) {
      baseline.add(before);
      addMean(baselineMeans, before);
    }
    if (after != null) {
      candidate.add(after);
      addMean(candidateMeans, after);
    }
    change.add(pair);
    coverage.add(pair);
    if (pair.kind().isPaired()) {
      String cluster = cluster(pair, spec.cluster());
      if (!cluster.equals(open)) {
        close();
        open = cluster;
      }
      accumulator.add(pair);
    }
  }

  private void addMean(List<Double> means, ImageScore image) {
    double denominator = view.denominator(image);
    if (denominator != 0) {
      means.add(view.lossSum(image) / denominator);
    }
  }

  static String cluster(ImagePair pair, @Nullable String column) {
    ImageScore image = pair.any();
    if (column == null) {
      return image.imageId();
    }
    String cluster = image.slices().get(column);
    if (cluster == null) {
      throw new IllegalArgumentException(
          "image " + image.imageId() + " has no value in the cluster column " + column);
    }
    return cluster;
  }

  private void close() {
    if (open != null) {
      clusters.put(open, accumulator.row());
      accumulator.reset();
      open = null;
    }
  }

  byte[] toBytes() {
    close();
    ByteWriter out = new ByteWriter(VERSION);
    out.writeBytes(baseline.toBytes());
    out.writeBytes(candidate.toBytes());
    out.writeBytes(change.toBytes());
    out.writeNumbers(coverage.toArray());
    out.writeDoubles(doubles(baselineMeans));
    out.writeDoubles(doubles(candidateMeans));
    out.writeNumber(clusters.size());
    clusters.forEach(
        (cluster, row) -> {
          out.writeText(cluster);
          out.writeDoubles(row);
        });
    return out.toBytes();
  }

  /** Adds what another partition sent. */
  void merge(byte[] bytes) {
    ByteReader in = new ByteReader("paired totals", VERSION, bytes);
    baseline.merge(RunTotals.fromBytes(plan, in.readBytes("totals of the baseline")));
    candidate.merge(RunTotals.fromBytes(plan, in.readBytes("totals of the candidate")));
    change.merge(in.readBytes("change"));
    coverage.merge(in.readNumbers("coverage"));
    addAll(baselineMeans, in.readDoubles("means of the baseline"));
    addAll(candidateMeans, in.readDoubles("means of the candidate"));
    int width = accumulator.row().length;
    int count = in.readCount("clusters", 2);
    for (int i = 0; i < count; i++) {
      String cluster = in.readText("cluster");
      if (clusters.put(cluster, in.readDoubles("sums of a cluster", width)) != null) {
        throw new IllegalStateException("cluster " + cluster + " is in two partitions");
      }
    }
    in.end();
  }

  private static double[] doubles(List<Double> means) {
    return means.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void addAll(List<Double> means, double[] more) {
    for (double mean : more) {
      means.add(mean);
    }
  }

  public static double[] sorted(List<Double> means) {
    return means.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
