package io.github.focalaudit.run;

import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.setting.Setting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which images to score, and how their files are read. Immutable.
 *
 * @param predictions directory or pattern of the scores; null with a manifest
 * @param truth directory or pattern of the masks; null with a manifest
 * @param manifest CSV, TSV, JSON or Parquet with image_id, prediction, truth and slice columns;
 *     null with directories
 * @param metadata table of further slice columns by image_id; null for none
 * @param labelMap entries or a file of them; null where mask values are class indices
 * @param ignored mask values that are left out, after the map
 * @param scoreFiles how files of scores are opened
 * @param maskFiles how files of masks are opened
 * @param classes number of classes; 0 takes what most headers have
 * @param classNames file of one name a line; null numbers the classes
 */
public record DatasetOptions(
    @Nullable String predictions,
    @Nullable String truth,
    @Nullable String manifest,
    @Nullable String metadata,
    @Nullable String labelMap,
    List<Integer> ignored,
    OpenOptions scoreFiles,
    OpenOptions maskFiles,
    int classes,
    @Nullable String classNames) {

  /** Checks that the images are given one way. */
  public DatasetOptions {
    ignored = List.copyOf(ignored);
    if (manifest == null
        ? predictions == null || truth == null
        : predictions != null || truth != null) {
      throw new IllegalArgumentException(
          "give either "
              + Setting.PREDICTIONS
              + " and "
              + Setting.TRUTH
              + ", or "
              + Setting.MANIFEST
              + " alone");
    }
    if (classes < 0) {
      throw new IllegalArgumentException(Setting.CLASSES + " has to be at least 1, got " + classes);
    }
  }
}
