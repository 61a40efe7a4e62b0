package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.evaluation.ImageOpener;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.MultiLabelMasks;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.setting.Setting;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a task has to know to score images. Travels with the task; kernels and buffers are made
 * there.
 *
 * @param loss the loss
 * @param classes number of classes
 * @param kernel the kernel asked for
 * @param scores how score files are read, without a batch index
 * @param labels how masks are read, without a batch index
 * @param labelMap entries of the label map; null where mask values are class indices
 * @param ignored mask values that are left out, after the map
 * @param sampledImages ids of the images of which a band is checked
 * @param crossCheck whether the ND4J kernel scores these bands as well
 * @param pixelStatistics whether statistics of pixels are gathered in the same pass
 * @param unitBytes most bytes of an image that one task reads where parts of it can be read; 0 for
 *     what bytes and cores suggest
 */
public record ScoringSpec(
    LossSettings loss,
    int classes,
    KernelKind kernel,
    ScoreOptions scores,
    LabelOptions labels,
    @Nullable String labelMap,
    List<Integer> ignored,
    Set<String> sampledImages,
    boolean crossCheck,
    boolean pixelStatistics,
    long unitBytes)
    implements Serializable {

  /** The same, with or without statistics of pixels. */
  public ScoringSpec withPixelStatistics(boolean wanted) {
    return new ScoringSpec(
        loss,
        classes,
        kernel,
        scores,
        labels,
        labelMap,
        ignored,
        sampledImages,
        crossCheck,
        wanted,
        unitBytes);
  }

  /** The same with other units. */
  public ScoringSpec withUnitBytes(long bytes) {
    return new ScoringSpec(
        loss,
        classes,
        kernel,
        scores,
        labels,
        labelMap,
        ignored,
        sampledImages,
        crossCheck,
        pixelStatistics,
        bytes);
  }

  /**
   * The encoder of masks.
   *
   * @param elements whether they are multi-label, with values 0 and 1
   */
  public LabelEncoder encoder(boolean elements) {
    LabelMap map = labelMap == null ? null : LabelMap.parse(labelMap, Setting.LABEL_MAP.option());
    return MultiLabelMasks.encoder(map, ignored, loss, classes, elements);
  }

  /** Opens the images that this spec describes; used by one thread. */
  ImageOpener opener(ImageOpener.Files files, ScratchBuffers scratch) {
    return new ImageOpener(files, scores, labels, loss.preset().targets(), classes, scratch);
  }
}
