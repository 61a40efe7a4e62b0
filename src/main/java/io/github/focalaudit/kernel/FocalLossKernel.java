package io.github.focalaudit.kernel;

/**
 * Focal loss (Lin et al. 2017, <a href="https://arxiv.org/abs/1708.02002">arXiv:1708.02002</a>) of
 * one block of pixels, as sums by class.
 *
 * <p>Implementations differ in speed and precision, not in meaning; one contract test holds them
 * all. The result of a block depends on the block and the settings alone: not on earlier blocks,
 * the other gammas asked for, the width of the vector unit or the processor. (ND4J is exempt from
 * the last two.)
 *
 * <p>A kernel is used by one thread.
 */
public interface FocalLossKernel {
  /** The name that rows and summaries carry. */
  String name();

  /** Whether the kernel takes wide tiles. */
  boolean acceptsWide();

  /**
   * Scores one block.
   *
   * @param tile filled scores and targets; the scores may be overwritten
   * @param sums overwritten with the sums of this block
   * @param counts added to
   * @throws InvalidScoreException for the first score, by pixel and then by class, that has no
   *     loss; ignored pixels are checked as well; sums and counts are then undefined
   */
  void score(Tile tile, BlockSums sums, BlockCounts counts);
}
