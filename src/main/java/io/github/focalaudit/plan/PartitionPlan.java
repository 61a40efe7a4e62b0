package io.github.focalaudit.plan;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.ImageRefCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The images of one partition, sorted by id, with a byte form for the network. Immutable and
 * thread-safe.
 *
 * <p>The byte form is a version, the number of images, and the images by {@link ImageRefCodec}.
 */
public final class PartitionPlan {
  private static final int VERSION = 1;

  private final List<ImageRef> images;

  /** A plan of some images, in any order. */
  public PartitionPlan(List<ImageRef> images) {
    this.images = images.stream().sorted(Comparator.comparing(ImageRef::imageId)).toList();
  }

  /** The images, sorted by id. */
  public List<ImageRef> images() {
    return images;
  }

  /** The sum of {@link Partitioner#cost(ImageRef)}. */
  public long cost() {
    long cost = 0;
    for (ImageRef image : images) {
      cost = Math.addExact(cost, Partitioner.cost(image));
    }
    return cost;
  }

  /** The byte form. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(images.size());
    ImageRefCodec codec = new ImageRefCodec();
    images.forEach(image -> codec.write(image, out));
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
    in.end();
    return new PartitionPlan(images);
  }
}
