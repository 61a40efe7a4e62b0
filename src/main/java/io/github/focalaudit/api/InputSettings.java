package io.github.focalaudit.api;

import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.run.DatasetOptions;
import io.github.focalaudit.setting.Setting;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which images are scored, and how their files are read. */
abstract class InputSettings<S extends InputSettings<S>> {
  private @Nullable String predictions;
  private @Nullable String truth;
  private @Nullable String manifest;
  private @Nullable String metadata;
  private @Nullable String labelMap;
  private List<Integer> ignored = List.of();
  private OpenOptions scoreFiles = OpenOptions.defaults();
  private OpenOptions maskFiles = OpenOptions.defaults();
  private int classes;
  private @Nullable String classNames;

  InputSettings() {}

  abstract S self();

  /**
   * The scores: a directory, or a pattern such as {@code s3a://b/{split}/{id}_pred.npz}.
   *
   * @param directory or pattern; null with a manifest
   */
  public S predictions(@Nullable String directory) {
    predictions = directory;
    return self();
  }

  /**
   * The masks: a directory, or a pattern; named parts that both patterns share are the id.
   *
   * @param directory or pattern; null with a manifest
   */
  public S truth(@Nullable String directory) {
    truth = directory;
    return self();
  }

  /**
   * A table of the images instead of directories.
   *
   * @param path CSV, JSON lines or Parquet with image_id, prediction, truth and slice columns; null
   *     with directories
   */
  public S manifest(@Nullable String path) {
    manifest = path;
    return self();
  }

  /**
   * A table of further slice columns by image_id.
   *
   * @param path CSV, JSON lines or Parquet; null for none
   */
  public S metadata(@Nullable String path) {
    metadata = path;
    return self();
  }

  /**
   * Maps mask values to classes.
   *
   * @param map entries such as {@code 0-6:ignore,7:0,*:ignore}, or a file of them; null where mask
   *     values are class indices
   */
  public S labelMap(@Nullable String map) {
    labelMap = map;
    return self();
  }

  /**
   * Labels that are left out, after the label map.
   *
   * @param labels replace those set before; none by default
   */
  public S ignoreIndex(int... labels) {
    return ignoreIndex(Arrays.stream(labels).boxed().toList());
  }

  /**
   * Labels that are left out, after the label map.
   *
   * @param labels replace those set before; none by default
   */
  public S ignoreIndex(List<Integer> labels) {
    ignored = List.copyOf(labels);
    return self();
  }

  /**
   * The order of the axes of scores.
   *
   * @param axes null for chw where there are three; four need it said
   */
  public S layout(@Nullable Layout axes) {
    return scoreFiles(scoreFiles.withLayout(axes));
  }

  /**
   * The array of an archive of scores.
   *
   * @param name with or without its suffix; null for the only one
   */
  public S npzKey(@Nullable String name) {
    return scoreFiles(scoreFiles.withMember(name));
  }

  /**
   * The array of an archive of masks.
   *
   * @param name with or without its suffix; null for the only one
   */
  public S truthNpzKey(@Nullable String name) {
    return maskFiles(maskFiles.withMember(name));
  }

  /** How score files are opened, {@link #layout} and {@link #npzKey} among it. */
  public S scoreFiles(OpenOptions options) {
    scoreFiles = options;
    return self();
  }

  /** How mask files are opened, {@link #truthNpzKey} among it. */
  public S maskFiles(OpenOptions options) {
    maskFiles = options;
    return self();
  }

  /**
   * The number of classes; without it, what most headers have.
   *
   * @param count at least 1
   * @throws IllegalArgumentException where it is less
   */
  public S classes(int count) {
    if (count < 1) {
      throw new IllegalArgumentException(Setting.CLASSES + " has to be at least 1, got " + count);
    }
    classes = count;
    return self();
  }

  /**
   * The names of the classes.
   *
   * @param path file of one name a line; null numbers the classes
   */
  public S classNames(@Nullable String path) {
    classNames = path;
    return self();
  }

  DatasetOptions inputs() {
    return new DatasetOptions(
        predictions,
        truth,
        manifest,
        metadata,
        labelMap,
        ignored,
        scoreFiles,
        maskFiles,
        classes,
        classNames);
  }
}
