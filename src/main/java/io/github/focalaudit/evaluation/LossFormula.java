package io.github.focalaudit.evaluation;

import io.github.focalaudit.sum.ExactSum;

/**
 * The loss as a linear form of the sums by class: with S+ and S- the positive and negative sums,
 *
 * <pre>
 * loss sum = sum over c of weight(c) * (alphaPositive(c) * S+[c] + alphaNegative(c) * S-[c])
 * </pre>
 *
 * The factors are doubles, weight times alpha, each rounded once. The sum is exact in the factors
 * and the given sums and is rounded once, so that the same sums give the same bits in any order.
 * Immutable.
 */
public final class LossFormula {
  private final LossSettings settings;
  private final double[] positiveFactors;
  private final double[] negativeFactors;

  /** The loss of these settings over a number of classes. */
  public LossFormula(LossSettings settings, int classes) {
    this.settings = settings;
    positiveFactors = new double[classes];
    negativeFactors = new double[classes];
    for (int c = 0; c < classes; c++) {
      positiveFactors[c] = settings.weight(c) * settings.alphaPositive(c);
      negativeFactors[c] = settings.weight(c) * settings.alphaNegative(c);
    }
  }

  /** Number of classes. */
  public int classes() {
    return positiveFactors.length;
  }

  /**
   * The loss sum of all classes.
   *
   * @param positive S+ by class
   * @param negative S- by class
   */
  public double lossSum(double[] positive, double[] negative) {
    ExactSum sum = new ExactSum();
    for (int c = 0; c < positiveFactors.length; c++) {
      add(sum, c, positive[c], negative[c]);
    }
    return sum.value();
  }

  /** The part of one class in the loss sum. */
  public double classLossSum(int classIndex, double positive, double negative) {
    ExactSum sum = new ExactSum();
    add(sum, classIndex, positive, negative);
    return sum.value();
  }

  private void add(ExactSum sum, int classIndex, double positive, double negative) {
    addProduct(sum, positiveFactors[classIndex], positive);
    addProduct(sum, negativeFactors[classIndex], negative);
  }

  /** Adds a product exactly, as two doubles; a factor of 0 leaves out even an infinite term. */
  private static void addProduct(ExactSum sum, double factor, double term) {
    if (factor == 0) {
      return;
    }
    double high = factor * term;
    sum.add(high);
    if (Double.isFinite(high)) {
      sum.add(Math.fma(factor, term, -high));
    }
  }

  /** What the loss sum of an image is divided by, 0 where nothing was valid. */
  public double denominator(ImageWeight weight) {
    return denominator(weight.pixels(), weight.elements(), weight.allPositives());
  }

  /**
   * What the loss sum is divided by, 0 where nothing was valid.
   *
   * @param pixels weight of the pixels with a valid element
   * @param elements weight of the valid elements
   * @param positives weight of the positives of all classes
   */
  double denominator(double pixels, double elements, double positives) {
    return switch (settings.normalizer()) {
      case VALID_ELEMENTS -> elements;
      case VALID_PIXELS -> pixels;
      case POSITIVES -> positives;
      case NONE -> elements == 0 ? 0 : 1;
    };
  }
}
