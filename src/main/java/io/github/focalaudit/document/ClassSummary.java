package io.github.focalaudit.document;

import io.github.focalaudit.evaluation.DatasetMetrics.ClassMetrics;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one class, in a summary.
 *
 * @param id class index
 * @param name of the class
 * @param positives valid elements whose target is the class
 * @param lossShare part of the class in the loss sum, in [0, 1]
 * @param positiveSum S+ of the reported gamma
 * @param negativeSum S- of the reported gamma
 * @param iou intersection over union; null for a class without positives
 * @param dice Dice coefficient; null for a class without positives
 * @param recall true positives over positives; null for a class without positives
 * @param precision true positives over predictions; null for a class that was never predicted
 */
public record ClassSummary(
    int id,
    String name,
    long positives,
    @Nullable Double lossShare,
    double positiveSum,
    double negativeSum,
    @Nullable Double iou,
    @Nullable Double dice,
    @Nullable Double recall,
    @Nullable Double precision) {

  /** The classes of a dataset or of a slice. */
  public static List<ClassSummary> of(List<ClassMetrics> classes, List<String> names) {
    return classes.stream().map(metrics -> of(metrics, names.get(metrics.id()))).toList();
  }

  /** The classes with the largest parts of the loss, the largest first. */
  public static List<ClassSummary> worst(List<ClassSummary> classes, int count) {
    return classes.stream()
        .filter(one -> one.lossShare() != null)
        .sorted(
            Comparator.comparing((ClassSummary one) -> Objects.requireNonNull(one.lossShare()))
                .reversed())
        .limit(count)
        .toList();
  }

  private static ClassSummary of(ClassMetrics metrics, String name) {
    return new ClassSummary(
        metrics.id(),
        name,
        metrics.positives(),
        metrics.lossShare(),
        metrics.positiveSum(),
        metrics.negativeSum(),
        metrics.iou(),
        metrics.dice(),
        metrics.recall(),
        metrics.precision());
  }
}
