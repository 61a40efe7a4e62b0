package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.Parallel;
import io.github.focalaudit.evaluation.ImageOpener;
import io.github.focalaudit.evaluation.ImageOpener.Extent;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Tile;
import io.github.focalaudit.plan.PartitionPlan;
import io.github.focalaudit.plan.Partitioner;
import io.github.focalaudit.plan.WorkUnit;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Decides on the driver which images are split, and plans the partitions. Only of images that are
 * large enough to be split the headers are read. Immutable and thread-safe.
 */
final class UnitPlanner {
  private final Storage storage;
  private final ScoringSpec spec;

  /**
   * The work of a pass.
   *
   * @param partitions at least one, some of them empty where there is no work
   * @param splitImages how many images are in units
   */
  record Work(List<PartitionPlan> partitions, int splitImages) {
    List<byte[]> toBytes() {
      return partitions.stream().map(PartitionPlan::toBytes).toList();
    }
  }

  UnitPlanner(Storage storage, ScoringSpec spec) {
    this.storage = storage;
    this.spec = spec;
  }

  /**
   * @param partitions number of partitions, 0 for what bytes and cores suggest
   * @param parallelism cores of the cluster
   */
  Work plan(List<ImageRef> images, int partitions, int parallelism) throws IOException {
    long unitBytes =
        spec.unitBytes() > 0
            ? spec.unitBytes()
            : Partitioner.defaultUnitBytes(images, partitions, parallelism);
    Map<Boolean, List<ImageRef>> byLarge =
        images.stream().collect(Collectors.partitioningBy(image -> bytes(image) > unitBytes));
    List<ImageRef> whole = Objects.requireNonNull(byLarge.get(false));
    List<ImageRef> large = Objects.requireNonNull(byLarge.get(true));
    List<WorkUnit> units = new ArrayList<>();
    int split = 0;
    for (List<WorkUnit> ofImage : Parallel.map(large, image -> units(image, unitBytes))) {
      if (ofImage.size() > 1) {
        split++;
        units.addAll(ofImage);
      } else {
        whole.add(ofImage.get(0).image());
      }
    }
    int wanted =
        partitions > 0 ? partitions : Partitioner.defaultPartitions(whole, units, parallelism);
    return new Work(Partitioner.plan(whole, units, wanted), split);
  }

  private static long bytes(ImageRef image) {
    return Math.addExact(image.predictionBytes(), image.truthBytes());
  }

  /** The units of an image; one where it cannot be split, or is refused when it is scored. */
  private List<WorkUnit> units(ImageRef image, long unitBytes) throws StoreUnavailableException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ImageOpener opener = spec.opener(storage::open, scratch);
      Extent extent = opener.extent(image);
      long blocks = (extent.pixels() - 1) / Tile.PIXELS + 1;
      long most = extent.ranged() ? unitBytes : Long.MAX_VALUE;
      return WorkUnit.split(image, blocks, most, extent.maskBytes(), spec.unitBytes() == 0);
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return List.of(new WorkUnit(image, 0, 1, Partitioner.cost(image)));
    }
  }
}
