package io.github.focalaudit.comparison;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.sum.ExactSum;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exact sums of a run over the components of a plan. Adding and merging are free of order, and
 * a value has the bits of the run's summary. Not thread-safe.
 */
public final class RunTotals {
  private static final int VERSION = 2;

  private final MetricPlan plan;
  private final ExactSum[] sums;
  private long images;
  private long dataset;

  /** The totals of no image. */
  public RunTotals(MetricPlan plan) {
    this.plan = plan;
    sums = Stream.generate(ExactSum::new).limit(plan.size() * 2L).toArray(ExactSum[]::new);
  }

  /** Adds an image. */
  public void add(ImageScore image) {
    double[] terms = plan.terms(image);
    for (int i = 0; i < terms.length; i++) {
      sums[i].add(terms[i]);
    }
    images++;
    dataset += PoissonWeights.hash(image.imageId() + '\n' + image.truthFingerprint());
  }

  /** Adds totals of the same plan. */
  public void merge(RunTotals other) {
    for (int i = 0; i < sums.length; i++) {
      sums[i].merge(other.sums[i]);
    }
    images += other.images;
    dataset += other.dataset;
  }

  /** Of image ids and truth: the same for every run over one data set. */
  public String datasetFingerprint() {
    return HexFormat.of().toHexDigits(dataset);
  }

  /** Images added. */
  public long images() {
    return images;
  }

  /**
   * The value of a metric that is a ratio of sums.
   *
   * @return null where nothing was there to measure: no such class, slice or valid pixel
   */
  public @Nullable Double value(MetricName metric) {
    int[] positions = plan.positions(metric, presence -> sums[2 * presence].value() > 0);
    if (!plan.view().isRatio()
        && (metric.kind() == MetricKind.LOSS_MEAN || metric.kind() == MetricKind.CLASS_LOSS)) {
      return images == 0 || positions.length == 0 ? null : sums[2 * positions[0]].value();
    }
    ExactSum ratios = new ExactSum();
    int defined = 0;
    for (int position : positions) {
      double denominator = sums[2 * position + 1].value();
      if (denominator != 0) {
        ratios.add(sums[2 * position].value() / denominator);
        defined++;
      }
    }
    return defined == 0 ? null : ratios.value() / defined;
  }

  /** The versioned form. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(images);
    out.writeLong(dataset);
    out.writeNumber(sums.length);
    for (ExactSum sum : sums) {
      sum.write(out);
    }
    return out.toBytes();
  }

  /**
   * Reads the versioned form.
   *
   * @throws IllegalArgumentException where the bytes are not one of the plan
   */
  public static RunTotals fromBytes(MetricPlan plan, byte[] bytes) {
    ByteReader in = new ByteReader("run totals", VERSION, bytes);
    RunTotals totals = new RunTotals(plan);
    totals.images = in.readNumber("images");
    totals.dataset = in.readLong("dataset fingerprint");
    in.expect("sums", totals.sums.length, in.readNumber("sums"));
    for (int i = 0; i < totals.sums.length; i++) {
      totals.sums[i] = ExactSum.read(in);
    }
    in.end();
    return totals;
  }
}
