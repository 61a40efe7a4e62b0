package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Normalizer;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.Activation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code what-if.json}: the loss of a run under other settings.
 *
 * @param run the run directory
 * @param loss the number and its settings
 * @param before the run's own number and settings; null in documents of older programs
 * @param classes those that count
 */
public record WhatIfDocument(
    String run,
    Loss loss,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Loss before,
    List<ClassLoss> classes) {
  /** How it is written and read. */
  public static final DocumentFormat<WhatIfDocument> FORMAT =
      new DocumentFormat<>(WhatIfDocument.class, "what-if", 1);

  /** The components of {@link LossSummary} that do not need the sums. */
  public record Loss(
      @Nullable Double mean,
      @Nullable Double imageMean,
      Preset preset,
      Activation activation,
      double gamma,
      @OneOrMany List<Double> alpha,
      List<Double> classWeights,
      double eps,
      Normalizer normalizer) {

    /** The loss under settings; the means are null without valid pixels. */
    public static Loss of(
        LossSettings settings, @Nullable Double mean, @Nullable Double imageMean) {
      return new Loss(
          mean,
          imageMean,
          settings.preset(),
          settings.activation(),
          settings.gamma(),
          settings.alpha(),
          settings.classWeights(),
          settings.eps(),
          settings.normalizer());
    }
  }

  /**
   * The loss of one class alone.
   *
   * @param name of the class
   * @param lossMean null for a class without positives
   * @param before the same with the run's own settings; NaN for a class without positives, null in
   *     documents of older programs
   */
  public record ClassLoss(
      String name, @Nullable Double lossMean, @PresentNumber @Nullable Double before) {}
}
