package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.PixelProbabilities;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The loss of one pixel, term by term, in double precision and log-space (the arithmetic of the
 * reference kernel). Immutable.
 *
 * @param terms one element a class, in order of classes
 * @param prediction the class of the first maximum of the scores
 */
public record PixelExplanation(List<LossTerm> terms, int prediction) {
  /** Target of an element that is left out. */
  public static final int IGNORED = -1;

  /** Copies the terms. */
  public PixelExplanation {
    terms = List.copyOf(terms);
  }

  /**
   * Explains a pixel with one label, at the reported gamma.
   *
   * @param settings what the loss is
   * @param scores one score a class
   * @param label the class, or {@link #IGNORED}
   * @throws io.github.focalaudit.kernel.InvalidScoreException where a score has no loss
   * @throws IllegalArgumentException where settings and number of scores do not fit
   */
  public static PixelExplanation ofLabel(LossSettings settings, double[] scores, int label) {
    int[] targets = new int[scores.length];
    for (int c = 0; c < targets.length; c++) {
      targets[c] = label == IGNORED ? IGNORED : label == c ? 1 : 0;
    }
    return ofElements(settings, scores, targets);
  }

  /**
   * Explains a pixel whose elements have targets of their own.
   *
   * @param targets 1, 0 or {@link #IGNORED}, one a class
   */
  public static PixelExplanation ofElements(LossSettings settings, double[] scores, int[] targets) {
    KernelSettings kernelSettings = settings.kernelSettings(scores.length);
    PixelProbabilities pixel = new PixelProbabilities(kernelSettings);
    double[] counted = scores.clone();
    int[] elements = targets.clone();
    kernelSettings.drop(counted, Arrays.stream(targets).allMatch(t -> t == IGNORED));
    settings.dropped().forEach(c -> elements[c] = IGNORED);
    pixel.compute(counted);
    List<LossTerm> terms = new ArrayList<>(scores.length);
    for (int c = 0; c < scores.length; c++) {
      terms.add(term(settings, pixel, c, scores[c], elements[c]));
    }
    return new PixelExplanation(terms, pixel.prediction());
  }

  private static LossTerm term(
      LossSettings settings, PixelProbabilities pixel, int c, double score, int target) {
    boolean positive = target == 1;
    boolean ignored = target == IGNORED;
    double gamma = settings.gamma();
    double base = positive ? pixel.clampedQ(c) : pixel.clampedP(c);
    double alpha = positive ? settings.alphaPositive(c) : settings.alphaNegative(c);
    double term = positive ? pixel.positiveTerm(c, gamma) : pixel.negativeTerm(c, gamma);
    return new LossTerm(
        c,
        positive,
        ignored,
        score,
        pixel.p(c),
        pixel.q(c),
        StrictMath.pow(base, gamma),
        -(positive ? pixel.clampedLnP(c) : pixel.clampedLnQ(c)),
        ignored ? 0 : term,
        ignored ? 0 : settings.weight(c) * alpha,
        pixel.clamped(c),
        !positive && !ignored && infiniteInFloat32(settings, pixel.p(c)));
  }

  /**
   * Softmax and sigmoid divide by 1/p = 1 + rest, which float32 rounds to 1 for a rest of at most
   * 2^-24: a margin of 16.6 or more.
   */
  private static boolean infiniteInFloat32(LossSettings settings, double p) {
    boolean bounded = (float) (1 - settings.eps()) < 1f;
    boolean one =
        settings.activation() == Activation.NONE ? (float) p == 1f : (float) (1 / p) == 1f;
    return one && !bounded && settings.preset().negativeTerms();
  }

  /** Whether every element is ignored. */
  public boolean ignored() {
    return terms.stream().allMatch(LossTerm::ignored);
  }

  /** The weighted sum over the classes, in nats, correctly rounded. */
  public double sum() {
    return sumOf(terms.stream().mapToDouble(LossTerm::weighted).toArray());
  }

  static double sumOf(double[] values) {
    ExactSum sum = new ExactSum();
    for (double value : values) {
      sum.add(value);
    }
    return sum.value();
  }
}
