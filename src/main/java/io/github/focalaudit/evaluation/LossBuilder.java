package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Activation;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link LossSettings}: what is not set is what the preset says, whatever the order of the
 * calls. Ranges are checked by {@link #build}. Mutable, not thread-safe.
 */
public final class LossBuilder {
  private Preset preset = Preset.ONE_VS_REST;
  private @Nullable Activation activation;
  private List<Double> gammas = List.of(LossSettings.DEFAULT_GAMMA);
  private @Nullable List<Double> alpha;
  private List<Double> classWeights = List.of();
  private double eps = LossSettings.DEFAULT_EPS;
  private @Nullable Normalizer normalizer;
  private List<Integer> dropped = List.of();

  LossBuilder() {}

  /** Takes every value of other settings. */
  LossBuilder(LossSettings settings) {
    preset = settings.preset();
    activation = settings.activation();
    gammas = settings.gammas();
    alpha = settings.alpha();
    classWeights = settings.classWeights();
    eps = settings.eps();
    normalizer = settings.normalizer();
    dropped = settings.dropped();
  }

  /** The family; one-vs-rest by default. */
  public LossBuilder preset(Preset value) {
    preset = value;
    return this;
  }

  /** How scores become probabilities; null for what the preset says. */
  public LossBuilder activation(@Nullable Activation value) {
    activation = value;
    return this;
  }

  /** Focusing parameters, each finite and at least 0; the first is the reported one. */
  public LossBuilder gamma(double... values) {
    return gammas(list(values));
  }

  /** Focusing parameters, each finite and at least 0; the first is the reported one. */
  public LossBuilder gammas(List<Double> values) {
    gammas = List.copyOf(values);
    return this;
  }

  /** One alpha for all classes in [0, 1], one a class, or nothing for none. */
  public LossBuilder alpha(double... values) {
    return alpha(list(values));
  }

  /** One alpha for all classes in [0, 1], one a class, or empty for none; null for the preset's. */
  public LossBuilder alpha(@Nullable List<Double> values) {
    alpha = values == null ? null : List.copyOf(values);
    return this;
  }

  /** The weight of each class, finite and at least 0; none for 1 each. */
  public LossBuilder classWeights(double... values) {
    return classWeights(list(values));
  }

  /** The weight of each class, finite and at least 0; empty for 1 each. */
  public LossBuilder classWeights(List<Double> values) {
    classWeights = List.copyOf(values);
    return this;
  }

  /** Probabilities are clamped to [eps, 1 - eps]; in [0, 0.5), 0 for no clamp. */
  public LossBuilder eps(double value) {
    eps = value;
    return this;
  }

  /** What the sum is divided by; null for what the preset says. */
  public LossBuilder normalizer(@Nullable Normalizer value) {
    normalizer = value;
    return this;
  }

  /** Indices of classes that are left out of the softmax; empty for none. */
  public LossBuilder dropped(Collection<Integer> classes) {
    dropped = List.copyOf(classes);
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException where a value is outside its range, or the activation does not
   *     go with the preset; the message starts with the name of the setting and says what to set
   */
  public LossSettings build() {
    return new LossSettings(
        preset,
        Objects.requireNonNullElse(activation, preset.activation()),
        gammas,
        Objects.requireNonNullElseGet(alpha, () -> List.of(preset.alpha())),
        classWeights,
        eps,
        Objects.requireNonNullElse(normalizer, preset.normalizer()),
        dropped);
  }

  private static List<Double> list(double... values) {
    return Arrays.stream(values).boxed().toList();
  }
}
