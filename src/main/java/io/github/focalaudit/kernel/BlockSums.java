package io.github.focalaudit.kernel;

import java.util.Arrays;

/**
 * The floating-point sums of one block, overwritten by every call of a kernel.
 *
 * <p>With p the clamped probability and q = 1 - p, over the valid elements of the block:
 *
 * <pre>
 * positive(g, c) = sum where the target is c      of q^gamma[g] * -ln p
 * negative(g, c) = sum where the target is not c  of p^gamma[g] * -ln q
 * </pre>
 *
 * Not thread-safe.
 */
public final class BlockSums {
  private final KernelSettings settings;
  private final int classes;
  final double[] positive;
  final double[] negative;
  double crossEntropy;
  double qualityWeight;
  double qualityWeighted;

  /** Sums for a kernel of these settings. */
  public BlockSums(KernelSettings settings) {
    this.settings = settings;
    classes = settings.classes();
    positive = new double[settings.gammaCount() * classes];
    negative = new double[settings.gammaCount() * classes];
  }

  /** Sets every sum to zero. */
  void reset() {
    Arrays.fill(positive, 0);
    Arrays.fill(negative, 0);
    crossEntropy = 0;
    qualityWeight = 0;
    qualityWeighted = 0;
  }

  /** The sum over elements whose target is the class. */
  public double positive(int gammaIndex, int classIndex) {
    return positive[gammaIndex * classes + classIndex];
  }

  /** The sum over elements whose target is not the class; 0 for a dropped one. */
  public double negative(int gammaIndex, int classIndex) {
    return settings.isDropped(classIndex) ? 0 : negative[gammaIndex * classes + classIndex];
  }

  /**
   * Cross-entropy in nats: for {@link TargetKind#LABELS} the sum of -ln p[label], for {@link
   * TargetKind#ELEMENTS} the binary cross-entropy of every element.
   */
  public double crossEntropy() {
    return crossEntropy;
  }

  /**
   * Sum of {@code exp((1 - p[label]) / 0.1)} over valid pixels, with p not clamped; 0 for {@link
   * TargetKind#ELEMENTS}. The label quality of an image is the ratio of {@link #qualityWeighted()}
   * to this: the softmin at temperature 0.1 of the probability of the given label.
   */
  public double qualityWeight() {
    return qualityWeight;
  }

  /** Sum of {@code p[label] * exp((1 - p[label]) / 0.1)} over valid pixels. */
  public double qualityWeighted() {
    return qualityWeighted;
  }
}
