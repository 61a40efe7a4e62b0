package io.github.focalaudit.document;

import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.SliceKey;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a run says about itself in numbers.
 *
 * @param loss the settings of the loss
 * @param inputs how files were read, by option name
 * @param metrics the numbers of the dataset
 * @param classNames one for each class
 * @param confusion rows are truth, columns prediction; null for multi-label masks
 * @param expectedImages images that a complete dataset would have
 * @param quarantined refused inputs by reason
 * @param precision what the stored type does to the mean; null where nothing was sampled
 * @param kernels images by kernel
 * @param numericVersion changes whenever bits may change
 * @param crossCheck the second opinion
 * @param warnings in words
 * @param timing in seconds, by name
 * @param provenance by name
 * @param slices by columns, then by values
 * @param clusters means over clusters; null where no cluster column was named
 */
public record RunSummary(
    LossSettings loss,
    SortedMap<String, @Nullable Object> inputs,
    DatasetMetrics metrics,
    List<String> classNames,
    long @Nullable [][] confusion,
    long expectedImages,
    SortedMap<String, Long> quarantined,
    @Nullable Precision precision,
    SortedMap<String, Long> kernels,
    int numericVersion,
    CrossCheck crossCheck,
    List<String> warnings,
    SortedMap<String, Double> timing,
    SortedMap<String, Object> provenance,
    List<Slice> slices,
    @Nullable Clusters clusters) {

  /**
   * What half a unit in the last place of the stored scores does to the mean.
   *
   * @param elementTypes images by stored type
   * @param bands sampled bands
   * @param relative relative change; null where the sample had no loss
   */
  public record Precision(
      SortedMap<String, Long> elementTypes, long bands, @Nullable Double relative) {}

  /**
   * What the second opinion said.
   *
   * @param bands bands that both kernels scored
   * @param maxRelativeDifference over the sums of the bands; null where there were none
   * @param status passed, failed, skipped or off
   */
  public record CrossCheck(long bands, @Nullable Double maxRelativeDifference, String status) {}

  /**
   * One slice.
   *
   * @param key columns and values
   * @param images how many were scored
   * @param metrics its numbers; null where it has fewer images than asked for
   */
  public record Slice(SliceKey key, long images, @Nullable DatasetMetrics metrics) {}

  /**
   * Means over clusters of the cluster's value.
   *
   * @param column whose values are the clusters
   * @param count how many
   * @param means by metric, for those that a cluster has
   */
  public record Clusters(String column, long count, SortedMap<String, ClusterMean> means) {}

  /**
   * The mean of one metric.
   *
   * @param mean over the clusters that have it
   * @param clusters how many have it
   */
  public record ClusterMean(double mean, long clusters) {}

  /** Number of refused inputs. */
  public long quarantinedCount() {
    return quarantined.values().stream().mapToLong(Long::longValue).sum();
  }
}
