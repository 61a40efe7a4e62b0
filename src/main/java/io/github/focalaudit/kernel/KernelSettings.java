package io.github.focalaudit.kernel;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel computes. Immutable and safe to share.
 *
 * <p>Alpha, class weights and the denominator are not here: the loss is linear in them, and they
 * are applied to the sums afterwards.
 */
public final class KernelSettings {
  private final int classes;
  private final Activation activation;
  private final TargetKind targets;
  private final double[] gammas;
  private final double eps;
  private final DroppedClasses dropped;

  /**
   * @param classes number of classes, at least 1 (at least 2 for softmax)
   * @param activation how scores become probabilities
   * @param targets what the truth says; {@code ELEMENTS} for sigmoid, {@code LABELS} for softmax
   * @param gammas focusing parameters, each finite and at least 0, without duplicates, at least one
   * @param eps probabilities are clamped to [eps, 1 - eps]; in [0, 0.5), 0 for no clamp
   * @throws IllegalArgumentException where a value is outside its range
   */
  public KernelSettings(
      int classes, Activation activation, TargetKind targets, double[] gammas, double eps) {
    this(classes, activation, targets, gammas, eps, Set.of());
  }

  /**
   * Settings that leave classes out of the softmax, see {@link #drop}.
   *
   * @param activation softmax, or none, for probabilities that are divided by their sum over the
   *     kept classes
   * @param targets {@code LABELS}
   * @param dropped classes, of which two have to be left
   * @throws IllegalArgumentException where a value is outside its range
   */
  public KernelSettings(
      int classes,
      Activation activation,
      TargetKind targets,
      double[] gammas,
      double eps,
      Collection<Integer> dropped) {
    for (int c : dropped) {
      check(c >= 0 && c < classes, "dropped class", c);
    }
    this.dropped = new DroppedClasses(dropped, classes, activation == Activation.NONE);
    int count = this.dropped.count();
    check(
        count == 0 || targets == TargetKind.LABELS && classes - count >= 2,
        "number of dropped classes",
        count);
    check(classes >= (activation == Activation.SOFTMAX ? 2 : 1), "classes", classes);
    check(gammas.length > 0, "number of gammas", gammas.length);
    check(Arrays.stream(gammas).distinct().count() == gammas.length, "gammas", gammas.length);
    for (double gamma : gammas) {
      check(gamma >= 0 && Double.isFinite(gamma), "gamma", gamma);
    }
    check(eps >= 0 && eps < 0.5, "eps", eps);
    if (activation == Activation.SOFTMAX && targets != TargetKind.LABELS
        || activation == Activation.SIGMOID && targets != TargetKind.ELEMENTS) {
      throw new IllegalArgumentException(activation + " does not go with targets " + targets);
    }
    this.classes = classes;
    this.activation = renormalises() ? Activation.SOFTMAX : activation;
    this.targets = targets;
    this.gammas = gammas.clone();
    this.eps = eps;
  }

  private static void check(boolean holds, String what, double value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " out of range: " + value);
    }
  }

  /** The same with other focusing parameters. */
  KernelSettings withGammas(double[] others) {
    return new KernelSettings(
        classes,
        renormalises() ? Activation.NONE : activation,
        targets,
        others,
        eps,
        dropped.toList());
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** How scores become probabilities, once {@link #drop} was applied. */
  public Activation activation() {
    return activation;
  }

  /** What the truth says. */
  public TargetKind targets() {
    return targets;
  }

  /** Number of focusing parameters. */
  public int gammaCount() {
    return gammas.length;
  }

  /** The focusing parameter at an index; index 0 is the reported one. */
  public double gamma(int index) {
    return gammas[index];
  }

  /** The clamp: probabilities are held in [eps, 1 - eps]; 0 for none. */
  public double eps() {
    return eps;
  }

  /** Whether a class is left out of the softmax: it has no elements, and no term. */
  public boolean isDropped(int classIndex) {
    return dropped.contains(classIndex);
  }

  /** Number of classes that are left out of the softmax. */
  public int droppedCount() {
    return dropped.count();
  }

  /** Whether scores are probabilities that are divided by their sum over the kept classes. */
  public boolean renormalises() {
    return dropped.renormalises();
  }

  /**
   * Leaves the dropped classes out of the softmax of a block, in every kernel: a logit of negative
   * infinity has probability 0, and probabilities become logits whose softmax is p over the sum of
   * the kept p. Called once before a block is scored; without dropped classes it does nothing.
   *
   * @throws InvalidScoreException for the first score of a kept class that is no probability, and
   *     for a pixel with a label whose kept classes all have probability 0
   */
  public void drop(Tile tile) {
    dropped.leaveOut(tile);
  }

  /**
   * The same for one pixel.
   *
   * @param scores one a class, changed in place
   * @param ignored whether the pixel has no label
   */
  public void drop(double[] scores, boolean ignored) {
    dropped.leaveOut(scores, ignored);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof KernelSettings that
        && classes == that.classes
        && activation == that.activation
        && targets == that.targets
        && Arrays.equals(gammas, that.gammas)
        && Double.compare(eps, that.eps) == 0
        && dropped.equals(that.dropped);
  }

  @Override
  public int hashCode() {
    return Objects.hash(classes, activation, targets, Arrays.hashCode(gammas), eps, dropped);
  }

  @Override
  public String toString() {
    return "classes "
        + classes
        + ", activation "
        + activation
        + ", targets "
        + targets
        + ", gammas "
        + Arrays.toString(gammas)
        + ", eps "
        + eps
        + (dropped.count() == 0 ? "" : ", dropped " + dropped);
  }
}
