package io.github.focalaudit.evaluation;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The finished numbers of a dataset or of a slice. A metric that is undefined, because nothing was
 * there to measure, is null and never 0.
 *
 * @param lossSum sum of the loss, in nats, of the reported gamma
 * @param denominator what the mean is divided by
 * @param lossMean lossSum / denominator
 * @param imageMean mean of the image means, over images with valid pixels
 * @param crossEntropySum in nats
 * @param crossEntropyMean over valid pixels for label masks, over valid elements else
 * @param sweep the mean for every gamma, the reported one first
 * @param classes by class
 * @param accuracy correct pixels over valid pixels; null for multi-label masks
 * @param meanIou mean intersection over union, over the classes that have positives
 * @param meanDice mean Dice coefficient, over the classes that have positives
 * @param images how many were scored
 * @param imagesWithoutValidPixels how many of them had no valid pixel
 * @param validPixels pixels with a valid element
 * @param ignoredPixels the others
 * @param validElements elements that count
 * @param clampedElements valid elements whose probability lay outside [eps, 1 - eps]
 */
public record DatasetMetrics(
    double lossSum,
    double denominator,
    @Nullable Double lossMean,
    @Nullable Double imageMean,
    double crossEntropySum,
    @Nullable Double crossEntropyMean,
    List<GammaMean> sweep,
    List<ClassMetrics> classes,
    @Nullable Double accuracy,
    @Nullable Double meanIou,
    @Nullable Double meanDice,
    long images,
    long imagesWithoutValidPixels,
    long validPixels,
    long ignoredPixels,
    long validElements,
    long clampedElements) {

  /**
   * The mean loss for one gamma.
   *
   * @param gamma the focusing parameter
   * @param mean null where nothing was valid
   */
  public record GammaMean(double gamma, @Nullable Double mean) {}

  /**
   * The numbers of one class.
   *
   * @param id class index
   * @param positives valid elements whose target is the class
   * @param positiveSum S+ of the reported gamma
   * @param negativeSum S- of the reported gamma
   * @param lossShare part of the class in the loss sum, in [0, 1]
   * @param iou intersection over union; null for a class without positives
   * @param dice Dice coefficient; null for a class without positives
   * @param recall true positives over positives; null for a class without positives
   * @param precision true positives over predictions; null for a class that was never predicted
   */
  public record ClassMetrics(
      int id,
      long positives,
      double positiveSum,
      double negativeSum,
      @Nullable Double lossShare,
      @Nullable Double iou,
      @Nullable Double dice,
      @Nullable Double recall,
      @Nullable Double precision) {}
}
