package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scored image: what its row in the images table is made of.
 *
 * <p>The sums are the exact sums over the blocks of the image, rounded once to a double; dataset
 * sums are made of these doubles. Arrays are shared, not copied: do not change them.
 *
 * @param image the files and slice columns
 * @param spatial sizes of the spatial dimensions, outermost first
 * @param elementType stored type of the scores, such as f4
 * @param kernel name of the kernel that scored it
 * @param counts integer counts by class
 * @param ignoredPixels pixels without a valid element
 * @param confusions of label masks, every pair that occurs, by truth, then by prediction
 * @param positive S+ as [gammas][classes]
 * @param negative S- as [gammas][classes]
 * @param crossEntropySum in nats
 * @param lossSums loss sum for every gamma
 * @param labelQuality softmin at temperature 0.1 of the probabilities of the given labels, in [0,
 *     1]; null without valid pixels and for multi-label masks
 * @param truthFingerprint hash of the labels as they are in the file
 * @param predictionFingerprint hash of the scores as they are in the file
 * @param looksLikeProbabilities whether under softmax every score lies in [0, 1] and the scores of
 *     every pixel sum to 1
 * @param check what the checks of a sampled band found; null where none was sampled
 */
public record ImageResult(
    ImageRef image,
    int[] spatial,
    String elementType,
    String kernel,
    ClassCounts counts,
    long ignoredPixels,
    List<Confusion> confusions,
    double[][] positive,
    double[][] negative,
    double crossEntropySum,
    double[] lossSums,
    @Nullable Double labelQuality,
    long truthFingerprint,
    long predictionFingerprint,
    boolean looksLikeProbabilities,
    @Nullable BandCheck check) {

  /**
   * Valid pixels of one label with one prediction.
   *
   * @param truth class of the label
   * @param prediction predicted class
   * @param pixels how many
   */
  public record Confusion(int truth, int prediction, long pixels) {}

  /** The loss mean of the reported gamma; null without valid pixels. */
  public @Nullable Double lossMean(LossSettings settings) {
    double denominator = new LossFormula(settings, counts.classes()).denominator(counts);
    return denominator == 0 ? null : lossSums[0] / denominator;
  }
}
