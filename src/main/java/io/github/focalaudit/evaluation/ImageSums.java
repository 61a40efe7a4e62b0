package io.github.focalaudit.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sums and counts of one scored image, wherever its scores came from.
 *
 * <p>The sums are the exact sums over the blocks of the image, rounded once to a double; dataset
 * sums are made of these doubles. With a weight for each pixel, terms are multiplied by it before
 * they are added; counts and confusions count pixels, whatever their weight. Arrays are shared, not
 * copied: thread-safe while nobody changes them.
 *
 * @param counts integer counts by class
 * @param weight sums of the weights of what is counted
 * @param ignoredPixels pixels without a valid element
 * @param confusions of label masks, every pair that occurs, by truth, then by prediction
 * @param positive S+ as [gammas][classes], the reported gamma first
 * @param negative S- as [gammas][classes]
 * @param crossEntropySum in nats
 * @param lossSums loss sum for every gamma, in nats
 * @param denominator what loss sums are divided by; 0 where nothing is valid
 * @param labelQuality softmin at temperature 0.1 of the probabilities of the given labels, in [0,
 *     1]; null without valid pixels and for multi-label masks
 */
public record ImageSums(
    ClassCounts counts,
    ImageWeight weight,
    long ignoredPixels,
    List<Confusion> confusions,
    double[][] positive,
    double[][] negative,
    double crossEntropySum,
    double[] lossSums,
    double denominator,
    @Nullable Double labelQuality) {

  /**
   * Valid pixels of one label with one prediction.
   *
   * @param truth class of the label
   * @param prediction predicted class
   * @param pixels how many
   */
  public record Confusion(int truth, int prediction, long pixels) {}

  /**
   * @throws IllegalArgumentException where an array has not one value a class, or a gamma
   */
  public ImageSums {
    int classes = counts.classes();
    int gammas = lossSums.length;
    checkLength("weights of positives", classes, weight.positives().length);
    checkLength("weights of negatives", classes, weight.negatives().length);
    checkLength("gammas of positive sums", gammas, positive.length);
    checkLength("gammas of negative sums", gammas, negative.length);
    for (int g = 0; g < gammas; g++) {
      checkLength("positive sums", classes, positive[g].length);
      checkLength("negative sums", classes, negative[g].length);
    }
  }

  private static void checkLength(String what, int expected, int got) {
    if (expected != got) {
      throw new IllegalArgumentException(
          "sums of an image: " + what + ": expected " + expected + ", got " + got);
    }
  }

  /** The sums of an image whose loss sums and denominator follow from the others. */
  static ImageSums of(
      LossFormula formula,
      ClassCounts counts,
      ImageWeight weight,
      long ignoredPixels,
      List<Confusion> confusions,
      double[][] positive,
      double[][] negative,
      double crossEntropySum,
      @Nullable Double labelQuality) {
    double[] lossSums = new double[positive.length];
    for (int g = 0; g < lossSums.length; g++) {
      lossSums[g] = formula.lossSum(positive[g], negative[g]);
    }
    return new ImageSums(
        counts,
        weight,
        ignoredPixels,
        confusions,
        positive,
        negative,
        crossEntropySum,
        lossSums,
        formula.denominator(weight),
        labelQuality);
  }

  /** The loss sum of the reported gamma, in nats. */
  public double lossSum() {
    return lossSums[0];
  }

  /** The loss mean of the reported gamma; null without valid pixels. */
  public @Nullable Double lossMean() {
    return denominator == 0 ? null : lossSum() / denominator;
  }
}
