package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.kernel.BlockCounts;
import java.util.Arrays;
import java.util.List;

/**
 * Integer counts by class, of an image or of many. Adding and merging are free of order. Not
 * thread-safe.
 */
public final class ClassCounts {
  private final int classes;
  private final long[] positives;
  private final long[] negatives;
  private final long[] truePositives;
  private final long[] falsePositives;
  private long validPixels;
  private long clampedElements;

  /** Counts of nothing. */
  public ClassCounts(int classes) {
    this.classes = classes;
    positives = new long[classes];
    negatives = new long[classes];
    truePositives = new long[classes];
    falsePositives = new long[classes];
  }

  /** Adds the counts of scored blocks. */
  void add(BlockCounts counts) {
    for (int c = 0; c < classes; c++) {
      positives[c] += counts.positives(c);
      negatives[c] += counts.negatives(c);
      truePositives[c] += counts.truePositives(c);
      falsePositives[c] += counts.falsePositives(c);
    }
    validPixels += counts.validPixels();
    clampedElements += counts.clampedElements();
  }

  /** Adds other counts. */
  public void merge(ClassCounts other) {
    for (int c = 0; c < classes; c++) {
      positives[c] += other.positives[c];
      negatives[c] += other.negatives[c];
      truePositives[c] += other.truePositives[c];
      falsePositives[c] += other.falsePositives[c];
    }
    validPixels += other.validPixels;
    clampedElements += other.clampedElements;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** Valid elements whose target is the class. */
  public long positives(int classIndex) {
    return positives[classIndex];
  }

  /** Valid elements of the class whose target is not the class. */
  public long negatives(int classIndex) {
    return negatives[classIndex];
  }

  /** Positives predicted as such. */
  public long truePositives(int classIndex) {
    return truePositives[classIndex];
  }

  /** Negatives predicted as positives. */
  public long falsePositives(int classIndex) {
    return falsePositives[classIndex];
  }

  /** Positives predicted as negatives. */
  public long falseNegatives(int classIndex) {
    return positives[classIndex] - truePositives[classIndex];
  }

  /** Positives of all classes. */
  public long positives() {
    return Arrays.stream(positives).sum();
  }

  /** Correct predictions of all classes. */
  public long truePositives() {
    return Arrays.stream(truePositives).sum();
  }

  /** Valid elements of all classes. */
  public long validElements() {
    return positives() + Arrays.stream(negatives).sum();
  }

  /** Pixels with a valid element. */
  public long validPixels() {
    return validPixels;
  }

  /** Valid elements whose probability lay outside [eps, 1 - eps]. */
  public long clampedElements() {
    return clampedElements;
  }

  void write(ByteWriter out) {
    for (long[] counts : byClass()) {
      out.writeNumbers(counts);
    }
    out.writeNumber(validPixels);
    out.writeNumber(clampedElements);
  }

  static ClassCounts read(int classes, ByteReader in) {
    ClassCounts read = new ClassCounts(classes);
    for (long[] counts : read.byClass()) {
      System.arraycopy(in.readNumbers("counts by class", classes), 0, counts, 0, classes);
    }
    read.validPixels = in.readNumber("valid pixels");
    read.clampedElements = in.readNumber("clamped elements");
    return read;
  }

  private List<long[]> byClass() {
    return List.of(positives, negatives, truePositives, falsePositives);
  }
}
