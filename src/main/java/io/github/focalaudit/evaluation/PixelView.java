package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;

/**
 * The probabilities of one pixel, and its loss, in double precision. What it holds changes with the
 * next pixel. Not thread-safe.
 *
 * <p>For looking at pixels, not for the reported number: terms of classes with a small probability
 * come from the first four terms of their series, exact to 1e-9 relative.
 */
public final class PixelView {
  /** Below this the series of -ln(1 - p) with four terms has a relative error under 1e-9. */
  private static final double SERIES_BOUND = 0.005;

  private final boolean softmax;
  private final double gamma;
  private final double eps;
  private final double[] positiveFactors;
  private final double[] negativeFactors;
  private final boolean negativeTerms;
  private final double[] p;
  private double rest;
  private int prediction;

  PixelView(LossSettings settings, int classes) {
    softmax = settings.activation() == Activation.SOFTMAX;
    gamma = settings.gamma();
    eps = settings.eps();
    negativeTerms = settings.preset().negativeTerms();
    positiveFactors = new double[classes];
    negativeFactors = new double[classes];
    for (int c = 0; c < classes; c++) {
      positiveFactors[c] = settings.weight(c) * settings.alphaPositive(c);
      negativeFactors[c] = settings.weight(c) * settings.alphaNegative(c);
    }
    p = new double[classes];
  }

  /** Takes the scores of a pixel: that of class c lies at {@code at + c * stride}. */
  void take(double[] scores, int at, int stride) {
    prediction = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = scores[at + c * stride];
      if (p[c] > p[prediction]) {
        prediction = c;
      }
    }
    if (softmax) {
      normalize();
    } else {
      for (int c = 0; c < p.length; c++) {
        p[c] = Math.min(1, Math.max(0, p[c]));
      }
      rest = 1 - p[prediction];
    }
  }

  private void normalize() {
    double max = p[prediction];
    double others = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = c == prediction ? 1 : StrictMath.exp(p[c] - max);
      others += c == prediction ? 0 : p[c];
    }
    double sum = 1 + others;
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
    }
    rest = others / sum;
  }

  /** Number of classes. */
  public int classes() {
    return p.length;
  }

  /** The probability of a class, in [0, 1], not clamped. */
  public double p(int classIndex) {
    return p[classIndex];
  }

  /** The class of the first maximum. */
  public int prediction() {
    return prediction;
  }

  /**
   * The weighted loss of the pixel in nats, of the reported gamma, before it is divided.
   *
   * @param label class of the label
   */
  public double loss(int label) {
    double loss = positiveFactors[label] * term(complement(label), p[label]);
    if (negativeTerms) {
      for (int c = 0; c < p.length; c++) {
        loss += c == label ? 0 : negativeFactors[c] * term(p[c], complement(c));
      }
    }
    return loss;
  }

  private double complement(int classIndex) {
    return classIndex == prediction ? rest : 1 - p[classIndex];
  }

  /** {@code base^gamma * -ln(complement)}, where base + complement = 1. */
  private double term(double base, double complement) {
    double clamped = Math.min(1 - eps, Math.max(eps, base));
    double ln;
    if (clamped < SERIES_BOUND) {
      ln = clamped * (1 + clamped * (1 / 2d + clamped * (1 / 3d + clamped / 4)));
    } else {
      ln = -StrictMath.log(Math.max(eps, complement));
    }
    double factor;
    if (gamma == 2) {
      factor = clamped * clamped;
    } else if (gamma == 1) {
      factor = clamped;
    } else {
      factor = gamma == 0 ? 1 : StrictMath.pow(clamped, gamma);
    }
    return factor == 0 || ln == 0 ? 0 : factor * ln;
  }
}
