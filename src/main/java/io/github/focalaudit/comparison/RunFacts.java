package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.warning.Warning;
import io.github.focalaudit.warning.WarningCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one run when it is judged. The array is not copied: thread-safe while nobody
 * changes it.
 *
 * @param totals its sums over the plan of the rules
 * @param expectedImages images that the inputs named
 * @param scoredImages images in the table
 * @param quarantinedInputs inputs that were refused
 * @param sortedImageMeans loss means of the images that have one, ascending
 * @param sliceImages images of each slice it has
 * @param minSliceImages slices with fewer images are not judged
 * @param warnings how many it has by code; null where it was written before warnings had codes
 */
public record RunFacts(
    RunTotals totals,
    long expectedImages,
    long scoredImages,
    long quarantinedInputs,
    double[] sortedImageMeans,
    Map<SliceKey, Long> sliceImages,
    long minSliceImages,
    @Nullable Map<String, Long> warnings) {
  /** The value of a metric; null where it has none, as the counts of pairs in one run. */
  public @Nullable Double value(MetricName metric) {
    return switch (metric.kind()) {
      case QUARANTINED_FRACTION -> fraction(quarantinedInputs);
      case COVERAGE -> fraction(scoredImages);
      case LOSS_QUANTILE -> quantile(metric.quantile());
      case WARNINGS -> count(Objects.requireNonNull(metric.warning()));
      case PAIRED, RELABELLED, GONE, NEW -> null;
      // A metric of scope RUN needs a case above: totals have sums over images only.
      default -> whyMissing(metric) == null ? totals.value(metric) : null;
    };
  }

  /** The same with warnings that its comparison brought. */
  public RunFacts withWarnings(List<Warning> more) {
    if (more.isEmpty()) {
      return this;
    }
    Map<String, Long> counts = new TreeMap<>(warnings == null ? Map.of() : warnings);
    Warning.counts(more).forEach((code, count) -> counts.merge(code, count, Long::sum));
    return new RunFacts(
        totals,
        expectedImages,
        scoredImages,
        quarantinedInputs,
        sortedImageMeans,
        sliceImages,
        minSliceImages,
        counts);
  }

  private @Nullable Double count(WarningCode code) {
    return warnings == null ? null : Double.valueOf(warnings.getOrDefault(code.name(), 0L));
  }

  private @Nullable Double fraction(long count) {
    return expectedImages == 0 ? null : count / (double) expectedImages;
  }

  private @Nullable Double quantile(@Nullable Double p) {
    if (p == null || sortedImageMeans.length == 0) {
      return null;
    }
    return sortedImageMeans[Math.toIntExact(Quantiles.rank(p, sortedImageMeans.length))];
  }

  /** Why a slice or a count of warnings has no value; null where it is there. */
  public @Nullable String whyMissing(MetricName metric) {
    if (metric.kind() == MetricKind.WARNINGS) {
      return warnings == null ? "the run was written before warnings had codes" : null;
    }
    SliceKey slice = metric.slice();
    if (slice == null) {
      return null;
    }
    long images = sliceImages.getOrDefault(slice, 0L);
    if (images == 0) {
      return "slice " + slice.label() + " has no image";
    }
    return images < minSliceImages
        ? "slice " + slice.label() + " has " + images + " images, judged from " + minSliceImages
        : null;
  }
}
