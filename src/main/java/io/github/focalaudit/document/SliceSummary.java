package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.github.focalaudit.document.RunSummary.CrossEntropy;
import io.github.focalaudit.document.RunSummary.Pixels;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.evaluation.SliceKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One slice, in a summary. A slice with fewer images than asked for has a null loss, and nothing
 * after it is written.
 *
 * @param slice columns and values as one name
 * @param columns values by column
 * @param images how many were scored
 * @param loss null for a slice with too few images
 * @param crossEntropy as {@code loss}
 * @param sweep the mean for every gamma, the reported one first
 * @param classes by class
 * @param accuracy correct pixels over valid pixels; NaN where undefined, null as {@code loss}
 * @param meanIou over the classes that have positives; NaN and null as {@code accuracy}
 * @param meanDice over the classes that have positives; NaN and null as {@code accuracy}
 * @param imagesWithoutValidPixels how many images had none; null as {@code loss}
 * @param pixels null as {@code loss}
 * @param clampedElements valid elements outside [eps, 1 - eps]; null as {@code loss}
 */
public record SliceSummary(
    String slice,
    Map<String, String> columns,
    long images,
    @Nullable Loss loss,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable CrossEntropy crossEntropy,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<GammaMean> sweep,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<ClassSummary> classes,
    @PresentNumber @Nullable Double accuracy,
    @PresentNumber @Nullable Double meanIou,
    @PresentNumber @Nullable Double meanDice,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long imagesWithoutValidPixels,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Pixels pixels,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long clampedElements) {

  /** The loss of a slice; the components of {@link LossSummary} without the settings. */
  public record Loss(
      @Nullable Double mean, double sum, double denominator, @Nullable Double imageMean) {}

  /** A slice with its metrics. */
  public static SliceSummary of(SliceKey key, DatasetMetrics metrics, List<String> classNames) {
    return new SliceSummary(
        key.label(),
        columns(key),
        metrics.images(),
        new Loss(metrics.lossMean(), metrics.lossSum(), metrics.denominator(), metrics.imageMean()),
        CrossEntropy.of(metrics),
        metrics.sweep(),
        ClassSummary.of(metrics.classes(), classNames),
        orNan(metrics.accuracy()),
        orNan(metrics.meanIou()),
        orNan(metrics.meanDice()),
        metrics.imagesWithoutValidPixels(),
        Pixels.of(metrics),
        metrics.clampedElements());
  }

  /** A slice that has fewer images than asked for. */
  public static SliceSummary tooSmall(SliceKey key, long images) {
    return new SliceSummary(
        key.label(),
        columns(key),
        images,
        null,
        null,
        List.of(),
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null);
  }

  private static double orNan(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  private static Map<String, String> columns(SliceKey key) {
    Map<String, String> columns = new LinkedHashMap<>();
    for (int i = 0; i < key.columns().size(); i++) {
      columns.put(key.columns().get(i), key.values().get(i));
    }
    return columns;
  }
}
