package io.github.focalaudit.format;

/**
 * Looks at the shape of an image when its header was read, before its elements are. Called by the
 * thread that opens the image.
 */
@FunctionalInterface
public interface ShapeCheck {
  /** Takes every shape. */
  ShapeCheck NONE = shape -> {};

  /**
   * @throws BadInputException where the shape does not fit
   */
  void check(ScoreShape shape) throws BadInputException;
}
