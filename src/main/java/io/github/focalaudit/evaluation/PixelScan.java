package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;

/**
 * Goes over the pixels of images with their probabilities, for what a score does not tell. Used by
 * one thread.
 */
public final class PixelScan {
  private final int classes;
  private final TargetKind kind;
  private final PixelView view;
  private final int[] labelValues;
  private final double[] scores;
  private final Tile targets;

  /** What is done with a pixel. */
  public interface Visitor {
    /**
     * Takes a pixel.
     *
     * @param index counted row by row from 0
     * @param pixel its probabilities and truth; valid until the method returns
     */
    void pixel(long index, PixelView pixel);
  }

  /**
   * @param settings the loss
   * @param classes number of classes
   */
  public PixelScan(LossSettings settings, int classes) {
    this.classes = classes;
    this.kind = settings.preset().targets();
    this.view = new PixelView(settings, classes);
    this.labelValues = new int[Math.multiplyExact(classes, Tile.PIXELS)];
    this.scores = new double[Math.multiplyExact(classes, Tile.PIXELS)];
    this.targets = new Tile(classes, kind, false);
  }

  /**
   * Visits the pixels of an image in order.
   *
   * @param encoder mask values to targets; to 0 and 1 for a multi-label mask
   * @throws BadInputException where scores and mask do not fit or are at fault
   * @throws IOException where the store fails
   */
  public void scan(
      ImageRef image, ScoreReader reader, LabelReader labels, LabelEncoder encoder, Visitor visitor)
      throws IOException {
    if (reader.shape().classes() != classes || !reader.shape().sameSpatial(labels.shape())) {
      throw new BadInputException(
          ReasonCode.SHAPE_MISMATCH,
          image.predictionPath(),
          "expected " + classes + " classes and the mask's size, got " + reader.shape());
    }
    TargetSource source =
        new TargetSource(labels, encoder, kind, classes, image.truthPath(), labelValues);
    long pixels = reader.shape().pixelCount();
    for (long first = 0; first < pixels; first += Tile.PIXELS) {
      int count = (int) Math.min(Tile.PIXELS, pixels - first);
      reader.read(first, count, scores, Tile.PIXELS);
      source.fill(first, count, targets);
      visit(scores, targets.targets(), first, count, visitor);
    }
  }

  /**
   * Visits the pixels of a block.
   *
   * @param tile as it is filled for a kernel, which may overwrite it afterwards
   * @param first index of its first pixel
   */
  public void scan(Tile tile, long first, Visitor visitor) {
    double[] wide = tile.wideScores();
    if (!tile.wide()) {
      float[] narrow = tile.scores();
      for (int i = 0; i < narrow.length; i++) {
        scores[i] = narrow[i];
      }
      wide = scores;
    }
    visit(wide, tile.targets(), first, tile.pixelCount(), visitor);
  }

  private void visit(double[] block, float[] truth, long first, int count, Visitor visitor) {
    for (int i = 0; i < count; i++) {
      view.take(block, truth, i);
      visitor.pixel(first + i, view);
    }
  }
}
