package io.github.focalaudit.plan;

import io.github.focalaudit.dataset.ImageRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Images and work units to partitions of nearly equal cost, by the longest-processing-time rule
 * (Graham, 1969): the largest first, each to the partition with the least so far. Its largest
 * partition is at most 4/3 of the best possible. Ties are broken by id and by partition number, so
 * that the same images always make the same plan, in whatever order they come. Stateless and
 * thread-safe.
 */
public final class Partitioner {
  /** What one image costs beside its bytes: opening two files, decoding headers, a row. */
  public static final long IMAGE_COST_BYTES = 128 * 1024;

  /**
   * Cost of a partition where nothing else decides: a quarter of a second of raw arrays, two of
   * compressed ones, against the 10 ms that scheduling a task takes of driver and executor.
   */
  public static final long TARGET_COST_BYTES = 512L * 1024 * 1024;

  /** Partitions a core at least, so that cores that are done early find more to do. */
  public static final int PARTITIONS_PER_CORE = 4;

  /** Above this, scheduling costs the driver more than balance gains. */
  public static final int MAX_DEFAULT_PARTITIONS = 50_000;

  /** An image of at most so many bytes is never split where nothing else is asked for: 256 MiB. */
  static final long LEAST_UNIT_BYTES = 256L * 1024 * 1024;

  /** Images that are placed together, or a unit of one. */
  private record Item(List<ImageRef> images, @Nullable WorkUnit unit, long cost) {
    String id() {
      return unit == null ? images.get(0).imageId() : unit.image().imageId();
    }

    long firstBlock() {
      return unit == null ? 0 : unit.firstBlock();
    }
  }

  private record Load(int partition, long cost) {}

  private Partitioner() {}

  /** The cost of an image: {@link #IMAGE_COST_BYTES} and its bytes. */
  public static long cost(ImageRef image) {
    return Math.addExact(
        IMAGE_COST_BYTES, Math.addExact(image.predictionBytes(), image.truthBytes()));
  }

  /**
   * The number of partitions where none was asked for: as many as {@link #TARGET_COST_BYTES} asks
   * for, at least {@link #PARTITIONS_PER_CORE} a core, at most {@link #MAX_DEFAULT_PARTITIONS}, and
   * never more than images. 1 for no image.
   *
   * @param parallelism cores of the cluster, at least 1
   */
  public static int defaultPartitions(List<ImageRef> images, int parallelism) {
    return defaultPartitions(images, List.of(), parallelism);
  }

  /**
   * The same where other images are split.
   *
   * @param units of all split images
   */
  public static int defaultPartitions(
      List<ImageRef> images, List<WorkUnit> units, int parallelism) {
    if (parallelism < 1) {
      throw new IllegalArgumentException("parallelism below 1: " + parallelism);
    }
    long byCost = (totalCost(images, units) + TARGET_COST_BYTES - 1) / TARGET_COST_BYTES;
    long byCores = (long) parallelism * PARTITIONS_PER_CORE;
    long wanted = Math.min(Math.max(byCost, byCores), MAX_DEFAULT_PARTITIONS);
    return (int) Math.max(1, Math.min(wanted, (long) images.size() + units.size()));
  }

  /**
   * The bytes from which an image is split where nothing is asked for: the fair share of a
   * partition, so that no image keeps one core busy when all others are done; at least {@link
   * #LEAST_UNIT_BYTES}.
   *
   * @param partitions number of partitions, 0 for {@link #PARTITIONS_PER_CORE} a core
   * @param parallelism cores of the cluster, at least 1
   */
  public static long defaultUnitBytes(List<ImageRef> images, int partitions, int parallelism) {
    long shares = partitions > 0 ? partitions : (long) PARTITIONS_PER_CORE * parallelism;
    return Math.max(LEAST_UNIT_BYTES, totalCost(images, List.of()) / shares);
  }

  /**
   * Distributes images. Those of one batch file that follow each other stay together up to the fair
   * share of a partition, so that a file that has to be read as a whole is not read by every task.
   *
   * @param partitions the most partitions to make, at least 1
   * @return plans without empty ones, images of each sorted by id
   */
  public static List<PartitionPlan> plan(List<ImageRef> images, int partitions) {
    return plan(images, List.of(), partitions);
  }

  /**
   * The same with the units of split images, which go where there is room like images.
   *
   * @param images those that are not split
   * @param units of all split images
   */
  public static List<PartitionPlan> plan(
      List<ImageRef> images, List<WorkUnit> units, int partitions) {
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions below 1: " + partitions);
    }
    List<ImageRef> sorted = new ArrayList<>(images);
    sorted.sort(
        Comparator.comparing(ImageRef::predictionPath)
            .thenComparingInt(ImageRef::batchIndex)
            .thenComparing(ImageRef::imageId));
    List<Item> items = items(sorted, totalCost(images, units) / partitions);
    units.forEach(unit -> items.add(new Item(List.of(), unit, unit.cost())));
    items.sort(
        Comparator.comparingLong(Item::cost)
            .reversed()
            .thenComparing(Item::id)
            .thenComparingLong(Item::firstBlock));

    int count = Math.min(partitions, items.size());
    List<List<ImageRef>> contents = new ArrayList<>(count);
    List<List<WorkUnit>> parts = new ArrayList<>(count);
    PriorityQueue<Load> loads =
        new PriorityQueue<>(Comparator.comparingLong(Load::cost).thenComparingInt(Load::partition));
    for (int i = 0; i < count; i++) {
      contents.add(new ArrayList<>());
      parts.add(new ArrayList<>(0));
      loads.add(new Load(i, 0));
    }
    for (Item item : items) {
      Load least = loads.remove();
      contents.get(least.partition()).addAll(item.images());
      if (item.unit() != null) {
        parts.get(least.partition()).add(item.unit());
      }
      loads.add(new Load(least.partition(), Math.addExact(least.cost(), item.cost())));
    }
    List<PartitionPlan> plans = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      plans.add(new PartitionPlan(contents.get(i), parts.get(i)));
    }
    return plans;
  }

  private static List<Item> items(List<ImageRef> sorted, long fairShare) {
    List<Item> items = new ArrayList<>(sorted.size());
    int start = 0;
    while (start < sorted.size()) {
      ImageRef first = sorted.get(start);
      long cost = cost(first);
      int end = start + 1;
      while (end < sorted.size() && first.batchIndex() != ImageRef.NO_BATCH) {
        ImageRef next = sorted.get(end);
        long together = Math.addExact(cost, cost(next));
        if (!next.predictionPath().equals(first.predictionPath()) || together > fairShare) {
          break;
        }
        cost = together;
        end++;
      }
      items.add(new Item(sorted.subList(start, end), null, cost));
      start = end;
    }
    return items;
  }

  private static long totalCost(List<ImageRef> images, List<WorkUnit> units) {
    long total = 0;
    for (ImageRef image : images) {
      total = Math.addExact(total, cost(image));
    }
    for (WorkUnit unit : units) {
      total = Math.addExact(total, unit.cost());
    }
    return total;
  }
}
