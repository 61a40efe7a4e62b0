package io.github.focalaudit.api;

import io.github.focalaudit.evaluation.LossBuilder;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.run.ScoringWatcher;
import io.github.focalaudit.run.ValidationRequest;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RunDirectory.Existing;
import io.github.focalaudit.warning.WarningCode;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The loss, and how a run computes it. */
abstract class ScoringSettings<S extends ScoringSettings<S>> extends InputSettings<S> {
  private static final int DEFAULT_CROSS_CHECK = 8;

  private LossBuilder loss = LossSettings.builder();
  private List<String> dropClasses = List.of();
  private KernelKind kernel = KernelKind.VECTOR;
  private int crossCheck = DEFAULT_CROSS_CHECK;
  private double maxBadFraction;
  private int partitions;
  private long unitBytes;
  private boolean overwrite;
  private Set<WarningCode> acceptedWarnings = Set.of();
  private ScoringWatcher watcher = ScoringWatcher.NONE;

  ScoringSettings() {}

  /** The loss as a whole; replaces what was set of it before. */
  public S loss(LossSettings settings) {
    loss = settings.toBuilder();
    return self();
  }

  /**
   * The family of focal loss, which says the default of activation, alpha and normalizer.
   *
   * @param family one-vs-rest by default
   */
  public S preset(Preset family) {
    loss.preset(family);
    return self();
  }

  /**
   * How scores become probabilities.
   *
   * @param function none where scores are probabilities already; null for what the preset says
   */
  public S activation(@Nullable Activation function) {
    loss.activation(function);
    return self();
  }

  /**
   * The focusing parameter gamma of {@code (1 - p)^gamma}.
   *
   * @param values each finite and at least 0; the first is reported, more make a sweep; 2 by
   *     default
   */
  public S gamma(double... values) {
    loss.gamma(values);
    return self();
  }

  /**
   * The weight of positive terms; negative terms weigh 1 - alpha.
   *
   * @param values one in [0, 1] for all classes, or one a class; none weighs every term by 1
   */
  public S alpha(double... values) {
    loss.alpha(values);
    return self();
  }

  /**
   * The weights of the classes.
   *
   * @param values one a class, finite and at least 0; none for 1 each
   */
  public S classWeights(double... values) {
    loss.classWeights(values);
    return self();
  }

  /**
   * The clamp of probabilities to [eps, 1 - eps].
   *
   * @param value in [0, 0.5), 0 for no clamp; 1e-8 by default
   */
  public S eps(double value) {
    loss.eps(value);
    return self();
  }

  /**
   * What the sum of the loss is divided by.
   *
   * @param denominator null for what the preset says
   */
  public S normalizer(@Nullable Normalizer denominator) {
    loss.normalizer(denominator);
    return self();
  }

  /**
   * Classes that are left out of the softmax, so that the others share the probability of 1. Their
   * scores do not count, they have no elements, and no pixel may have their label but an ignored
   * one.
   *
   * @param classes by name, or by index where no class has that name; none by default
   */
  public S dropClasses(String... classes) {
    dropClasses = List.of(classes);
    return self();
  }

  /**
   * The kernel.
   *
   * @param kind vector by default
   */
  public S kernel(KernelKind kind) {
    kernel = kind;
    return self();
  }

  /**
   * How many bands of images a second, independent kernel scores as well.
   *
   * @param bands at least 0, 0 for none; 8 by default
   */
  public S crossCheck(int bands) {
    crossCheck = bands;
    return self();
  }

  /**
   * The share of bad inputs, of all expected, up to which a run passes.
   *
   * @param fraction in [0, 1]; 0 by default
   */
  public S maxBadFraction(double fraction) {
    maxBadFraction = fraction;
    return self();
  }

  /**
   * The number of partitions, on which no digit depends; without it, by bytes and cores.
   *
   * @param count at least 1
   * @throws IllegalArgumentException where it is less
   */
  public S partitions(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          Setting.PARTITIONS + " has to be at least 1, got " + count);
    }
    partitions = count;
    return self();
  }

  /**
   * Most bytes of an image that one task reads, on which no digit depends: a larger one is split
   * over tasks where parts of it can be read. Without it, the share of a partition, and at least
   * 256 MiB.
   *
   * @param count at least 1
   * @throws IllegalArgumentException where it is less
   */
  public S unitBytes(long count) {
    if (count < 1) {
      throw new IllegalArgumentException(
          Setting.UNIT_BYTES + " has to be at least 1, got " + count);
    }
    unitBytes = count;
    return self();
  }

  /**
   * Whether an earlier run at the output is replaced.
   *
   * @param replaces false by default: then the output has to be absent or empty
   */
  public S overwrite(boolean replaces) {
    overwrite = replaces;
    return self();
  }

  /**
   * Warnings that are known and not told.
   *
   * @param codes of the warnings; none by default
   */
  public S acceptWarnings(Set<WarningCode> codes) {
    acceptedWarnings = Set.copyOf(codes);
    return self();
  }

  /**
   * Watches a run.
   *
   * @param observer told when scoring starts and ends
   */
  public S watch(ScoringWatcher observer) {
    watcher = observer;
    return self();
  }

  int partitionCount() {
    return partitions;
  }

  ScoringWatcher watcher() {
    return watcher;
  }

  ValidationRequest request(String output) {
    return new ValidationRequest(
        inputs(),
        loss.build(),
        dropClasses,
        kernel,
        crossCheck,
        maxBadFraction,
        partitions,
        unitBytes,
        output,
        overwrite ? Existing.OVERWRITE : Existing.REFUSE,
        acceptedWarnings);
  }
}
