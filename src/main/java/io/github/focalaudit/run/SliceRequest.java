package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.gate.Gate;
import io.github.focalaudit.setting.Setting;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How a run is taken apart.
 *
 * @param columns sets of slice columns
 * @param minImages slices with fewer images have no metrics
 * @param maxSlices the most slices of one set of columns
 * @param cluster column of independent units, such as scene or patient; null for none
 */
public record SliceRequest(
    List<List<String>> columns, long minImages, int maxSlices, @Nullable String cluster) {
  /** Slices of one set of columns where nothing else is said. */
  public static final int DEFAULT_MAX_SLICES = 200;

  static final String OPTION = Setting.SLICE.option();
  static final String RULE = "a rule about every slice by";

  /** No slices. */
  public static final SliceRequest NONE = new SliceRequest(List.of(), 1, DEFAULT_MAX_SLICES, null);

  public SliceRequest {
    columns = columns.stream().map(List::copyOf).distinct().toList();
    for (List<String> set : columns) {
      if (set.contains("") || new HashSet<>(set).size() < set.size()) {
        throw new IllegalArgumentException(
            OPTION + " " + String.join(",", set) + ": a name of a column is empty or given twice");
      }
    }
    if (minImages < 1 || maxSlices < 1) {
      throw new IllegalArgumentException(
          Setting.SLICE_MIN_IMAGES
              + " and "
              + Setting.MAX_SLICES
              + " have to be at least 1, got "
              + minImages
              + " and "
              + maxSlices);
    }
  }

  /** The same with clusters by another column; null for the image. */
  SliceRequest withCluster(@Nullable String column) {
    return new SliceRequest(columns, minImages, maxSlices, column);
  }

  /**
   * Checks the columns against the images, before anything is scored.
   *
   * @throws IllegalArgumentException where no image has a column, where a set of columns has too
   *     many slices, or where an image lacks a cluster
   */
  void check(List<ImageRef> images) {
    Set<String> known = new TreeSet<>();
    images.forEach(image -> known.addAll(image.columns().keySet()));
    for (List<String> set : columns) {
      set.forEach(column -> checkKnown(OPTION, column, known));
      Set<SliceKey> slices = slices(set, images);
      checkFound(set, slices);
      checkCount(OPTION, set, slices);
    }
    if (cluster != null) {
      checkKnown(Setting.CLUSTER.option(), cluster, known);
      for (ImageRef image : images) {
        if (image.columns().get(cluster) == null) {
          throw new IllegalArgumentException(
              Setting.CLUSTER
                  + " "
                  + cluster
                  + ": image "
                  + image.imageId()
                  + " has no value in it");
        }
      }
    }
  }

  /**
   * Checks the slices that rules name by {@code *}, before anything is scored.
   *
   * @throws IllegalArgumentException where a rule stands for too many
   */
  public void checkRules(Gate gate, List<ImageRef> images) {
    for (List<String> set : gate.patternColumns()) {
      checkCount(RULE, set, slices(set, images));
    }
  }

  private static Set<SliceKey> slices(List<String> set, List<ImageRef> images) {
    Set<SliceKey> found = new HashSet<>();
    for (ImageRef image : images) {
      SliceKey key = SliceKey.of(set, image.columns());
      if (key != null) {
        found.add(key);
      }
    }
    return found;
  }

  /**
   * Checks that some of the slices are by some columns.
   *
   * @throws IllegalArgumentException where none is
   */
  static void checkFound(List<String> set, Set<SliceKey> slices) {
    if (slices.stream().noneMatch(slice -> slice.columns().equals(set))) {
      throw new IllegalArgumentException(
          OPTION + " " + String.join(",", set) + ": no image has a value in it");
    }
  }

  /**
   * Checks how many of the slices are by some columns.
   *
   * @param what asks for them
   */
  void checkCount(String what, List<String> set, Set<SliceKey> slices) {
    long found = slices.stream().filter(slice -> slice.columns().equals(set)).count();
    if (found > maxSlices) {
      throw new IllegalArgumentException(
          what
              + " "
              + String.join(",", set)
              + " gives "
              + found
              + " slices, at most "
              + maxSlices
              + " are allowed; choose a coarser column, or raise "
              + Setting.MAX_SLICES);
    }
  }

  private static void checkKnown(String option, String column, Set<String> known) {
    if (!known.contains(column)) {
      throw new IllegalArgumentException(
          option + " " + column + ": no image has that column; known are " + known);
    }
  }
}
