package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.storage.RangeReader;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a mask holds class indices or 0 and 1 for each class, and how it is encoded.
 * Scoring, dry run and explanation all decide here. Stateless; safe for any number of threads.
 */
public final class MultiLabelMasks {
  private MultiLabelMasks() {}

  /**
   * The encoder of a mask: to class indices, or to 0 and 1 for a multi-label mask and for the one
   * channel of a single class.
   *
   * @param map null where mask values are targets already
   * @param ignored values that are left out, after the map
   * @param elements whether the mask is multi-label, see {@link #matches}
   * @throws io.github.focalaudit.dataset.DatasetException where the map has a target that is none
   */
  public static LabelEncoder encoder(
      @Nullable LabelMap map,
      Collection<Integer> ignored,
      LossSettings loss,
      int classes,
      boolean elements) {
    boolean single = loss.preset().targets() == TargetKind.ELEMENTS && classes == 1;
    return elements || single
        ? new LabelEncoder(map, ignored, 2)
        : new LabelEncoder(map, ignored, classes, loss.dropped());
  }

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
