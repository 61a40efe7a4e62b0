package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.kernel.BlockSums;

/**
 * The mergeable sums behind a {@link BandCheck}: of a band, or of what of it lies in a unit of the
 * image. Sums are exact, so that adding and merging are free of order. Not thread-safe.
 */
final class BandState {
  /**
   * Sums below this part of the clamp's own term a pixel are noise in float32: the contract adds
   * 1e-37 a pixel to its relative tolerance.
   */
  private static final double FLOOR_PER_PIXEL = 1e-37;

  private final int gammas;
  private final int classes;
  private final SumsByClass scored;
  private final SumsByClass checked;
  private final SumsByClass base;
  private final SumsByClass moved;
  private long pixels;
  private boolean independent;

  /**
   * The sums of no block.
   *
   * @param independent whether there is a second opinion
   */
  BandState(int gammas, int classes, boolean independent) {
    this.gammas = gammas;
    this.classes = classes;
    this.independent = independent;
    scored = new SumsByClass(gammas, classes);
    checked = new SumsByClass(gammas, classes);
    base = new SumsByClass(gammas, classes);
    moved = new SumsByClass(gammas, classes);
  }

  void reset() {
    scored.reset();
    checked.reset();
    base.reset();
    moved.reset();
    pixels = 0;
  }

  /** Adds a block as the kernel has scored it. */
  void addScored(BlockSums sums, int pixelCount) {
    scored.add(sums);
    pixels += pixelCount;
  }

  /** Adds it as the second opinion has. */
  void addChecked(BlockSums sums) {
    checked.add(sums);
  }

  /** Adds it in double precision. */
  void addBase(BlockSums sums) {
    base.add(sums);
  }

  /** Adds it in double precision, with every score moved. */
  void addMoved(BlockSums sums) {
    moved.add(sums);
  }

  /**
   * Adds the blocks of another state of the same settings. There is a second opinion of all where
   * there is one of both.
   */
  void merge(BandState other) {
    independent &= other.independent;
    scored.merge(other.scored);
    checked.merge(other.checked);
    base.merge(other.base);
    moved.merge(other.moved);
    pixels += other.pixels;
  }

  void write(ByteWriter out) {
    out.writeFlag(independent);
    out.writeNumber(pixels);
    scored.write(out);
    checked.write(out);
    base.write(out);
    moved.write(out);
  }

  static BandState read(int gammas, int classes, ByteReader in) {
    BandState read = new BandState(gammas, classes, in.readFlag("whether a second opinion"));
    read.pixels = in.readNumber("pixels of a band");
    read.scored.merge(SumsByClass.read(gammas, classes, in));
    read.checked.merge(SumsByClass.read(gammas, classes, in));
    read.base.merge(SumsByClass.read(gammas, classes, in));
    read.moved.merge(SumsByClass.read(gammas, classes, in));
    return read;
  }

  BandCheck finish(LossFormula formula) {
    double difference = independent ? maxRelativeDifference() : Double.NaN;
    return new BandCheck(
        difference,
        formula.lossSum(base.positive()[0], base.negative()[0]),
        formula.lossSum(moved.positive()[0], moved.negative()[0]));
  }

  private double maxRelativeDifference() {
    double largest = 0;
    double[][][] ours = {scored.positive(), scored.negative()};
    double[][][] theirs = {checked.positive(), checked.negative()};
    for (int sign = 0; sign < 2; sign++) {
      for (int g = 0; g < gammas; g++) {
        for (int c = 0; c < classes; c++) {
          largest = Math.max(largest, difference(ours[sign][g][c], theirs[sign][g][c], pixels));
        }
      }
    }
    return largest;
  }

  private static double difference(double ours, double theirs, long pixels) {
    if (ours == theirs) {
      return 0;
    }
    if (!Double.isFinite(ours) || !Double.isFinite(theirs)) {
      return Double.POSITIVE_INFINITY;
    }
    double difference = Math.abs(ours - theirs) - FLOOR_PER_PIXEL * pixels;
    return difference <= 0 ? 0 : difference / Math.abs(theirs);
  }
}
