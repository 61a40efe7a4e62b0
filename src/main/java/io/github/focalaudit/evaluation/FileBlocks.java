package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.Fingerprint;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of an image in files, with what is noted of them on the way: the fingerprint of the
 * scores, whether they look like probabilities, and the check of a band. Used by one thread.
 */
final class FileBlocks implements BlockLoop.Source<IOException> {
  private final ImageRef image;
  private final ScoreReader scores;
  private final TargetSource targets;
  private final Fingerprint fingerprint;
  private final @Nullable BandChecker checker;
  private final @Nullable BlockObserver observer;
  private final long firstChecked;
  private final boolean sumsToOne;
  private boolean likeProbabilities;

  /**
   * @param fingerprint of no score
   * @param checker of no band; null where none is checked
   * @param settings scores that look like probabilities are looked for where there is an activation
   */
  FileBlocks(
      ImageRef image,
      ScoreReader scores,
      TargetSource targets,
      Fingerprint fingerprint,
      @Nullable BandChecker checker,
      @Nullable BlockObserver observer,
      KernelSettings settings) {
    this.image = image;
    this.scores = scores;
    this.targets = targets;
    this.fingerprint = fingerprint;
    this.checker = checker;
    this.observer = observer;
    sumsToOne = settings.activation() == Activation.SOFTMAX;
    likeProbabilities = settings.activation() != Activation.NONE && !settings.renormalises();
    long blocks = (scores.shape().pixelCount() - 1) / Tile.PIXELS + 1;
    firstChecked = checker == null ? 0 : BandChecker.firstBlock(image.imageId(), blocks);
  }

  @Override
  public void fill(long firstPixel, int pixelCount, Tile tile) throws IOException {
    if (tile.wide()) {
      scores.read(firstPixel, pixelCount, tile.wideScores(), Tile.PIXELS);
    } else {
      scores.read(firstPixel, pixelCount, tile.scores(), Tile.PIXELS);
    }
    targets.fill(firstPixel, pixelCount, tile);
  }

  @Override
  public void scoring(long block, Tile tile) {
    fingerprint.add(tile);
    likeProbabilities = likeProbabilities && likeProbabilities(tile);
    if (checker != null && inBand(block)) {
      checker.before(tile, scores.elementType(), block);
    }
    if (observer != null) {
      observer.block(tile);
    }
  }

  @Override
  public void scored(long block, BlockSums sums, int pixelCount) {
    if (checker != null && inBand(block)) {
      checker.after(sums, pixelCount);
    }
  }

  private boolean inBand(long block) {
    return block >= firstChecked && block < firstChecked + BandChecker.BLOCKS;
  }

  @Override
  public IOException invalid(InvalidScoreException invalid, long firstPixel) {
    return ImageFaults.of(invalid, image, scores.shape(), firstPixel);
  }

  /** Whether all scores of a block lie in [0, 1], and under softmax those of a pixel sum to 1. */
  private boolean likeProbabilities(Tile tile) {
    int classes = tile.wide() ? tile.wideScores().length : tile.scores().length;
    for (int pixel = 0; pixel < tile.pixelCount(); pixel++) {
      double sum = 0;
      for (int c = 0; c < classes / Tile.PIXELS; c++) {
        double score = tile.score(c, pixel);
        if (!(score >= 0 && score <= 1)) {
          return false;
        }
        sum += score;
      }
      if (sumsToOne && Math.abs(sum - 1) > 0.01) {
        return false;
      }
    }
    return true;
  }

  /** Whether the blocks so far look like probabilities; false where that was not looked for. */
  boolean likeProbabilities() {
    return likeProbabilities;
  }

  /** A hash of the scores so far. */
  Fingerprint predictionFingerprint() {
    return fingerprint;
  }

  /** A hash of the mask so far. */
  Fingerprint truthFingerprint() {
    return targets.fingerprint();
  }

  /** What the check has gathered; null where none was made. */
  @Nullable BandState check() {
    return checker == null ? null : checker.state();
  }
}
