package io.github.focalaudit.comparison;

import org.jspecify.annotations.Nullable;

/**
 * The metrics that a gate rule can name. A new one also needs a case in {@link MetricPlan}, or in
 * {@link RunFacts#value} where it is one of the run.
 */
public enum MetricKind {
  /** Sum of the loss over its denominator. */
  LOSS_MEAN("loss.mean", Scope.IMAGES, false),
  /** Mean of the image means. */
  IMAGE_MEAN("loss.imageMean", Scope.IMAGES, false),
  /** Cross-entropy over valid pixels, or valid elements of multi-label masks. */
  CROSS_ENTROPY("crossEntropy.mean", Scope.IMAGES, false),
  /** The loss of one class alone; the denominator counts that class. */
  CLASS_LOSS("loss", Scope.CLASS, false),
  /** Intersection over union of a class. */
  CLASS_IOU("iou", Scope.CLASS, true),
  /** Dice coefficient of a class. */
  CLASS_DICE("dice", Scope.CLASS, true),
  /** Mean intersection over union of the classes that have positives. */
  MEAN_IOU("meanIou", Scope.IMAGES, true),
  /** Mean Dice coefficient of the classes that have positives. */
  MEAN_DICE("meanDice", Scope.IMAGES, true),
  /** Correct pixels over valid pixels. */
  ACCURACY("accuracy", Scope.IMAGES, true),
  /** Refused inputs over expected inputs. */
  QUARANTINED_FRACTION("images.quarantinedFraction", Scope.RUN, false),
  /** Scored images over expected images. */
  COVERAGE("images.coverage", Scope.RUN, true),
  /** A quantile of the image means. */
  LOSS_QUANTILE("images.lossQuantile", Scope.QUANTILE, false),
  /** How many warnings of a code the run has. */
  WARNINGS("warnings", Scope.WARNINGS, false),
  /** Images that both runs have with the same truth. */
  PAIRED("images.paired", Scope.PAIRS, true),
  /** Images that both runs have with another truth. */
  RELABELLED("images.relabelled", Scope.PAIRS, false),
  /** Images that only the baseline has. */
  GONE("images.gone", Scope.PAIRS, false),
  /** Images that only this run has. */
  NEW("images.new", Scope.PAIRS, false);

  /** Over what a metric is defined. */
  public enum Scope {
    IMAGES,
    CLASS,
    RUN,
    QUANTILE,
    WARNINGS,
    PAIRS
  }

  private final String label;
  private final Scope scope;
  private final boolean higherIsBetter;

  MetricKind(String label, Scope scope, boolean higherIsBetter) {
    this.label = label;
    this.scope = scope;
    this.higherIsBetter = higherIsBetter;
  }

  /** The name in a gate file, without class and slice. */
  public String label() {
    return label;
  }

  public Scope scope() {
    return scope;
  }

  /** Whether more of it is better. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** Whether it is a ratio of sums over images, or a mean of such ratios. */
  public boolean isRatioOfSums() {
    return scope == Scope.IMAGES || scope == Scope.CLASS;
  }

  /** Whether two runs can be compared by it: not by a quantile, nor by counts without a sample. */
  public boolean hasChange() {
    return isRatioOfSums() || scope == Scope.RUN;
  }

  /** Whether no value is above 1. */
  public boolean isFraction() {
    return isRatioOfSums() && higherIsBetter || scope == Scope.RUN;
  }

  /** Whether it is a mean of the values of the classes that have positives. */
  public boolean isMeanOfClasses() {
    return this == MEAN_IOU || this == MEAN_DICE;
  }

  static @Nullable MetricKind find(String label, Scope scope) {
    for (MetricKind kind : values()) {
      if (kind.scope == scope && kind.label.equals(label)) {
        return kind;
      }
    }
    return null;
  }
}
