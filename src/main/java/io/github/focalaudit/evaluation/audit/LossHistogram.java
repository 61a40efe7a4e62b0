package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.sum.ExactSum;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Losses counted in bins whose edges are a fixed 1/16 of an octave of doubles apart: the leading
 * bits of the double name the bin, so that every histogram has the same edges. The edges of a bin
 * differ by at most 6.25 %. Each bin has its exact sum. Adding and merging are free of order. Not
 * thread-safe.
 */
public final class LossHistogram {
  /** Exponent and four leading bits of the fraction stay. */
  private static final int DROPPED_BITS = 48;

  private static final class Bin {
    long count;
    ExactSum sum = new ExactSum();
  }

  private final TreeMap<Integer, Bin> bins = new TreeMap<>();

  /**
   * The share of the loss that the worst part of the values carries.
   *
   * @param fraction the part, in (0, 1]
   * @param count how many values that is, rounded up
   * @param lossShare at least this share of the loss
   * @param error the true share is at most this much larger
   */
  public record Share(double fraction, long count, double lossShare, double error) {}

  /** Adds a finite value of at least 0. */
  public void add(double loss) {
    Bin bin = bins.computeIfAbsent(key(loss), key -> new Bin());
    bin.count++;
    bin.sum.add(loss);
  }

  /** Adds the values of another histogram. */
  public void merge(LossHistogram other) {
    other.bins.forEach(
        (key, added) -> {
          Bin bin = bins.computeIfAbsent(key, absent -> new Bin());
          bin.count += added.count;
          bin.sum.merge(added.sum);
        });
  }

  private static int key(double loss) {
    return (int) (Double.doubleToRawLongBits(Math.max(0, loss)) >>> DROPPED_BITS);
  }

  private static double upperEdge(int key) {
    return Double.longBitsToDouble((key + 1L) << DROPPED_BITS);
  }

  /** Number of values. */
  public long count() {
    return bins.values().stream().mapToLong(bin -> bin.count).sum();
  }

  /**
   * The share of the loss that the worst values carry; null where there is no loss. Of the bin that
   * the cut goes through, k values carry at least k means of the bin and at most k times its upper
   * edge or its sum: that is the stated error.
   */
  public @Nullable Share worst(double fraction) {
    long all = count();
    ExactSum total = new ExactSum();
    bins.values().forEach(bin -> total.merge(bin.sum));
    double loss = total.value();
    if (!(loss > 0)) {
      return null;
    }
    long wanted = Math.min(all, (long) Math.ceil(fraction * all));
    long left = wanted;
    ExactSum carried = new ExactSum();
    double error = 0;
    for (Map.Entry<Integer, Bin> entry : bins.descendingMap().entrySet()) {
      Bin bin = entry.getValue();
      if (bin.count <= left) {
        carried.merge(bin.sum);
        left -= bin.count;
      } else {
        double sum = bin.sum.value();
        double least = sum / bin.count * left;
        carried.add(least);
        error = Math.max(0, Math.min(left * upperEdge(entry.getKey()), sum) - least);
        left = 0;
      }
      if (left == 0) {
        break;
      }
    }
    return new Share(fraction, wanted, carried.value() / loss, error / loss);
  }

  void write(DataOutput out) throws IOException {
    out.writeInt(bins.size());
    for (Map.Entry<Integer, Bin> entry : bins.entrySet()) {
      out.writeInt(entry.getKey());
      out.writeLong(entry.getValue().count);
      entry.getValue().sum.write(out);
    }
  }

  static LossHistogram read(DataInput in) throws IOException {
    LossHistogram read = new LossHistogram();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      int key = in.readInt();
      Bin bin = new Bin();
      bin.count = in.readLong();
      bin.sum = ExactSum.read(in);
      read.bins.put(key, bin);
    }
    return read;
  }
}
