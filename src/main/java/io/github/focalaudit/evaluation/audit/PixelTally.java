package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.BlockObserver;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;

/** Gathers the statistics of the pixels of images while they are scored. Used by one thread. */
public final class PixelTally implements BlockObserver {
  private final PixelScan scan;
  private final PixelStatistics image;
  private final PixelStatistics all;

  /**
   * @param settings the loss
   * @param classes number of classes
   */
  public PixelTally(LossSettings settings, int classes) {
    scan = new PixelScan(settings, classes);
    boolean byElement = settings.preset().targets() == TargetKind.ELEMENTS;
    image = new PixelStatistics(classes, byElement);
    all = new PixelStatistics(classes, byElement);
  }

  @Override
  public void start() {
    image.reset();
  }

  @Override
  public void block(Tile tile) {
    scan.scan(tile, 0, (index, pixel) -> image.add(pixel));
  }

  @Override
  public void end() {
    all.merge(image);
  }

  /** The statistics of every image that ended. Not a copy. */
  public PixelStatistics statistics() {
    return all;
  }
}
