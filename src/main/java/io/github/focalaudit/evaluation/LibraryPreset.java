package io.github.focalaudit.evaluation;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names of settings under which the loss of a dataset is the number that a library's own focal loss
 * gives, by the library's defaults, for one batch that holds the whole dataset. The version is the
 * release that the settings were taken from; they are never changed under a name, with or without
 * its version: where a library changes, a new version is added.
 */
public enum LibraryPreset {
  /** {@code monai.losses.FocalLoss(use_softmax=True, to_onehot_y=True)}. */
  MONAI_SOFTMAX("monai-softmax", "1.4", mean(Preset.CATEGORICAL)),
  /** {@code monai.losses.FocalLoss(to_onehot_y=True)}, which is sigmoid by default. */
  MONAI_SIGMOID("monai-sigmoid", "1.4", mean(Preset.SIGMOID)),
  /** {@code kornia.losses.focal_loss(pred, target, alpha=None, reduction="mean")}. */
  KORNIA("kornia", "0.7", mean(Preset.CATEGORICAL)),
  /** {@code keras.losses.CategoricalFocalCrossentropy()}: alpha 0.25, its epsilon 1e-7. */
  KERAS("keras", "3", settings(Preset.CATEGORICAL, List.of(0.25), 1e-7, Normalizer.VALID_PIXELS)),
  /** {@code segmentation_models_pytorch.losses.FocalLoss("multiclass")}. */
  SMP_MULTICLASS(
      "smp-multiclass",
      "0.5",
      settings(Preset.SIGMOID, List.of(), LossSettings.DEFAULT_EPS, Normalizer.VALID_PIXELS)),
  /** {@code segmentation_models_pytorch.losses.FocalLoss("multilabel")}. */
  SMP_MULTILABEL("smp-multilabel", "0.5", mean(Preset.SIGMOID)),
  /** Lin et al. 2017: the sum over the number of positives. */
  RETINANET(
      "retinanet",
      "2017",
      settings(Preset.SIGMOID, List.of(0.25), LossSettings.DEFAULT_EPS, Normalizer.POSITIVES)),
  /** {@code torchvision.ops.sigmoid_focal_loss(inputs, targets, reduction="mean")}. */
  TORCHVISION("torchvision", "0.20", LossSettings.of(Preset.SIGMOID)),
  /** {@code fvcore.nn.sigmoid_focal_loss(inputs, targets, reduction="mean")}. */
  FVCORE("fvcore", "0.1.5", mean(Preset.SIGMOID));

  private static final String VERSION_MARK = "@";

  private final String label;
  private final String version;
  private final LossSettings settings;

  LibraryPreset(String label, String version, LossSettings settings) {
    this.label = label;
    this.version = version;
    this.settings = settings;
  }

  /** No alpha, and a mean over all elements. */
  private static LossSettings mean(Preset preset) {
    return settings(preset, List.of(), LossSettings.DEFAULT_EPS, Normalizer.VALID_ELEMENTS);
  }

  private static LossSettings settings(
      Preset preset, List<Double> alpha, double eps, Normalizer normalizer) {
    return LossSettings.builder()
        .preset(preset)
        .alpha(alpha)
        .eps(eps)
        .normalizer(normalizer)
        .build();
  }

  /** The name without a version. */
  public String label() {
    return label;
  }

  /** The name with its version, such as {@code smp-multiclass@0.5}. */
  public String versionedLabel() {
    return label + VERSION_MARK + version;
  }

  /** The settings that the name stands for. */
  public LossSettings settings() {
    return settings;
  }

  /**
   * Whether the library gives a single alpha to every class but the first, which gets 1 - alpha, so
   * that it has to be given by class.
   */
  public boolean alphaExceptFirst() {
    return this == MONAI_SOFTMAX || this == KORNIA;
  }

  /**
   * The preset of a name, with or without its version. {@code monai} is {@link #MONAI_SOFTMAX} and
   * {@code smp} is {@link #SMP_MULTICLASS}: masks of class indices need these modes.
   */
  public static Optional<LibraryPreset> find(String name) {
    return Arrays.stream(values()).filter(preset -> preset.isCalled(name)).findFirst();
  }

  private boolean isCalled(String name) {
    return Stream.of(label, shortLabel())
        .anyMatch(known -> name.equals(known) || name.equals(known + VERSION_MARK + version));
  }

  private String shortLabel() {
    return switch (this) {
      case MONAI_SOFTMAX -> "monai";
      case SMP_MULTICLASS -> "smp";
      default -> label;
    };
  }
}
