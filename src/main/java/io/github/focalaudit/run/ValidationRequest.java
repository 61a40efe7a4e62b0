package io.github.focalaudit.run;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.warning.WarningCode;
import java.util.List;
import java.util.Set;

/**
 * A validation run. Immutable.
 *
 * @param dataset what to score
 * @param loss the loss
 * @param dropClasses names or indices of classes that are left out of the softmax
 * @param kernel the kernel asked for
 * @param crossCheckBands how many bands are sampled for the second opinion, 0 for none
 * @param maxBadFraction the share of refused inputs, of all expected, up to which a run passes, in
 *     [0, 1]
 * @param partitions number of partitions, 0 for what bytes and cores suggest
 * @param unitBytes most bytes of an image that one task reads where parts of it can be read, 0 for
 *     what bytes and cores suggest
 * @param output the run directory
 * @param existing what to do with a run that is already there
 * @param acceptedWarnings codes of warnings that are known
 */
public record ValidationRequest(
    DatasetOptions dataset,
    LossSettings loss,
    List<String> dropClasses,
    KernelKind kernel,
    int crossCheckBands,
    double maxBadFraction,
    int partitions,
    long unitBytes,
    String output,
    RunDirectory.Existing existing,
    Set<WarningCode> acceptedWarnings) {

  /** Checks ranges. */
  public ValidationRequest {
    dropClasses = List.copyOf(dropClasses);
    acceptedWarnings = Set.copyOf(acceptedWarnings);
    if (crossCheckBands < 0) {
      throw new IllegalArgumentException(
          Setting.CROSS_CHECK
              + " has to be at least 0 (0 switches it off), got "
              + crossCheckBands);
    }
    if (!(maxBadFraction >= 0 && maxBadFraction <= 1)) {
      throw new IllegalArgumentException(
          Setting.MAX_BAD_FRACTION + " has to lie in [0, 1], got " + maxBadFraction);
    }
    if (partitions < 0) {
      throw new IllegalArgumentException(
          Setting.PARTITIONS + " has to be at least 1, got " + partitions);
    }
    if (unitBytes < 0) {
      throw new IllegalArgumentException(
          Setting.UNIT_BYTES + " has to be at least 1, got " + unitBytes);
    }
  }
}
