package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.LossFormula;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of an image from its sums by class, for any alpha, class weights, class subset and
 * normaliser. The loss is linear in alpha and weights, so that nothing is read again. With the
 * settings of the run that wrote the sums, every value has the bits of that run. Immutable.
 */
public final class LossView {
  private final LossSettings settings;
  private final int classes;
  private final BitSet subset;
  private final LossFormula formula;
  private final LossFormula[] single;

  /**
   * A view of all classes.
   *
   * @param settings what the loss is made of
   * @param classes number of classes in the table
   */
  public LossView(LossSettings settings, int classes) {
    this(settings, classes, null);
  }

  /**
   * A view of some classes; the denominator counts these.
   *
   * @param settings what the loss is made of
   * @param classes number of classes in the table
   * @param subset the classes; null for all
   * @throws IllegalArgumentException where the subset is empty or names a class out of range
   */
  public LossView(LossSettings settings, int classes, @Nullable BitSet subset) {
    this.settings = settings;
    this.classes = classes;
    this.subset = new BitSet(classes);
    if (subset == null) {
      this.subset.set(0, classes);
    } else {
      this.subset.or(subset);
    }
    if (this.subset.isEmpty() || this.subset.length() > classes) {
      throw new IllegalArgumentException(
          "classes: expected some of 0 to " + (classes - 1) + ", got " + this.subset);
    }
    formula = formula(this.subset);
    single = new LossFormula[classes];
    for (int c = 0; c < classes; c++) {
      BitSet one = new BitSet(classes);
      one.set(c);
      single[c] = formula(one);
    }
  }

  private LossFormula formula(BitSet chosen) {
    List<Double> weights = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      weights.add(chosen.get(c) ? settings.weight(c) : 0);
    }
    LossSettings masked = settings.toBuilder().classWeights(weights).build();
    return new LossFormula(masked, classes);
  }

  /** Number of classes in the table. */
  public int classes() {
    return classes;
  }

  /** Whether a class counts. */
  public boolean counts(int classIndex) {
    return subset.get(classIndex);
  }

  /** Whether the mean is a ratio of sums over images: not where nothing is divided by. */
  public boolean isRatio() {
    return settings.normalizer() != Normalizer.NONE;
  }

  /** Loss sum, rounded once. */
  public double lossSum(ImageScore image) {
    return formula.lossSum(image.positiveSum(), image.negativeSum());
  }

  /** Part of a class in the loss sum. */
  public double classLossSum(int classIndex, ImageScore image) {
    return single[classIndex].lossSum(image.positiveSum(), image.negativeSum());
  }

  /**
   * Denominator of the loss sum; 1 for an image with valid elements where nothing is divided by.
   */
  public double denominator(ImageScore image) {
    return denominator(image, subset);
  }

  /** Denominator of the loss of one class alone. */
  public double classDenominator(int classIndex, ImageScore image) {
    BitSet one = new BitSet(classes);
    one.set(classIndex);
    return denominator(image, one);
  }

  private double denominator(ImageScore image, BitSet chosen) {
    long elements = 0;
    long positives = 0;
    for (int c = chosen.nextSetBit(0); c >= 0; c = chosen.nextSetBit(c + 1)) {
      elements += image.positives()[c] + image.negatives()[c];
      positives += image.positives()[c];
    }
    return switch (settings.normalizer()) {
      case VALID_ELEMENTS -> elements;
      case VALID_PIXELS -> image.validPixels();
      case POSITIVES -> positives;
      case NONE -> elements == 0 ? 0 : 1;
    };
  }

  /**
   * The part of a class in the denominator: the parts of the classes that count sum to the whole.
   */
  public double denominatorPart(int classIndex, ImageScore image) {
    if (settings.normalizer() == Normalizer.VALID_PIXELS
        && labels()
        && subset.cardinality() == classes) {
      return image.positives()[classIndex];
    }
    if (settings.normalizer() == Normalizer.VALID_PIXELS) {
      return image.validPixels() / (double) subset.cardinality();
    }
    return isRatio() ? classDenominator(classIndex, image) : 0;
  }

  /** Denominator of the cross-entropy. */
  public double crossEntropyDenominator(ImageScore image) {
    if (labels()) {
      return image.validPixels();
    }
    long elements = 0;
    for (int c = 0; c < classes; c++) {
      elements += image.positives()[c] + image.negatives()[c];
    }
    return elements;
  }

  /** Whether masks hold one label a pixel. */
  public boolean labels() {
    return settings.preset() != Preset.SIGMOID;
  }

  /** The settings. */
  public LossSettings settings() {
    return settings;
  }
}
