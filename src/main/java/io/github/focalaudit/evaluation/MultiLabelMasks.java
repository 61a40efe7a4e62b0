package io.github.focalaudit.evaluation;

import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.storage.RangeReader;
import java.io.IOException;

/**
 * Decides whether a mask holds class indices or 0 and 1 for each class. Scoring, dry run and
 * explanation all decide here. Stateless; safe for any number of threads.
 */
public final class MultiLabelMasks {
  private MultiLabelMasks() {}

  /**
   * Whether a mask holds 0 and 1 for each class: under targets by element only, and where its shape
   * has a dimension for the classes.
   *
   * @param mask the file of the mask
   * @param options how the mask is read, with the shape of its scores
   * @param targets what the preset compares, from {@code Preset#targets()}
   * @param classes number of classes
   * @throws io.github.focalaudit.format.BadInputException where the header is at fault
   * @throws IOException where the store fails
   */
  public static boolean matches(
      RangeReader mask, LabelOptions options, TargetKind targets, int classes) throws IOException {
    return targets == TargetKind.ELEMENTS && LabelReader.hasClassPlanes(mask, options, classes);
  }
}
