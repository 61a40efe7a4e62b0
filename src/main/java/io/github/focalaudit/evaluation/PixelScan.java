package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.BadInputException;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.dataset.LabelReader;
import io.github.focalaudit.dataset.ReasonCode;
import io.github.focalaudit.dataset.ScoreReader;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;

/**
 * Goes over the pixels of images once more, with their probabilities, for what a score does not
 * tell. Label masks only. Used by one thread.
 */
public final class PixelScan {
  private final int classes;
  private final LabelEncoder encoder;
  private final PixelView view;
  private final int[] labelValues = new int[Tile.PIXELS];
  private final double[] scores;
  private final Tile targets;

  /** What is done with a pixel. */
  public interface Visitor {
    /**
     * Takes a pixel.
     *
     * @param index counted row by row from 0
     * @param label class of the label, -1 where it is ignored
     * @param pixel its probabilities; valid until the method returns
     */
    void pixel(long index, int label, PixelView pixel);
  }

  /**
   * @param settings the loss
   * @param classes number of classes
   * @param encoder mask values to targets
   * @throws IllegalArgumentException for a preset whose masks hold no labels
   */
  public PixelScan(LossSettings settings, int classes, LabelEncoder encoder) {
    if (settings.preset().targets() != TargetKind.LABELS) {
      throw new IllegalArgumentException(
          "preset " + settings.preset().label() + " has no labels to look at");
    }
    this.classes = classes;
    this.encoder = encoder;
    this.view = new PixelView(settings, classes);
    this.scores = new double[Math.multiplyExact(classes, Tile.PIXELS)];
    this.targets = new Tile(1, TargetKind.LABELS, false);
  }

  /**
   * Visits the pixels of an image in order.
   *
   * @throws BadInputException where scores and mask do not fit or are at fault
   * @throws IOException where the store fails
   */
  public void scan(ImageRef image, ScoreReader reader, LabelReader labels, Visitor visitor)
      throws IOException {
    if (reader.shape().classes() != classes || !reader.shape().sameSpatial(labels.shape())) {
      throw new BadInputException(
          ReasonCode.SHAPE_MISMATCH,
          image.predictionPath(),
          "expected " + classes + " classes and the mask's size, got " + reader.shape());
    }
    TargetSource source =
        new TargetSource(
            labels, encoder, TargetKind.LABELS, classes, image.truthPath(), labelValues);
    long pixels = reader.shape().pixelCount();
    for (long first = 0; first < pixels; first += Tile.PIXELS) {
      int count = (int) Math.min(Tile.PIXELS, pixels - first);
      reader.read(first, count, scores, Tile.PIXELS);
      source.fill(first, count, targets);
      for (int i = 0; i < count; i++) {
        float target = targets.targets()[i];
        view.take(scores, i, Tile.PIXELS);
        visitor.pixel(first + i, target == Tile.IGNORED ? -1 : (int) target, view);
      }
    }
  }
}
