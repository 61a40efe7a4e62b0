package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.setting.Setting;

/** What is wrong with an image that was read and cannot be scored, in words. */
public final class ImageFaults {
  private ImageFaults() {}

  /** Checks the number of classes, and that scores and mask have one size. */
  static void checkShapes(ImageRef image, int classes, ScoreShape scores, ScoreShape labels)
      throws BadInputException {
    checkClasses(image, classes, scores);
    checkSizes(image, scores, labels);
  }

  /** Checks the number of classes. */
  public static void checkClasses(ImageRef image, int classes, ScoreShape scores)
      throws BadInputException {
    if (scores.classes() != classes) {
      throw new BadInputException(
          ReasonCode.CLASS_COUNT_MISMATCH,
          image.predictionPath(),
          "expected "
              + classes
              + " classes as the dataset has, got "
              + scores.classes()
              + " in shape "
              + scores);
    }
  }

  /** Checks that scores and mask have one size. */
  public static void checkSizes(ImageRef image, ScoreShape scores, ScoreShape labels)
      throws BadInputException {
    if (!scores.sameSpatial(labels)) {
      throw new BadInputException(
          ReasonCode.SHAPE_MISMATCH,
          image.predictionPath(),
          "expected the size of the mask, "
              + labels
              + " in "
              + image.truthPath()
              + ", got "
              + scores);
    }
  }

  /**
   * The bad input behind a score that has no loss.
   *
   * @param firstPixel the pixel of the image that the block of the score starts at
   */
  static BadInputException of(
      InvalidScoreException invalid, ImageRef image, ScoreShape shape, long firstPixel) {
    long pixel = firstPixel + invalid.pixel();
    String at = shape.position(invalid.classIndex(), pixel);
    String path = image.predictionPath();
    return switch (invalid.reason()) {
      case NAN ->
          new BadInputException(
              ReasonCode.NAN_SCORE, path, "score at " + at + ": expected a number, got NaN");
      case POSITIVE_INFINITY ->
          new BadInputException(
              ReasonCode.INFINITE_SCORE,
              path,
              "score at " + at + ": expected a finite number or -inf, got +inf");
      case ALL_NEGATIVE_INFINITY ->
          new BadInputException(
              ReasonCode.ALL_NEGATIVE_INFINITY,
              path,
              "scores at "
                  + shape.position(pixel)
                  + ": expected a finite logit for one class at least, got -inf for all");
      case NOT_A_PROBABILITY ->
          new BadInputException(
              ReasonCode.NOT_A_PROBABILITY,
              path,
              "score at "
                  + at
                  + ": expected a probability in [0, 1], got "
                  + invalid.value()
                  + "; logits need "
                  + Setting.ACTIVATION
                  + " softmax or sigmoid");
      case NO_PROBABILITY_LEFT ->
          new BadInputException(
              ReasonCode.NOT_A_PROBABILITY,
              path,
              "scores at "
                  + shape.position(pixel)
                  + ": expected a probability above 0 for a class that "
                  + Setting.DROP_CLASS
                  + " keeps, got 0 for all");
    };
  }
}
