package io.github.focalaudit.kernel;

/** One way of the vector kernel through a block. Not thread-safe. */
interface VectorPath {
  /** As {@link FocalLossKernel#score}, for a tile that is not wide; the sums are zero before. */
  void score(Tile tile, BlockSums sums, BlockCounts counts);
}
