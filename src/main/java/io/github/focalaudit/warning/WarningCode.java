package io.github.focalaudit.warning;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Kinds of warnings. The names are stable: options, gate files and documents use them. */
public enum WarningCode {
  /** Files beside the inputs were passed over. */
  FILES_LEFT_OUT,
  /** Folders among the inputs were passed over. */
  FOLDERS_LEFT_OUT,
  /** Images without a record in the metadata. */
  IMAGES_WITHOUT_METADATA,
  /** Records of the metadata without an image. */
  METADATA_WITHOUT_IMAGE,
  /** Two classes under softmax: alpha changes nothing. */
  ALPHA_WITHOUT_EFFECT,
  /** Inputs were refused. */
  QUARANTINED_INPUTS,
  /** Softmax was applied to what look like probabilities. */
  PROBABILITIES_UNDER_SOFTMAX,
  /** Sigmoid was applied to what look like probabilities. */
  PROBABILITIES_UNDER_SIGMOID,
  /** Images were scored by the reference kernel, slowly. */
  REFERENCE_KERNEL,
  /** No second kernel has checked the first. */
  CROSS_CHECK_SKIPPED,
  /** The stored type of the scores is too coarse for the digits of the loss. */
  COARSE_STORAGE,
  /** Masks hold only 0 and 255, and 255 is ignored. */
  MASKS_0_255,
  /** No mask has a class. */
  CLASS_WITHOUT_PIXELS,
  /** A class that no mask has takes part in the softmax, and carries a part of the loss. */
  SOFTMAX_WITHOUT_PIXELS,
  /** The masks of a compared run have a class, those of this run have no pixel of it. */
  CLASS_LOST,
  /** No pixel is valid. */
  NOTHING_VALID,
  /** More than half of the pixels are ignored. */
  MOSTLY_IGNORED;

  /** The code of a name; empty where there is none. */
  public static Optional<WarningCode> find(String name) {
    return Arrays.stream(values()).filter(code -> code.name().equals(name)).findFirst();
  }

  /** All names, for messages. */
  public static String known() {
    return Arrays.stream(values()).map(Enum::name).collect(Collectors.joining(", "));
  }
}
