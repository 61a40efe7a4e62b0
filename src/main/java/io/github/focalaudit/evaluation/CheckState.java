package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.sum.ExactSum;
import org.jspecify.annotations.Nullable;

/** The checks of sampled bands, mergeable. Not thread-safe. */
public final class CheckState {
  private long bands;
  private long comparedBands;
  private double maxRelativeDifference;
  private ExactSum baseLoss = new ExactSum();
  private ExactSum perturbedLoss = new ExactSum();

  void add(@Nullable BandCheck check) {
    if (check == null) {
      return;
    }
    bands++;
    if (!Double.isNaN(check.maxRelativeDifference())) {
      comparedBands++;
      maxRelativeDifference = Math.max(maxRelativeDifference, check.maxRelativeDifference());
    }
    baseLoss.add(check.baseLoss());
    perturbedLoss.add(check.perturbedLoss());
  }

  void merge(CheckState other) {
    bands += other.bands;
    comparedBands += other.comparedBands;
    maxRelativeDifference = Math.max(maxRelativeDifference, other.maxRelativeDifference);
    baseLoss.merge(other.baseLoss);
    perturbedLoss.merge(other.perturbedLoss);
  }

  /** Bands that were sampled. */
  public long bands() {
    return bands;
  }

  /** Bands that a second kernel scored as well. */
  public long comparedBands() {
    return comparedBands;
  }

  /** Largest relative difference between the kernels over the sums of a band. */
  public double maxRelativeDifference() {
    return maxRelativeDifference;
  }

  /**
   * What half a unit in the last place of every stored score, with random sign, does to the loss of
   * the sampled bands, relative; null where no band had a loss.
   */
  public @Nullable Double precision() {
    double base = baseLoss.value();
    return base > 0 && Double.isFinite(base) ? Math.abs(perturbedLoss.value() - base) / base : null;
  }

  void write(ByteWriter out) {
    out.writeNumber(bands);
    out.writeNumber(comparedBands);
    out.writeDouble(maxRelativeDifference);
    baseLoss.write(out);
    perturbedLoss.write(out);
  }

  static CheckState read(ByteReader in) {
    CheckState state = new CheckState();
    state.bands = in.readNumber("bands");
    state.comparedBands = in.readNumber("compared bands");
    state.maxRelativeDifference = in.readDouble("largest difference");
    state.baseLoss = ExactSum.read(in);
    state.perturbedLoss = ExactSum.read(in);
    return state;
  }
}
