package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.sum.ExactSum;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Losses, as the floats nearest to them, counted in bins whose edges are a fixed 1/16 of an octave
 * apart: the leading bits of the float name the bin, so that every histogram has the same edges.
 * The edges of a bin differ by at most 6.25 %.
 *
 * <p>The other bits of the floats of a bin are added as an integer, so that the sum of a bin is
 * exact, for up to 2^44 values a bin. Adding and merging are free of order. Not thread-safe.
 */
public final class LossHistogram {
  /** Exponent and four leading bits of the fraction name the bin. */
  private static final int LOW_BITS = 19;

  private static final int LOW_MASK = (1 << LOW_BITS) - 1;

  /** Floats that are not negative, the infinite one included. */
  private static final int BINS =
      (Float.floatToRawIntBits(Float.POSITIVE_INFINITY) >>> LOW_BITS) + 1;

  private static final int LONG_HALF = 32;

  private final long[] counts = new long[BINS];
  private final long[] lows = new long[BINS];

  /**
   * The share of the loss that the worst part of the values carries.
   *
   * @param fraction the part, in (0, 1]
   * @param count how many values that is, rounded up
   * @param lossShare at least this share of the loss
   * @param error the true share is at most this much larger
   */
  public record Share(double fraction, long count, double lossShare, double error) {}

  /** Adds a value of at least 0; NaN counts as infinite. */
  public void add(double loss) {
    int bits = Float.floatToRawIntBits((float) loss);
    int bin = Math.min(BINS - 1, (bits & Integer.MAX_VALUE) >>> LOW_BITS);
    counts[bin]++;
    lows[bin] += bits & LOW_MASK;
  }

  /** Adds the values of another histogram. */
  public void merge(LossHistogram other) {
    for (int bin = 0; bin < BINS; bin++) {
      counts[bin] += other.counts[bin];
      lows[bin] = Math.addExact(lows[bin], other.lows[bin]);
    }
  }

  void reset() {
    Arrays.fill(counts, 0);
    Arrays.fill(lows, 0);
  }

  /** The smallest value of a bin, which is the upper edge of the bin below. */
  private static double lowerEdge(int bin) {
    return Float.intBitsToFloat(bin << LOW_BITS);
  }

  /** The exact sum of a bin. */
  private void addSum(int bin, ExactSum to) {
    if (counts[bin] == 0) {
      return;
    }
    // A count of up to 2^44 times an edge of 5 bits is exact; so are halves of a long times a power
    // of two.
    double unit = Math.ulp(Float.intBitsToFloat(bin << LOW_BITS));
    to.add(counts[bin] * lowerEdge(bin));
    to.add((lows[bin] >>> LONG_HALF) * 0x1p32 * unit);
    to.add((lows[bin] & 0xFFFF_FFFFL) * unit);
  }

  private double sum(int bin) {
    ExactSum sum = new ExactSum();
    addSum(bin, sum);
    return sum.value();
  }

  /** Number of values. */
  public long count() {
    return Arrays.stream(counts).sum();
  }

  /**
   * The share of the loss that the worst values carry; null where there is no loss, or an infinite
   * one. Of the bin that the cut goes through, k values carry at least k means of the bin and at
   * most k times its upper edge or its sum: that is the stated error.
   */
  public @Nullable Share worst(double fraction) {
    long all = count();
    ExactSum total = new ExactSum();
    for (int bin = 0; bin < BINS; bin++) {
      addSum(bin, total);
    }
    double loss = total.value();
    if (!(loss > 0) || !Double.isFinite(loss)) {
      return null;
    }
    long wanted = Math.min(all, (long) Math.ceil(fraction * all));
    long left = wanted;
    ExactSum carried = new ExactSum();
    double error = 0;
    for (int bin = BINS - 1; bin >= 0 && left > 0; bin--) {
      if (counts[bin] <= left) {
        addSum(bin, carried);
        left -= counts[bin];
      } else {
        double sum = sum(bin);
        double least = sum / counts[bin] * left;
        carried.add(least);
        error = Math.max(0, Math.min(left * lowerEdge(bin + 1), sum) - least);
        left = 0;
      }
    }
    return new Share(fraction, wanted, carried.value() / loss, error / loss);
  }

  void write(ByteWriter out) {
    out.writeNumber(Arrays.stream(counts).filter(count -> count > 0).count());
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        out.writeNumber(bin);
        out.writeNumber(counts[bin]);
        out.writeNumber(lows[bin]);
      }
    }
  }

  static LossHistogram read(ByteReader in) {
    LossHistogram read = new LossHistogram();
    int size = in.readCount("bins of the loss", 3);
    for (int i = 0; i < size; i++) {
      int bin = in.readIndex("bin of the loss", BINS);
      read.counts[bin] = in.readNumber("count of a bin");
      read.lows[bin] = in.readNumber("low bits of a bin");
    }
    return read;
  }
}
