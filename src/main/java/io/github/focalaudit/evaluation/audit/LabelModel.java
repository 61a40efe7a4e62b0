package io.github.focalaudit.evaluation.audit;

import java.io.Serializable;

/**
 * What a model is like with the labels of a dataset, which is what single labels are judged by.
 * Immutable.
 */
public final class LabelModel implements Serializable {
  private static final long serialVersionUID = 1L;

  private final double[] thresholds;
  private final double[] surprises;

  /**
   * @param thresholds by class, see {@link PixelStatistics#thresholds()}
   * @param confusion valid pixels as [labels][predictions]
   */
  public LabelModel(double[] thresholds, long[][] confusion) {
    int classes = thresholds.length;
    if (confusion.length != classes) {
      throw new IllegalArgumentException(
          "confusion of labels: expected " + classes + " rows, got " + confusion.length);
    }
    this.thresholds = thresholds.clone();
    surprises = new double[Math.multiplyExact(classes, classes)];
    for (int given = 0; given < classes; given++) {
      long labelled = 0;
      for (long pixels : confusion[given]) {
        labelled = Math.addExact(labelled, pixels);
      }
      for (int suggested = 0; suggested < classes; suggested++) {
        double rate = (confusion[given][suggested] + 1d) / (labelled + 1d);
        surprises[given * classes + suggested] = Math.max(0, -StrictMath.log(rate));
      }
    }
  }

  /** Number of classes. */
  public int classes() {
    return thresholds.length;
  }

  /**
   * The probability from which on a pixel is confidently of a class; NaN for a class that is never
   * suggested.
   */
  public double threshold(int classIndex) {
    return thresholds[classIndex];
  }

  /**
   * How rare it is that the model takes pixels of one label for another class: -ln of the part of
   * them, in nats, counted from one pixel up. What a model confuses all the time says little of a
   * label.
   */
  public double surprise(int given, int suggested) {
    return surprises[given * thresholds.length + suggested];
  }
}
