package io.github.focalaudit.run;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.LabelMap;
import io.github.focalaudit.evaluation.ImagePixel;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.MultiLabelMasks;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pixel of an image in files, for an explanation. Immutable.
 *
 * @param imageId names the image
 * @param prediction file of the scores
 * @param truth file of the mask
 * @param batchIndex the image of a batch, or {@link ImageRef#NO_BATCH}
 * @param scoreFiles how the scores are opened
 * @param maskFiles how the mask is opened
 * @param labelMap null where mask values are classes
 * @param ignored labels that are left out, after the map
 */
public record PixelLookup(
    String imageId,
    String prediction,
    String truth,
    int batchIndex,
    OpenOptions scoreFiles,
    OpenOptions maskFiles,
    @Nullable LabelMap labelMap,
    List<Integer> ignored) {

  /** The loss once the number of classes is known. */
  public interface Loss {
    /** How the scores are to be read. */
    Activation activation();

    /**
     * The settings.
     *
     * @throws RuntimeException where they do not go with the number of classes
     */
    LossSettings settings(int classes);
  }

  public PixelLookup {
    ignored = List.copyOf(ignored);
  }

  /**
   * Scores the image, and explains the pixel.
   *
   * @param position its place, such as row and column, counted from 0
   * @throws io.github.focalaudit.format.BadInputException where the files are at fault
   * @throws IllegalArgumentException where the image has no such pixel
   */
  public ImagePixel read(Storage storage, Loss loss, List<String> position) throws IOException {
    ScoreOptions scoreOptions =
        ScoreOptions.of(scoreFiles)
            .withProbabilities(loss.activation() == Activation.NONE)
            .withBatchIndex(batchIndex);
    try (ScratchBuffers scratch = new ScratchBuffers();
        RangeReader scoreFile = storage.open(prediction);
        RangeReader maskFile = storage.open(truth);
        ScoreReader scores = ScoreReader.open(scoreFile, scoreOptions, scratch)) {
      ScoreShape shape = scores.shape();
      LossSettings settings = loss.settings(shape.classes());
      LabelOptions labelOptions =
          LabelOptions.of(maskFiles).withBatchIndex(batchIndex).withScores(shape, scores.images());
      boolean planes =
          MultiLabelMasks.matches(
              maskFile, labelOptions, settings.preset().targets(), shape.classes());
      if (planes) {
        labelOptions = labelOptions.withMultiLabel(shape.classes());
      }
      LabelEncoder encoder =
          MultiLabelMasks.encoder(labelMap, ignored, settings, shape.classes(), planes);
      try (LabelReader mask = LabelReader.open(maskFile, labelOptions, scratch)) {
        ImageRef image =
            new ImageRef(
                imageId,
                scoreFile.path(),
                maskFile.path(),
                scoreFile.length(),
                maskFile.length(),
                batchIndex,
                Map.of());
        return ImagePixel.read(settings, image, scores, mask, encoder, index(position, shape));
      }
    }
  }

  private static long index(List<String> position, ScoreShape shape) {
    int[] spatial = shape.spatial();
    String sizes = Arrays.toString(spatial);
    if (position.size() != spatial.length) {
      throw new IllegalArgumentException(
          Setting.PIXEL
              + ": expected "
              + spatial.length
              + " numbers for an image of "
              + sizes
              + ", got '"
              + String.join(",", position)
              + "'");
    }
    long index = 0;
    for (int k = 0; k < spatial.length; k++) {
      String part = position.get(k).strip();
      int at = part.matches("[0-9]{1,9}") ? Integer.parseInt(part) : -1;
      if (at < 0 || at >= spatial[k]) {
        throw new IllegalArgumentException(
            Setting.PIXEL
                + ": '"
                + part
                + "' is not in [0, "
                + (spatial[k] - 1)
                + "]; the image is "
                + sizes);
      }
      index = Math.addExact(Math.multiplyExact(index, spatial[k]), at);
    }
    return index;
  }
}
