package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.TargetKind;

/** The families of focal loss that libraries agree on, with their defaults. */
public enum Preset {
  /**
   * Softmax over the classes, then each class against the rest: positive terms weigh alpha,
   * negative terms 1 - alpha.
   */
  ONE_VS_REST("one-vs-rest", Activation.SOFTMAX, TargetKind.LABELS, 0.25),
  /** Each channel on its own: positive terms weigh alpha, negative terms 1 - alpha. */
  SIGMOID("sigmoid", Activation.SIGMOID, TargetKind.ELEMENTS, 0.25),
  /** Softmax over the classes, the term of the true class alone, weighed by its alpha. */
  CATEGORICAL("categorical", Activation.SOFTMAX, TargetKind.LABELS, 1);

  private final String label;
  private final Activation activation;
  private final TargetKind targets;
  private final double alpha;

  Preset(String label, Activation activation, TargetKind targets, double alpha) {
    this.label = label;
    this.activation = activation;
    this.targets = targets;
    this.alpha = alpha;
  }

  /** The name in options and summaries. */
  public String label() {
    return label;
  }

  /** The activation where none is said. */
  public Activation activation() {
    return activation;
  }

  /** What the truth says under this preset. */
  public TargetKind targets() {
    return targets;
  }

  /** The alpha where none is said. */
  public double alpha() {
    return alpha;
  }

  /** Whether elements whose target is not the class have a term. */
  public boolean negativeTerms() {
    return this != CATEGORICAL;
  }

  /** The denominator where none is said. */
  public Normalizer normalizer() {
    return this == CATEGORICAL ? Normalizer.VALID_PIXELS : Normalizer.VALID_ELEMENTS;
  }
}
