package io.github.focalaudit.comparison;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run's table says of one image, as far as judging runs needs it. Arrays are by class and
 * are not copied: thread-safe while nobody changes them.
 *
 * @param imageId unique in a run
 * @param slices values by slice column
 * @param predictionFingerprint hash of the scores
 * @param truthFingerprint hash of the labels
 * @param validPixels pixels with a valid element
 * @param crossEntropySum in nats
 * @param positiveSum S+ of the reported gamma
 * @param negativeSum S- of the reported gamma
 * @param positives valid elements whose target is the class
 * @param negatives valid elements of the class whose target is not the class
 * @param truePositives positives predicted as such
 * @param falsePositives negatives predicted as positives
 */
public record ImageScore(
    String imageId,
    Map<String, @Nullable String> slices,
    String predictionFingerprint,
    String truthFingerprint,
    long validPixels,
    double crossEntropySum,
    double[] positiveSum,
    double[] negativeSum,
    long[] positives,
    long[] negatives,
    long[] truePositives,
    long[] falsePositives) {}
