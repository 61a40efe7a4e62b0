package io.github.focalaudit.evaluation.audit;

import java.util.List;

/**
 * What is suspected of the labels of one image.
 *
 * @param validPixels pixels that were looked at
 * @param suspectPixels pixels whose label is confidently another class
 * @param score the highest score of a component; 0 without any
 * @param componentCount number of components
 * @param components those with the highest scores, highest first
 * @param pairs suspected pixels and components by class, by given, then by suggested class
 */
public record ImageIssues(
    long validPixels,
    long suspectPixels,
    double score,
    long componentCount,
    List<SuspectComponent> components,
    List<Pair> pairs) {

  /**
   * Suspected pixels of one given and one suggested class.
   *
   * @param given class of the label
   * @param suggested class that the pixels confidently are instead
   * @param pixels how many
   * @param components in how many components
   */
  public record Pair(int given, int suggested, long pixels, long components) {}
}
