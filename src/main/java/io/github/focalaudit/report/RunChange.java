package io.github.focalaudit.report;

import io.github.focalaudit.comparison.ChangeTerms;
import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.comparison.ImagePair;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The comparison of two runs, as reports show it.
 *
 * @param baseline run directory of the baseline
 * @param candidate run directory of the candidate
 * @param clusterColumn slice column of the clusters; null for the image
 * @param clusters how many
 * @param images how many of each kind
 * @param metrics the compared metrics
 * @param change what carries the change of the loss mean; null where a run has none
 * @param largestImages the images that carry most of it
 * @param notes what to know before trusting it
 */
public record RunChange(
    String baseline,
    String candidate,
    @Nullable String clusterColumn,
    int clusters,
    Map<ImagePair.Kind, Long> images,
    List<ComparedMetric> metrics,
    @Nullable ChangeTerms change,
    List<Image> largestImages,
    List<String> notes) {

  /**
   * @param imageId the image
   * @param kind what became of it
   * @param value its signed term, in units of the loss mean
   */
  public record Image(String imageId, String kind, double value) {}

  public RunChange {
    metrics = List.copyOf(metrics);
    largestImages = List.copyOf(largestImages);
    notes = List.copyOf(notes);
  }
}
