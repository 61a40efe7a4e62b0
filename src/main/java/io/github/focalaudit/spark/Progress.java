package io.github.focalaudit.spark;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * How far a run is. Tasks add, the driver reads; a task that runs twice counts twice: for display
 * only. Thread-safe.
 */
public final class Progress implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator images;
  private final LongAccumulator refused;
  private final LongAccumulator bytes;
  private final LongAccumulator nanos;
  private final LongAccumulator kernel;
  private final DoubleAccumulator lossSum;
  private final DoubleAccumulator denominator;

  Progress(SparkContext context) {
    images = context.longAccumulator("images scored");
    refused = context.longAccumulator("inputs quarantined");
    bytes = context.longAccumulator("bytes read");
    nanos = context.longAccumulator("scoring nanoseconds");
    kernel = context.longAccumulator("kernel nanoseconds");
    lossSum = context.doubleAccumulator("loss sum");
    denominator = context.doubleAccumulator("loss denominator");
  }

  void addScored(long byteCount, long elapsedNanos, long kernelNanos, double loss, double divisor) {
    images.add(1);
    bytes.add(byteCount);
    nanos.add(elapsedNanos);
    kernel.add(kernelNanos);
    lossSum.add(loss);
    denominator.add(divisor);
  }

  /** A unit of an image is done; the image counts when its units are merged. */
  void addUnit(long byteCount, long elapsedNanos, long kernelNanos) {
    bytes.add(byteCount);
    nanos.add(elapsedNanos);
    kernel.add(kernelNanos);
  }

  void addRefused(long byteCount) {
    refused.add(1);
    bytes.add(byteCount);
  }

  /** Images done, refused ones among them. */
  public long done() {
    return images.sum() + refused.sum();
  }

  /** Images scored. */
  long scored() {
    return images.sum();
  }

  /** Inputs refused. */
  long refusedInputs() {
    return refused.sum();
  }

  /** Time in decoding and kernel, over all tasks. */
  double scoringSeconds() {
    return nanos.sum() / 1e9;
  }

  /** Time in the kernel alone, over all tasks, estimated from the timed blocks. */
  double kernelSeconds() {
    return kernel.sum() / 1e9;
  }

  /** Bytes of files that are done. */
  public long bytes() {
    return bytes.sum();
  }

  /** Mean loss so far, in double arithmetic; NaN before the first image. */
  public double runningMean() {
    return lossSum.sum() / denominator.sum();
  }
}
