package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The loss of a run and its settings, in a summary.
 *
 * @param mean sum / denominator; null without valid pixels
 * @param sum in nats
 * @param denominator what the sum is divided by
 * @param imageMean mean of the image means; null without valid pixels
 * @param preset the family
 * @param activation how scores become probabilities
 * @param gamma the reported focusing parameter
 * @param alpha one value, written as a number, one a class, or empty for none
 * @param classWeights empty for 1 each, or one a class
 * @param eps probabilities are clamped to [eps, 1 - eps]
 * @param normalizer what gives the denominator
 * @param dropped indices of classes that are left out of the softmax; empty for none
 * @param relativeBound how far the mean may be from double precision, relative: the sum is exact,
 *     its terms are the kernel's, and u1 and u2 are rounded when they are read; null in summaries
 *     of earlier builds, and where nothing was scored
 */
public record LossSummary(
    @Nullable Double mean,
    double sum,
    double denominator,
    @Nullable Double imageMean,
    @JsonProperty(required = true) Preset preset,
    @JsonProperty(required = true) Activation activation,
    double gamma,
    @OneOrMany List<Double> alpha,
    List<Double> classWeights,
    double eps,
    @JsonProperty(required = true) Normalizer normalizer,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Integer> dropped,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Double relativeBound) {

  /** The loss of a dataset. */
  public static LossSummary of(
      LossSettings settings, DatasetMetrics metrics, @Nullable Double relativeBound) {
    return new LossSummary(
        metrics.lossMean(),
        metrics.lossSum(),
        metrics.denominator(),
        metrics.imageMean(),
        settings.preset(),
        settings.activation(),
        settings.gamma(),
        settings.alpha(),
        settings.classWeights(),
        settings.eps(),
        settings.normalizer(),
        settings.dropped(),
        relativeBound);
  }

  /** The name of the activation on the command line and in summaries. */
  public String activationLabel() {
    return LossSettings.label(activation);
  }

  /**
   * The settings.
   *
   * @param gammas every focusing parameter, the reported one first
   * @throws IllegalArgumentException where a value is outside its range
   */
  LossSettings settings(List<Double> gammas) {
    return new LossSettings(
        preset, activation, gammas, alpha, classWeights, eps, normalizer, dropped);
  }
}
