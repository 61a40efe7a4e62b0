package io.github.focalaudit.spark.tables;

import io.github.focalaudit.comparison.ChangeState;
import io.github.focalaudit.comparison.ClusterAccumulator;
import io.github.focalaudit.comparison.ImagePair;
import io.github.focalaudit.comparison.ImageScore;
import io.github.focalaudit.comparison.LossView;
import io.github.focalaudit.comparison.MetricPlan;
import io.github.focalaudit.comparison.PairCoverage;
import io.github.focalaudit.comparison.RunTotals;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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
  private static final byte VERSION = 2;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      write(out, baseline.toBytes());
      write(out, candidate.toBytes());
      write(out, change.toBytes());
      long[] counts = coverage.toArray();
      out.writeInt(counts.length);
      for (long count : counts) {
        out.writeLong(count);
      }
      write(out, baselineMeans);
      write(out, candidateMeans);
      out.writeInt(clusters.size());
      for (Map.Entry<String, double[]> cluster : clusters.entrySet()) {
        out.writeUTF(cluster.getKey());
        for (double value : cluster.getValue()) {
          out.writeDouble(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void write(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static void write(DataOutputStream out, List<Double> values) throws IOException {
    out.writeInt(values.size());
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  /** Adds what another partition sent. */
  void merge(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "bytes of paired totals: expected version " + VERSION + ", got " + version);
      }
      baseline.merge(RunTotals.fromBytes(plan, readBytes(in)));
      candidate.merge(RunTotals.fromBytes(plan, readBytes(in)));
      change.merge(readBytes(in));
      long[] counts = new long[in.readInt()];
      for (int i = 0; i < counts.length; i++) {
        counts[i] = in.readLong();
      }
      coverage.merge(counts);
      readMeans(in, baselineMeans);
      readMeans(in, candidateMeans);
      int count = in.readInt();
      for (int i = 0; i < count; i++) {
        String cluster = in.readUTF();
        double[] row = new double[accumulator.row().length];
        for (int v = 0; v < row.length; v++) {
          row[v] = in.readDouble();
        }
        if (clusters.put(cluster, row) != null) {
          throw new IllegalStateException("cluster " + cluster + " is in two partitions");
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("bytes of paired totals: they end early", e);
    }
  }

  private static byte[] readBytes(DataInputStream in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return bytes;
  }

  private static void readMeans(DataInputStream in, List<Double> means) throws IOException {
    int count = in.readInt();
    for (int i = 0; i < count; i++) {
      means.add(in.readDouble());
    }
  }

  public static double[] sorted(List<Double> means) {
    return means.stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }
}
