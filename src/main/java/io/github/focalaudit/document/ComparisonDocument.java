package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code comparison.json}: the comparison of two runs.
 *
 * @param baseline run directory of the baseline
 * @param candidate run directory of the candidate
 * @param clusters what counts as one scene
 * @param images how many there are of each kind
 * @param meaning what an interval says
 * @param notes what to know before trusting it
 * @param metrics a line each
 * @param change what carries the change of the loss mean; null where a run has none
 */
public record ComparisonDocument(
    @JsonProperty(required = true) String baseline,
    @JsonProperty(required = true) String candidate,
    @JsonProperty(required = true) Clusters clusters,
    Map<String, Long> images,
    String meaning,
    List<String> notes,
    List<Metric> metrics,
    @Nullable Change change) {
  /** How it is written and read. */
  public static final DocumentFormat<ComparisonDocument> FORMAT =
      new DocumentFormat<>(ComparisonDocument.class, "comparison", 1);

  /**
   * What counts as one scene.
   *
   * @param column a slice column; null for the image
   * @param count how many
   */
  public record Clusters(@Nullable String column, long count) {}

  /**
   * A metric in both runs and its change. A number that is undefined is null.
   *
   * @param metric name of the metric
   * @param baseline over all images of the baseline
   * @param value over all images of the candidate
   * @param pairedBaseline the baseline's value on the paired images
   * @param difference candidate minus baseline on the paired images
   * @param standardError linearised
   * @param jackknifeError delete-one-cluster
   * @param clusters with a part in the metric
   * @param effectiveClusters clusters of equal size that say as much
   * @param largestClusterShare part of the most influential cluster in the squared error
   * @param replicates of the bootstrap
   * @param droppedReplicates that drew nothing of the metric
   * @param lower lower end of the change; null without interval
   * @param upper upper end of the change; null without interval
   * @param confidence one-sided, of each end
   * @param note why there is no interval; empty where there is one
   */
  public record Metric(
      String metric,
      @Nullable Double baseline,
      @Nullable Double value,
      @Nullable Double pairedBaseline,
      @Nullable Double difference,
      @Nullable Double standardError,
      @Nullable Double jackknifeError,
      int clusters,
      double effectiveClusters,
      double largestClusterShare,
      int replicates,
      int droppedReplicates,
      @Nullable Double lower,
      @Nullable Double upper,
      double confidence,
      String note) {}

  /**
   * What carries the change of a metric.
   *
   * @param metric name of the metric
   * @param value candidate minus baseline, over all images of both
   * @param terms by dimension, such as the classes or a slice column
   * @param largestImages the images that carry most of it
   */
  public record Change(
      String metric, double value, Map<String, Dimension> terms, List<Image> largestImages) {}

  /**
   * Terms that add up to the change.
   *
   * @param terms largest magnitude first
   * @param rounding what their exact sum lacks
   */
  public record Dimension(List<Term> terms, double rounding) {}

  /**
   * One term.
   *
   * @param label kind of image, class, or slice
   * @param images how many
   * @param value signed, in units of the metric
   */
  public record Term(String label, long images, double value) {}

  /**
   * The term of one image.
   *
   * @param imageId the image
   * @param kind what became of it
   * @param value signed, in units of the metric
   */
  public record Image(String imageId, String kind, double value) {}
}
