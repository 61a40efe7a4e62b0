package io.github.focalaudit.kernel;

/**
 * The reference implementation: double precision, log-space, {@link StrictMath}, one pixel after
 * the other.
 *
 * <p>Takes what float32 cannot carry (wide tiles, eps below 1e-8 and 0, any gamma). The relative
 * error of a sum stays below 1e-12. With eps 0 a sum is infinite where p = 0 for a positive or p =
 * 1 for a negative term. A block without valid elements has sums of 0.
 *
 * <p>Not thread-safe.
 */
public final class ReferenceFocalLossKernel implements FocalLossKernel {
  /** The name that rows and summaries carry. */
  public static final String NAME = "reference";

  private final KernelSettings settings;
  private final PixelProbabilities probabilities;
  private final boolean labels;

  /** A kernel of these settings. */
  public ReferenceFocalLossKernel(KernelSettings settings) {
    this.settings = settings;
    this.probabilities = new PixelProbabilities(settings);
    this.labels = settings.targets() == TargetKind.LABELS;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean acceptsWide() {
    return true;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    sums.reset();
    for (int i = 0; i < tile.pixelCount(); i++) {
      probabilities.compute(tile, i);
      if (labels) {
        addLabel(tile.targets()[i], sums, counts);
      } else {
        addElements(tile.targets(), i, sums, counts);
      }
    }
  }

  private void addLabel(float target, BlockSums sums, BlockCounts counts) {
    if (target == Tile.IGNORED) {
      return;
    }
    int label = (int) target;
    for (int c = 0; c < settings.classes(); c++) {
      addElement(c, c == label, sums, counts);
    }
    double weight = probabilities.qualityWeight(label);
    sums.crossEntropy -= probabilities.clampedLnP(label);
    sums.qualityWeight += weight;
    sums.qualityWeighted += probabilities.p(label) * weight;
    counts.validPixels++;
    counts.confusion[label * settings.classes() + probabilities.prediction()]++;
  }

  private void addElements(float[] targets, int pixel, BlockSums sums, BlockCounts counts) {
    boolean anyValid = false;
    for (int c = 0; c < settings.classes(); c++) {
      float target = targets[c * Tile.PIXELS + pixel];
      if (target == Tile.IGNORED) {
        continue;
      }
      anyValid = true;
      boolean positive = target == 1;
      boolean predicted = probabilities.p(c) >= 0.5;
      addElement(c, positive, sums, counts);
      sums.crossEntropy -= positive ? probabilities.clampedLnP(c) : probabilities.clampedLnQ(c);
      counts.positives[c] += positive ? 1 : 0;
      counts.negatives[c] += positive ? 0 : 1;
      counts.truePositives[c] += positive && predicted ? 1 : 0;
      counts.falsePositives[c] += !positive && predicted ? 1 : 0;
    }
    counts.validPixels += anyValid ? 1 : 0;
  }

  private void addElement(int c, boolean positive, BlockSums sums, BlockCounts counts) {
    double[] into = positive ? sums.positive : sums.negative;
    for (int g = 0; g < settings.gammaCount(); g++) {
      double gamma = settings.gamma(g);
      into[g * settings.classes() + c] +=
          positive ? probabilities.positiveTerm(c, gamma) : probabilities.negativeTerm(c, gamma);
    }
    counts.validElements++;
    counts.clampedElements += probabilities.clamped(c) ? 1 : 0;
  }
}
