package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The documented example: probabilities {@code [2, 3, 3]} and a truth {@code [3, 3]}, small enough
 * to follow by hand, at gamma 2, alpha 0.25 and eps 1e-8.
 *
 * <p>The values are probabilities. The loss function applies softmax to what it is given; {@link
 * #asProbabilities()} takes them for what they are, {@link #asLogits()} is what comes out of the
 * function as it stands, with a softmax of a softmax. Immutable and thread-safe.
 */
public final class WorkedExample {
  /** Rows and columns. */
  public static final int SIDE = 3;

  /** Number of classes. */
  public static final int CLASSES = 2;

  private static final double[] FIRST_CLASS = {0.2, 0.7, 0.8, 0.3, 0.5, 0.7, 0.2, 0.6, 0.5};
  private static final double[] SECOND_CLASS = {0.8, 0.3, 0.2, 0.7, 0.5, 0.3, 0.8, 0.4, 0.5};
  private static final int[] TRUTH = {1, 0, 0, 1, 1, 0, 1, 0, 0};

  private final LossSettings settings;
  private final List<PixelExplanation> pixels;

  private WorkedExample(Activation activation) {
    settings = LossSettings.builder().preset(Preset.ONE_VS_REST).activation(activation).build();
    List<PixelExplanation> explained = new ArrayList<>();
    for (int k = 0; k < TRUTH.length; k++) {
      double[] scores = {FIRST_CLASS[k], SECOND_CLASS[k]};
      explained.add(PixelExplanation.ofLabel(settings, scores, TRUTH[k]));
    }
    pixels = List.copyOf(explained);
  }

  /** The values taken as probabilities. */
  public static WorkedExample asProbabilities() {
    return new WorkedExample(Activation.NONE);
  }

  /** The values taken as logits: softmax is applied once more. */
  public static WorkedExample asLogits() {
    return new WorkedExample(Activation.SOFTMAX);
  }

  /** What the loss is. */
  public LossSettings settings() {
    return settings;
  }

  /** The label of a pixel, counted row by row. */
  public int truth(int pixel) {
    return TRUTH[pixel];
  }

  /** A property of every element of a class, [SIDE * SIDE] row by row. */
  public double[] grid(int classIndex, ToDoubleFunction<LossTerm> property) {
    return pixels.stream()
        .mapToDouble(pixel -> property.applyAsDouble(pixel.terms().get(classIndex)))
        .toArray();
  }

  /** Number of elements: classes times pixels. */
  public int elementCount() {
    return CLASSES * TRUTH.length;
  }

  /** Sum of the positive terms, or of the negative ones, over all classes, without weights. */
  public double termSum(boolean target) {
    return PixelExplanation.sumOf(
        pixels.stream()
            .flatMap(pixel -> pixel.terms().stream())
            .filter(term -> term.target() == target)
            .mapToDouble(LossTerm::term)
            .toArray());
  }

  /** The weighted sum over all elements. */
  public double sum() {
    return PixelExplanation.sumOf(
        pixels.stream()
            .flatMap(pixel -> pixel.terms().stream())
            .mapToDouble(LossTerm::weighted)
            .toArray());
  }

  /** The loss: the weighted sum over the number of elements. */
  public double mean() {
    return sum() / elementCount();
  }

  /**
   * What comes out where the fill of pt_1 is 1 - p: every negative term once more, with the weight
   * of a positive.
   */
  public double meanWithWrongFill() {
    double again = settings.alphaPositive(0) * termSum(false);
    return PixelExplanation.sumOf(new double[] {sum(), again}) / elementCount();
  }

  /** A pixel of three classes with probabilities 0.6, 0.3 and 0.1, whose label is class 0. */
  public static PixelExplanation threeClasses(double alpha) {
    LossSettings settings = LossSettings.builder().activation(Activation.NONE).alpha(alpha).build();
    return PixelExplanation.ofLabel(settings, new double[] {0.6, 0.3, 0.1}, 0);
  }

  /** What the clamp makes of one filled element of pt_1: {@code eps^gamma * -ln(1 - eps)}. */
  public double filledTerm() {
    return StrictMath.pow(settings.eps(), settings.gamma()) * -StrictMath.log1p(-settings.eps());
  }

  /** What all filled elements add to the mean of the function that keeps them. */
  public double filledShare() {
    double weight = 0;
    for (PixelExplanation pixel : pixels) {
      for (LossTerm term : pixel.terms()) {
        // An element that is not a target fills pt_1, and the other way round.
        weight +=
            term.target()
                ? settings.alphaNegative(term.classIndex())
                : settings.alphaPositive(term.classIndex());
      }
    }
    return weight * filledTerm() / elementCount();
  }
}
