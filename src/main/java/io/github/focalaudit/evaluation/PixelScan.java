package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelSettings;
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
  private final KernelSettings settings;
  private final Tile tile;

  /** What is done with a pixel. */
  public interface Visitor {
    /**
     * Takes a pixel.
     *
     * @param index counted row by row from 0
     * @param pixel its probabilities and truth; valid until the method returns
     */
    void pixel(long index, PixelView pixel);

    /**
     * Takes the label of a pixel outside the unit, see {@link #scanUnit}.
     *
     * @param label its class; -1 for an ignored one
     */
    default void label(long index, int label) {}
  }

  /**
   * Some pixels of an image.
   *
   * @param from the first, counted row by row from 0
   * @param to where they end
   */
  public record Span(long from, long to) {}

  /**
   * @param settings the loss
   * @param classes number of classes
   */
  public PixelScan(LossSettings settings, int classes) {
    this.classes = classes;
    this.kind = settings.preset().targets();
    this.view = new PixelView(settings, classes);
    this.labelValues = new int[Math.multiplyExact(classes, Tile.PIXELS)];
    this.settings = settings.kernelSettings(classes);
    this.tile = new Tile(classes, kind, true);
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
    checkShapes(image, reader, labels);
    Span all = new Span(0, reader.shape().pixelCount());
    visit(image, reader, targets(image, labels, encoder), all, all, visitor);
  }

  /**
   * Visits the pixels of a unit of an image in order, and the labels around it.
   *
   * @param unit its pixels
   * @param margin pixels whose labels are visited, those of the unit among them
   * @throws BadInputException where scores and mask do not fit or are at fault
   * @throws IOException where the store fails
   */
  public void scanUnit(
      ImageRef image,
      ScoreReader reader,
      LabelReader labels,
      LabelEncoder encoder,
      Span unit,
      Span margin,
      Visitor visitor)
      throws IOException {
    checkShapes(image, reader, labels);
    reader.restrict(unit.from(), unit.to());
    labels.restrict(margin.from(), margin.to());
    visit(image, reader, targets(image, labels, encoder), unit, margin, visitor);
  }

  private void checkShapes(ImageRef image, ScoreReader reader, LabelReader labels)
      throws BadInputException {
    if (reader.shape().classes() != classes || !reader.shape().sameSpatial(labels.shape())) {
      throw new BadInputException(
          ReasonCode.SHAPE_MISMATCH,
          image.predictionPath(),
          "expected " + classes + " classes and the mask's size, got " + reader.shape());
    }
  }

  private TargetSource targets(ImageRef image, LabelReader labels, LabelEncoder encoder) {
    return new TargetSource(labels, encoder, kind, classes, image.truthPath(), labelValues);
  }

  private void visit(
      ImageRef image,
      ScoreReader reader,
      TargetSource source,
      Span unit,
      Span margin,
      Visitor visitor)
      throws IOException {
    visitLabels(source, margin.from(), unit.from(), visitor);
    for (long first = unit.from(); first < unit.to(); first += Tile.PIXELS) {
      int count = (int) Math.min(Tile.PIXELS, unit.to() - first);
      reader.read(first, count, tile.wideScores(), Tile.PIXELS);
      source.fill(first, count, tile);
      tile.fill(count);
      try {
        settings.drop(tile);
      } catch (InvalidScoreException e) {
        throw ImageFaults.of(e, image, reader.shape(), first);
      }
      visit(tile.wideScores(), tile.targets(), first, count, visitor);
    }
    visitLabels(source, unit.to(), margin.to(), visitor);
  }

  private void visitLabels(TargetSource source, long from, long to, Visitor visitor)
      throws IOException {
    for (long first = from; first < to; first += Tile.PIXELS) {
      int count = (int) Math.min(Tile.PIXELS, to - first);
      source.fill(first, count, tile);
      for (int i = 0; i < count; i++) {
        visitor.label(first + i, (int) tile.targets()[i]);
      }
    }
  }

  /**
   * Visits the pixels of a block.
   *
   * @param block of stored scores, filled; not changed
   * @param first index of its first pixel
   * @throws InvalidScoreException as {@link KernelSettings#drop(Tile)}
   */
  public void scan(Tile block, long first, Visitor visitor) {
    Tile scored = block;
    if (!block.wide() || settings.droppedCount() > 0) {
      scored = tile;
      scored.widen(block);
      settings.drop(scored);
    }
    visit(scored.wideScores(), scored.targets(), first, scored.pixelCount(), visitor);
  }

  private void visit(double[] block, float[] truth, long first, int count, Visitor visitor) {
    for (int i = 0; i < count; i++) {
      view.take(block, truth, i);
      visitor.pixel(first + i, view);
    }
  }
}
