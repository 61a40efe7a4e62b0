package io.github.focalaudit.plan;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.ImageRefCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The work of one partition, sorted by id: images as a whole, and units of images that are split.
 * It has a byte form for the network. Immutable and thread-safe.
 *
 * <p>The byte form is a version, the number of images, the images by {@link ImageRefCodec}, the
 * number of units, and of each its image, first block, number of blocks and cost.
 */
public final class PartitionPlan {
  private static final int VERSION = 2;
  private static final int UNIT_BYTES = 3;

  private final List<ImageRef> images;
  private final List<WorkUnit> units;

  /** A plan of some images, in any order. */
  public PartitionPlan(List<ImageRef> images) {
    this(images, List.of());
  }

  /** A plan of some images and some units of others, in any order. */
  public PartitionPlan(List<ImageRef> images, List<WorkUnit> units) {
    this.images = images.stream().sorted(Comparator.comparing(ImageRef::imageId)).toList();
    this.units =
        units.stream()
            .sorted(
                Comparator.<WorkUnit, String>comparing(unit -> unit.image().imageId())
                    .thenComparingLong(WorkUnit::firstBlock))
            .toList();
  }

  /** The images that are not split, sorted by id. */
  public List<ImageRef> images() {
    return images;
  }

  /** The units of split images, sorted by id and first block. */
  public List<WorkUnit> units() {
    return units;
  }

  /** The sum of {@link Partitioner#cost(ImageRef)} and {@link WorkUnit#cost()}. */
  public long cost() {
    long cost = 0;
    for (ImageRef image : images) {
      cost = Math.addExact(cost, Partitioner.cost(image));
    }
    for (WorkUnit unit : units) {
      cost = Math.addExact(cost, unit.cost());
    }
    return cost;
  }

  /** The byte form. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(images.size());
    ImageRefCodec codec = new ImageRefCodec();
    images.forEach(image -> codec.write(image, out));
    out.writeNumber(units.size());
    for (WorkUnit unit : units) {
      codec.write(unit.image(), out);
      out.writeNumber(unit.firstBlock());
      out.writeNumber(unit.blockCount());
      out.writeNumber(unit.cost());
    }
    return out.toBytes();
  }

  /**
   * Reads the byte form.
   *
   * @throws IllegalArgumentException where the bytes are of another version, or damaged
   */
  public static PartitionPlan fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader("a partition plan", VERSION, bytes);
    int count = in.readCount("images", ImageRefCodec.LEAST_BYTES);
    List<ImageRef> images = new ArrayList<>(count);
    ImageRefCodec codec = new ImageRefCodec();
    for (int i = 0; i < count; i++) {
      images.add(codec.read(in));
    }
    int unitCount = in.readCount("units", ImageRefCodec.LEAST_BYTES + UNIT_BYTES);
    List<WorkUnit> units = new ArrayList<>(unitCount);
    for (int i = 0; i < unitCount; i++) {
      units.add(
          new WorkUnit(
              codec.read(in),
              in.readNumber("first block"),
              in.readNumber("number of blocks"),
              in.readNumber("cost of a unit")));
    }
    in.end();
    return new PartitionPlan(images, units);
  }
}
