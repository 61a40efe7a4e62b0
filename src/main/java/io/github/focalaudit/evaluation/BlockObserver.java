package io.github.focalaudit.evaluation;

import io.github.focalaudit.kernel.Tile;

/**
 * Sees the blocks of images on their way to the kernel. An image counts when it ended; one that
 * turns out to be bad does not. Used by one thread.
 */
public interface BlockObserver {
  /** An image starts; what came of one that did not end is to be forgotten. */
  void start();

  /**
   * A block of the image.
   *
   * @param tile filled; not to be changed. Its scores may have no loss: then the image does not end
   */
  void block(Tile tile);

  /** The image was scored to its end. */
  void end();
}
