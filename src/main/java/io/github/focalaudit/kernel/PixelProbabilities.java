package io.github.focalaudit.kernel;

/**
 * The probabilities of one pixel and the terms of its focal loss (Lin et al. 2017, <a
 * href="https://arxiv.org/abs/1708.02002">arXiv:1708.02002</a>), in double precision and log-space,
 * by {@link StrictMath}.
 *
 * <p>With p the probability of a class and q = 1 - p, both held in [eps, 1 - eps] in real
 * arithmetic:
 *
 * <pre>
 * positive term = q^gamma * -ln p      where the class is the target
 * negative term = p^gamma * -ln q      where it is not
 * </pre>
 *
 * <p>{@code 0^0} is 1, and a factor of 0 times an infinite logarithm is the limit 0. With eps 0 a
 * positive term at p = 0 and a negative term at q = 0 are infinite.
 *
 * <p>Holds one pixel at a time, is meant to be reused, and is not thread-safe.
 */
public final class PixelProbabilities {
  /** How far outside [0, 1] a stored probability may lie and still be taken as 0 or 1. */
  static final double PROBABILITY_SLACK = 1e-6;

  /** Below this, a power is taken through its logarithm, because the base may have underflowed. */
  private static final double SMALL_BASE = 1e-290;

  private final KernelSettings settings;
  private final double lnEps;
  private final double lnOneMinusEps;
  private final double[] scores;
  private final double[] p;
  private final double[] q;
  private final double[] lnP;
  private final double[] lnQ;
  private int prediction;

  /** Room for one pixel under these settings. */
  public PixelProbabilities(KernelSettings settings) {
    this.settings = settings;
    lnEps = StrictMath.log(settings.eps());
    lnOneMinusEps = StrictMath.log1p(-settings.eps());
    scores = new double[settings.classes()];
    p = new double[settings.classes()];
    q = new double[settings.classes()];
    lnP = new double[settings.classes()];
    lnQ = new double[settings.classes()];
  }

  /**
   * Takes the scores of a pixel.
   *
   * @param pixelScores one score a class
   * @throws IllegalArgumentException where the number of scores is not the number of classes
   * @throws InvalidScoreException for the first score that has no loss; its pixel is 0
   */
  public void compute(double[] pixelScores) {
    if (pixelScores.length != scores.length) {
      throw new IllegalArgumentException(
          "scores of a pixel: expected " + scores.length + ", got " + pixelScores.length);
    }
    System.arraycopy(pixelScores, 0, scores, 0, scores.length);
    compute(0);
  }

  /** Takes the scores of a pixel of a tile. */
  void compute(Tile tile, int pixel) {
    for (int c = 0; c < scores.length; c++) {
      scores[c] = tile.score(c, pixel);
    }
    compute(pixel);
  }

  private void compute(int pixel) {
    ScoreCheck.requireValid(settings.activation(), scores, pixel);
    prediction = 0;
    for (int c = 1; c < scores.length; c++) {
      if (scores[c] > scores[prediction]) {
        prediction = c;
      }
    }
    switch (settings.activation()) {
      case SOFTMAX -> softmax();
      case SIGMOID -> sigmoid();
      case NONE -> stored();
    }
  }

  /** Sums over the classes other than the maximum, so that 1 - p keeps its digits near p = 1. */
  private void softmax() {
    double max = scores[prediction];
    double second = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < scores.length; c++) {
      if (c != prediction && scores[c] > second) {
        second = scores[c];
      }
    }
    double scaledRest = 0;
    if (second != Double.NEGATIVE_INFINITY) {
      for (int c = 0; c < scores.length; c++) {
        scaledRest += c == prediction ? 0 : StrictMath.exp(scores[c] - second);
      }
    }
    double rest = scaledRest == 0 ? 0 : scaledRest * StrictMath.exp(second - max);
    double lnRest =
        scaledRest == 0 ? Double.NEGATIVE_INFINITY : second - max + StrictMath.log(scaledRest);
    double sum = 1 + rest;
    double lnSum = StrictMath.log1p(rest);
    for (int c = 0; c < scores.length; c++) {
      if (c == prediction) {
        p[c] = 1 / sum;
        q[c] = rest / sum;
        lnP[c] = -lnSum;
        lnQ[c] = lnRest - lnSum;
      } else {
        p[c] = StrictMath.exp(scores[c] - max) / sum;
        q[c] = 1 - p[c];
        lnP[c] = scores[c] - max - lnSum;
        lnQ[c] = StrictMath.log1p(-p[c]);
      }
    }
  }

  private void sigmoid() {
    for (int c = 0; c < scores.length; c++) {
      double z = scores[c];
      double small = StrictMath.exp(-Math.abs(z));
      double lnLarge = -StrictMath.log1p(small);
      double lnSmall = lnLarge - Math.abs(z);
      boolean positive = z >= 0;
      p[c] = (positive ? 1 : small) / (1 + small);
      q[c] = (positive ? small : 1) / (1 + small);
      lnP[c] = positive ? lnLarge : lnSmall;
      lnQ[c] = positive ? lnSmall : lnLarge;
    }
  }

  private void stored() {
    for (int c = 0; c < scores.length; c++) {
      p[c] = Math.min(Math.max(scores[c], 0), 1);
      q[c] = 1 - p[c];
      lnP[c] = StrictMath.log(p[c]);
      lnQ[c] = StrictMath.log1p(-p[c]);
    }
  }

  /** The class of the first maximum of the scores. */
  public int prediction() {
    return prediction;
  }

  /** The probability of a class, in [0, 1], not clamped. */
  public double p(int classIndex) {
    return p[classIndex];
  }

  /** 1 - p with all its digits, not clamped. */
  public double q(int classIndex) {
    return q[classIndex];
  }

  /** ln p, not clamped; negative infinity at p = 0. */
  public double lnP(int classIndex) {
    return lnP[classIndex];
  }

  /** ln(1 - p), not clamped; negative infinity at p = 1. */
  public double lnQ(int classIndex) {
    return lnQ[classIndex];
  }

  /** Whether p lies outside [eps, 1 - eps]. */
  public boolean clamped(int classIndex) {
    return p[classIndex] < settings.eps() || q[classIndex] < settings.eps();
  }

  /** p held in [eps, 1 - eps]. */
  public double clampedP(int classIndex) {
    return clamp(p[classIndex], q[classIndex], settings.eps(), 1 - settings.eps());
  }

  /** 1 - p held in [eps, 1 - eps]. */
  public double clampedQ(int classIndex) {
    return clamp(q[classIndex], p[classIndex], settings.eps(), 1 - settings.eps());
  }

  /** ln p with p held in [eps, 1 - eps]. */
  public double clampedLnP(int classIndex) {
    return clampLn(p[classIndex], q[classIndex], lnP[classIndex]);
  }

  /** ln(1 - p) with p held in [eps, 1 - eps]. */
  public double clampedLnQ(int classIndex) {
    return clampLn(q[classIndex], p[classIndex], lnQ[classIndex]);
  }

  /** {@code q^gamma * -ln p}, clamped, in nats; at least 0. */
  public double positiveTerm(int classIndex, double gamma) {
    return term(clampedQ(classIndex), clampedLnQ(classIndex), clampedLnP(classIndex), gamma);
  }

  /** {@code p^gamma * -ln q}, clamped, in nats; at least 0. */
  public double negativeTerm(int classIndex, double gamma) {
    return term(clampedP(classIndex), clampedLnP(classIndex), clampedLnQ(classIndex), gamma);
  }

  /** The factor of the label quality, exp((1 - p) / 0.1), with p not clamped. */
  double qualityWeight(int classIndex) {
    return StrictMath.exp(q[classIndex] * 10);
  }

  private double clampLn(double value, double complement, double ln) {
    return clamp(value, complement, lnEps, lnOneMinusEps, ln);
  }

  private double clamp(double value, double complement, double low, double high) {
    return clamp(value, complement, low, high, value);
  }

  private double clamp(double value, double complement, double low, double high, double inside) {
    if (value < settings.eps()) {
      return low;
    }
    return complement < settings.eps() ? high : inside;
  }

  private static double term(double base, double lnBase, double ln, double gamma) {
    double factor;
    if (gamma == 0) {
      factor = 1;
    } else if (base < SMALL_BASE) {
      factor = StrictMath.exp(gamma * lnBase);
    } else {
      factor = StrictMath.pow(base, gamma);
    }
    return factor == 0 || ln == 0 ? 0 : factor * -ln;
  }
}
