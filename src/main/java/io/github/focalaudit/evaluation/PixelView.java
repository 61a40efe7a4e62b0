package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import java.util.BitSet;

/**
 * The probabilities of one pixel, its truth and its loss, in double precision. What it holds
 * changes with the next pixel. Not thread-safe.
 *
 * <p>For looking at pixels, not for the reported number: terms of classes with a small probability
 * come from the first four terms of their series, exact to 1e-9 relative.
 */
public final class PixelView {
  /** The label of a pixel that is left out. */
  public static final int IGNORED = -1;

  /** The label or prediction of a multi-label pixel that has no class. */
  public static final int NO_CLASS = -2;

  /** From this probability on an element is predicted. */
  private static final double PREDICTED = 0.5;

  /** Below this the series of -ln(1 - p) with four terms has a relative error under 1e-9. */
  private static final double SERIES_BOUND = 0.005;

  private final Activation activation;
  private final boolean labels;
  private final double gamma;
  private final double eps;
  private final double[] positiveFactors;
  private final double[] negativeFactors;
  private final boolean negativeTerms;
  private final BitSet dropped = new BitSet();
  private final double[] p;
  private final double[] q;
  private final float[] targets;
  private int label;
  private int prediction;

  PixelView(LossSettings settings, int classes) {
    activation = settings.kernelSettings(classes).activation();
    labels = settings.preset().targets() == TargetKind.LABELS;
    gamma = settings.gamma();
    eps = settings.eps();
    negativeTerms = settings.preset().negativeTerms();
    positiveFactors = new double[classes];
    negativeFactors = new double[classes];
    for (int c = 0; c < classes; c++) {
      positiveFactors[c] = settings.weight(c) * settings.alphaPositive(c);
      negativeFactors[c] = settings.weight(c) * settings.alphaNegative(c);
    }
    settings.dropped().forEach(dropped::set);
    p = new double[classes];
    q = new double[classes];
    targets = new float[labels ? 0 : classes];
  }

  /**
   * Takes a pixel of a block.
   *
   * @param scores {@code [classes][256]}
   * @param truth {@code [256]} labels, or {@code [classes][256]} of 0 and 1
   * @param pixel which one
   */
  void take(double[] scores, float[] truth, int pixel) {
    prediction = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = scores[c * Tile.PIXELS + pixel];
      if (p[c] > p[prediction]) {
        prediction = c;
      }
    }
    switch (activation) {
      case SOFTMAX -> softmax();
      case SIGMOID -> sigmoid();
      case NONE -> stored();
    }
    if (labels) {
      label = (int) truth[pixel];
    } else {
      takeElements(truth, pixel);
    }
  }

  private void softmax() {
    double max = p[prediction];
    double others = 0;
    for (int c = 0; c < p.length; c++) {
      p[c] = c == prediction ? 1 : Exponential.ofNegative(p[c] - max);
      others += c == prediction ? 0 : p[c];
    }
    double sum = 1 + others;
    for (int c = 0; c < p.length; c++) {
      p[c] /= sum;
      q[c] = 1 - p[c];
    }
    q[prediction] = others / sum;
  }

  private void sigmoid() {
    for (int c = 0; c < p.length; c++) {
      double z = p[c];
      double small = Exponential.ofNegative(-Math.abs(z));
      p[c] = (z >= 0 ? 1 : small) / (1 + small);
      q[c] = (z >= 0 ? small : 1) / (1 + small);
    }
  }

  private void stored() {
    for (int c = 0; c < p.length; c++) {
      p[c] = Math.min(1, Math.max(0, p[c]));
      q[c] = 1 - p[c];
    }
  }

  private void takeElements(float[] truth, int pixel) {
    label = IGNORED;
    for (int c = 0; c < targets.length; c++) {
      targets[c] = truth[c * Tile.PIXELS + pixel];
      if (targets[c] == 1 && (label < 0 || p[c] < p[label])) {
        label = c;
      } else if (targets[c] == 0 && label == IGNORED) {
        label = NO_CLASS;
      }
    }
    prediction = p[prediction] >= PREDICTED ? prediction : NO_CLASS;
  }

  /** Number of classes. */
  public int classes() {
    return p.length;
  }

  /** The probability of a class, in [0, 1], not clamped. */
  public double p(int classIndex) {
    return p[classIndex];
  }

  /** Whether anything of the pixel counts. */
  public boolean valid() {
    return label != IGNORED;
  }

  /** Whether a class counts at this pixel. */
  public boolean valid(int classIndex) {
    return labels ? valid() && !dropped.get(classIndex) : targets[classIndex] != Tile.IGNORED;
  }

  /** Whether a class is the truth of this pixel, or one of its truths. */
  public boolean positive(int classIndex) {
    return labels ? classIndex == label : targets[classIndex] == 1;
  }

  /**
   * The class of the label, {@link #IGNORED} where the pixel is left out. Of several classes of a
   * multi-label pixel, the least probable one; {@link #NO_CLASS} where it has none.
   */
  public int label() {
    return label;
  }

  /**
   * The class of the first maximum. Of a multi-label pixel {@link #NO_CLASS} where that is less
   * than one half.
   */
  public int prediction() {
    return prediction;
  }

  /**
   * The weighted loss of the pixel in nats, of the reported gamma, before it is divided; 0 where
   * the pixel is ignored.
   */
  public double loss() {
    double loss = 0;
    for (int c = 0; valid() && c < p.length; c++) {
      if (!valid(c)) {
        continue;
      }
      if (positive(c)) {
        loss += positiveFactors[c] * term(q[c], p[c]);
      } else if (negativeTerms) {
        loss += negativeFactors[c] * term(p[c], q[c]);
      }
    }
    return loss;
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
