package io.github.focalaudit.evaluation;

import io.github.focalaudit.sum.ExactSum;
import java.util.Arrays;

/**
 * The weight that an image's sums were taken with: sums of the weights of its pixels, over what
 * {@link ClassCounts} counts. Where every pixel weighs 1 these are the counts, as doubles. Arrays
 * are shared, not copied: thread-safe while nobody changes them.
 *
 * @param pixels of pixels with a valid element
 * @param positives by class, of valid elements whose target is the class
 * @param negatives by class, of valid elements of the class whose target is not the class
 */
public record ImageWeight(double pixels, double[] positives, double[] negatives) {
  /** The weight where every pixel weighs 1. */
  public static ImageWeight ofCounts(ClassCounts counts) {
    double[] positives = new double[counts.classes()];
    double[] negatives = new double[counts.classes()];
    for (int c = 0; c < positives.length; c++) {
      positives[c] = counts.positives(c);
      negatives[c] = counts.negatives(c);
    }
    return new ImageWeight(counts.validPixels(), positives, negatives);
  }

  /** Whether this is the weight of counts where every pixel weighs 1. */
  boolean isOf(ClassCounts counts) {
    ImageWeight ones = ofCounts(counts);
    return pixels == ones.pixels
        && Arrays.equals(positives, ones.positives)
        && Arrays.equals(negatives, ones.negatives);
  }

  /** Of the positives of all classes, rounded once. */
  public double allPositives() {
    ExactSum sum = new ExactSum();
    Arrays.stream(positives).forEach(sum::add);
    return sum.value();
  }

  /** Of valid elements, rounded once. */
  public double elements() {
    ExactSum sum = new ExactSum();
    Arrays.stream(positives).forEach(sum::add);
    Arrays.stream(negatives).forEach(sum::add);
    return sum.value();
  }
}
