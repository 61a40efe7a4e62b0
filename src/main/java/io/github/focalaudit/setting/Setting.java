package io.github.focalaudit.setting;

import java.util.Locale;

/**
 * A setting that a message names. The name of a constant is that of its option; in text a setting
 * stands as it is typed, such as {@code --ignore-index}.
 */
public enum Setting {
  ACTIVATION,
  ALPHA,
  BASELINE,
  CLASS_NAMES,
  CLASS_WEIGHTS,
  CLASSES,
  CLUSTER,
  CROSS_CHECK,
  DROP_CLASS,
  DRY_RUN,
  DTYPE,
  GATE,
  GOLDEN,
  HISTORY,
  IGNORE_INDEX,
  IMAGE,
  IMAGES,
  LABEL_MAP,
  LAYOUT,
  MANIFEST,
  MAX_BAD_FRACTION,
  MAX_SLICES,
  NORMALIZER,
  NPZ_KEY,
  OUTPUT,
  OVERWRITE,
  PARTITIONS,
  PICTURES,
  PIXEL,
  PREDICTIONS,
  PRESET,
  REPLICATES,
  RUN,
  SLICE,
  SLICE_MIN_IMAGES,
  TABLE,
  TRUTH,
  TRUTH_NPZ_KEY,
  UNFINISHED,
  UNIT_BYTES,
  WHOLE_ARRAY_LIMIT;

  private final String option = "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The option of the command line, with its dashes. */
  public String option() {
    return option;
  }

  @Override
  public String toString() {
    return option;
  }
}
