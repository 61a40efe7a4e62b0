package io.github.focalaudit.comparison;

import io.github.focalaudit.sum.ExactSum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The exact sums of a run over the components of a plan. Adding and merging are free of order, and
 * a value has the bits of the run's summary. Not thread-safe.
 */
public final class RunTotals {
  private static final byte VERSION = 1;

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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeLong(images);
      out.writeLong(dataset);
      out.writeInt(sums.length);
      for (ExactSum sum : sums) {
        sum.write(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the versioned form.
   *
   * @throws IllegalArgumentException where the bytes are not one of the plan
   */
  public static RunTotals fromBytes(MetricPlan plan, byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      RunTotals totals = new RunTotals(Objects.requireNonNull(plan));
      int version = in.readByte();
      totals.images = in.readLong();
      totals.dataset = in.readLong();
      int count = in.readInt();
      if (version != VERSION || count != totals.sums.length) {
        throw new IllegalArgumentException(
            "bytes of run totals: expected version "
                + VERSION
                + " and "
                + totals.sums.length
                + " sums, got "
                + version
                + " and "
                + count);
      }
      for (int i = 0; i < count; i++) {
        totals.sums[i] = ExactSum.read(in);
      }
      return totals;
    } catch (IOException e) {
      throw new IllegalArgumentException("bytes of run totals: they end early", e);
    }
  }
}
