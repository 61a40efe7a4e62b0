package io.github.focalaudit.spark;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Brings the outcomes of many partitions into a few, in their order, by a shuffle. Partitions that
 * are lost before they were fetched are made again in parallel, as tasks of the map stage; behind a
 * {@code coalesce} one task would score them all, one after the other. Stateless.
 */
final class GatheredOutcomes {
  private GatheredOutcomes() {}

  /**
   * The images among outcomes, scored and refused, without the statistics of pixels.
   *
   * @param partitions at most as many; each takes neighbouring partitions
   */
  static JavaRDD<byte[]> of(JavaRDD<byte[]> outcomes, int partitions) {
    int sources = outcomes.getNumPartitions();
    return outcomes
        .mapPartitionsWithIndex(Numbered::new, false)
        .mapToPair(item -> item)
        .repartitionAndSortWithinPartitions(new Neighbours(sources, Math.min(partitions, sources)))
        .values();
  }

  /** Outcomes with their partition in the upper half of a number, their place in the lower. */
  private static final class Numbered implements Iterator<Tuple2<Long, byte[]>> {
    private final Iterator<byte[]> items;
    private long number;
    private byte[] next = new byte[0];

    Numbered(int partition, Iterator<byte[]> items) {
      this.items = items;
      this.number = (long) partition << Integer.SIZE;
    }

    @Override
    public boolean hasNext() {
      while (next.length == 0 && items.hasNext()) {
        byte[] item = items.next();
        next = Outcome.isPixels(item) ? next : item;
      }
      return next.length > 0;
    }

    @Override
    public Tuple2<Long, byte[]> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Tuple2<Long, byte[]> item = new Tuple2<>(number++, next);
      next = new byte[0];
      return item;
    }
  }

  /** Equal shares of partitions, in their order. */
  private static final class Neighbours extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int sources;
    private final int targets;

    Neighbours(int sources, int targets) {
      this.sources = sources;
      this.targets = targets;
    }

    @Override
    public int numPartitions() {
      return targets;
    }

    @Override
    public int getPartition(Object key) {
      return (int) (((long) key >>> Integer.SIZE) * targets / sources);
    }
  }
}
