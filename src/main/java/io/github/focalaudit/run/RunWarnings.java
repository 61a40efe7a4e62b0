package io.github.focalaudit.run;

import io.github.focalaudit.document.RunSummary.CheckStatus;
import io.github.focalaudit.document.RunSummary.CrossCheck;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetState;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.Nd4jFocalLossKernel;
import io.github.focalaudit.kernel.ReferenceFocalLossKernel;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** What a reader of a run's number has to know beside it. Stateless. */
final class RunWarnings {
  /** A change of the mean by half a unit of the stored scores that is worth a word. */
  private static final double COARSE_STORAGE = 1e-4;

  private RunWarnings() {}

  static List<Warning> of(
      PreparedDataset dataset, ValidationRequest request, DatasetState state, CrossCheck check) {
    List<Warning> warnings = new ArrayList<>(dataset.listing().warnings());
    LossSettings loss = dataset.loss();
    if (loss.alphaWithoutEffect(dataset.classes())) {
      warnings.add(
          new Warning(
              WarningCode.ALPHA_WITHOUT_EFFECT,
              "alpha has no effect: with two classes under softmax the negative sum of one class is"
                  + " the positive sum of the other"));
    }
    long refused = state.tallies().refusals().values().stream().mapToLong(Long::longValue).sum();
    if (refused > 0) {
      warnings.add(
          new Warning(WarningCode.QUARANTINED_INPUTS, quarantined(state.tallies().refusals())));
    }
    DatasetMetrics metrics = state.metrics();
    warnings.addAll(
        DataWarnings.ofScores(loss, state.tallies().looksLikeProbabilities(), metrics.images()));
    warnings.addAll(
        DataWarnings.ofMasks(
            loss,
            metrics,
            dataset.classNames(),
            request.dataset().ignored(),
            dataset.labelMap() != null));
    if (request.kernel() == KernelKind.VECTOR) {
      addFallback(warnings, state.tallies().kernels());
    }
    if (check.status() == CheckStatus.SKIPPED) {
      warnings.add(
          new Warning(
              WarningCode.CROSS_CHECK_SKIPPED,
              "the cross-check was skipped: "
                  + Nd4jFocalLossKernel.unavailable()
                      .map(
                          cause ->
                              cause
                                  + "; add the ND4J add-on with --jars, or say "
                                  + Setting.CROSS_CHECK
                                  + " 0")
                      .orElse(
                          "no sampled band was scored twice; either the sampled images are"
                              + " quarantined, or the executors lack the ND4J add-on")));
    }
    Double precision = state.checks().precision();
    if (precision != null && precision > COARSE_STORAGE) {
      warnings.add(
          new Warning(
              WarningCode.COARSE_STORAGE,
              String.format(
                  Locale.ROOT,
                  "storage is coarse: half a unit in the last place of the stored scores (%s)"
                      + " changes the loss of the sampled bands by %.2g relative",
                  String.join(", ", state.tallies().elementTypes().keySet()),
                  precision)));
    }
    return warnings;
  }

  /** {@code 3 inputs are quarantined: 1 NAN, 2 TRUNCATED}. */
  static String quarantined(SortedMap<String, Long> refusals) {
    long refused = refusals.values().stream().mapToLong(Long::longValue).sum();
    return refused
        + (refused == 1 ? " input is" : " inputs are")
        + " quarantined: "
        + refusals.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  /**
   * Why a run has too many bad inputs.
   *
   * @param allowed the largest part of the inputs that may be bad, in [0, 1]
   */
  static String tooManyBad(long refused, long expected, double allowed) {
    return refused
        + " of "
        + expected
        + (expected == 1 ? " input" : " inputs")
        + (refused == 1 ? " is" : " are")
        + " bad, "
        + (allowed == 0
            ? "and none may be"
            : "and at most "
                + BigDecimal.valueOf(allowed).movePointRight(2).stripTrailingZeros().toPlainString()
                + " % may be");
  }

  static void addFallback(List<Warning> warnings, SortedMap<String, Long> kernels) {
    long alone = kernels.getOrDefault(ReferenceFocalLossKernel.NAME, 0L);
    long reference =
        kernels.entrySet().stream()
            .filter(entry -> Kernels.usesReference(entry.getKey()))
            .mapToLong(Map.Entry::getValue)
            .sum();
    if (reference > 0) {
      warnings.add(
          new Warning(
              WarningCode.REFERENCE_KERNEL,
              reference
                  + " images were scored by the reference kernel"
                  + (alone == reference
                      ? ""
                      : ", " + (reference - alone) + " of them for some gammas only")
                  + ": their stored type or the settings"
                  + " (eps below 1e-8, or eps^(gamma + 1) below 1e-37) are beyond float32, or the"
                  + " module jdk.incubator.vector is missing"));
    }
  }
}
