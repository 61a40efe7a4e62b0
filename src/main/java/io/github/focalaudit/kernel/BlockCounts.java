package io.github.focalaudit.kernel;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * The integer counts of scored blocks; every call of a kernel adds to them. Counts are exact, so
 * that the order of blocks does not matter. Not thread-safe.
 */
public final class BlockCounts {
  /** Counts that are not by class. */
  private static final int TOTALS = 3;

  private final KernelSettings settings;
  private final int classes;
  private final boolean labels;
  final long[] confusion;
  final long[] positives;
  final long[] negatives;
  final long[] truePositives;
  final long[] falsePositives;
  long validPixels;
  long validElements;
  long clampedElements;

  /** Counts for a kernel of these settings, all zero. */
  public BlockCounts(KernelSettings settings) {
    this.settings = settings;
    classes = settings.classes();
    labels = settings.targets() == TargetKind.LABELS;
    confusion = new long[labels ? Math.multiplyExact(classes, classes) : 0];
    positives = new long[labels ? 0 : classes];
    negatives = new long[labels ? 0 : classes];
    truePositives = new long[labels ? 0 : classes];
    falsePositives = new long[labels ? 0 : classes];
  }

  /** Sets every count to zero. */
  public void reset() {
    Arrays.fill(confusion, 0);
    Arrays.fill(positives, 0);
    Arrays.fill(negatives, 0);
    Arrays.fill(truePositives, 0);
    Arrays.fill(falsePositives, 0);
    validPixels = 0;
    validElements = 0;
    clampedElements = 0;
  }

  /** Adds other counts of the same settings. */
  public void merge(BlockCounts other) {
    merge(other.toArray());
  }

  /**
   * Adds counts as {@link #toArray()} gives them.
   *
   * @throws IllegalArgumentException where their number is not that of these settings
   */
  public void merge(long[] other) {
    int length = Arrays.stream(byClass()).mapToInt(counts -> counts.length).sum() + TOTALS;
    if (other.length != length) {
      throw new IllegalArgumentException(
          "counts of blocks: expected " + length + ", got " + other.length);
    }
    int next = 0;
    for (long[] counts : byClass()) {
      for (int i = 0; i < counts.length; i++) {
        counts[i] += other[next++];
      }
    }
    validPixels += other[next++];
    validElements += other[next++];
    clampedElements += other[next];
  }

  /** All counts, each at least 0, in an order that depends on the settings alone. */
  public long[] toArray() {
    LongStream totals = LongStream.of(validPixels, validElements, clampedElements);
    return LongStream.concat(Arrays.stream(byClass()).flatMapToLong(Arrays::stream), totals)
        .toArray();
  }

  private long[][] byClass() {
    return new long[][] {confusion, positives, negatives, truePositives, falsePositives};
  }

  /**
   * Valid pixels whose label is {@code truth} and whose prediction, the first maximum of the stored
   * scores, is {@code prediction}. Only for {@link TargetKind#LABELS}.
   */
  public long confusion(int truth, int prediction) {
    return confusion[truth * classes + prediction];
  }

  /** Valid elements whose target is the class. */
  public long positives(int classIndex) {
    if (!labels) {
      return positives[classIndex];
    }
    long sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += confusion[classIndex * classes + k];
    }
    return sum;
  }

  /** Valid elements of the class whose target is not the class; 0 for a dropped one. */
  public long negatives(int classIndex) {
    if (settings.isDropped(classIndex)) {
      return 0;
    }
    return labels ? validPixels - positives(classIndex) : negatives[classIndex];
  }

  /** Positives predicted as such: by the first maximum, or by p at least 0.5 for elements. */
  public long truePositives(int classIndex) {
    return labels ? confusion[classIndex * classes + classIndex] : truePositives[classIndex];
  }

  /** Negatives predicted as positives. */
  public long falsePositives(int classIndex) {
    if (!labels) {
      return falsePositives[classIndex];
    }
    long sum = -truePositives(classIndex);
    for (int k = 0; k < classes; k++) {
      sum += confusion[k * classes + classIndex];
    }
    return sum;
  }

  /** Positives predicted as negatives. */
  public long falseNegatives(int classIndex) {
    return positives(classIndex) - truePositives(classIndex);
  }

  /** Pixels with at least one valid element. */
  public long validPixels() {
    return validPixels;
  }

  /** Valid elements: classes that count times valid pixels for {@link TargetKind#LABELS}. */
  public long validElements() {
    return validElements - droppedElements();
  }

  /** Valid elements whose probability lay outside [eps, 1 - eps]; 0 where eps is 0. */
  public long clampedElements() {
    return settings.eps() == 0 ? clampedElements : clampedElements - droppedElements();
  }

  /** What kernels count of dropped classes, whose probability is 0. */
  private long droppedElements() {
    return settings.droppedCount() * validPixels;
  }
}
