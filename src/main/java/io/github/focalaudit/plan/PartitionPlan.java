package io.github.focalaudit.plan;

import io.github.focalaudit.dataset.ImageRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The images of one partition, sorted by id, with a byte form for the network. Immutable and
 * thread-safe.
 *
 * <p>Byte form, version 1, numbers as unsigned LEB128:
 *
 * <pre>
 * byte     version, 1
 * number   images
 * image:   text imageId, text predictionPath, text truthPath,
 *          number predictionBytes, number truthBytes, number batchIndex + 1,
 *          number columns, column: text name, number 0 (null) or 1, text value where 1
 * text:    number of leading characters shared with the last text of this kind,
 *          number of UTF-8 bytes of the rest, the rest
 * </pre>
 *
 * Kinds of text are ids, prediction paths, truth paths, names and values: neighbours share most of
 * their characters.
 */
public final class PartitionPlan {
  private static final int VERSION = 1;
  private static final int KINDS = 5;
  private static final int ID = 0;
  private static final int PREDICTION = 1;
  private static final int TRUTH = 2;
  private static final int NAME = 3;
  private static final int VALUE = 4;

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
    PlanWriter writer = new PlanWriter(KINDS);
    writer.single(VERSION);
    writer.number(images.size());
    for (ImageRef image : images) {
      writer.text(ID, image.imageId());
      writer.text(PREDICTION, image.predictionPath());
      writer.text(TRUTH, image.truthPath());
      writer.number(image.predictionBytes());
      writer.number(image.truthBytes());
      writer.number(image.batchIndex() + 1L);
      writer.number(image.columns().size());
      for (Map.Entry<String, @Nullable String> column : image.columns().entrySet()) {
        writer.text(NAME, column.getKey());
        String value = column.getValue();
        writer.number(value == null ? 0 : 1);
        if (value != null) {
          writer.text(VALUE, value);
        }
      }
    }
    return writer.bytes();
  }

  /**
   * Reads the byte form.
   *
   * @throws IllegalArgumentException where the bytes are of another version, or damaged
   */
  public static PartitionPlan fromBytes(byte[] bytes) {
    PlanReader reader = new PlanReader(bytes, KINDS);
    int version = reader.single();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "partition plan of version " + version + ", expected " + VERSION);
    }
    int count = reader.count();
    List<ImageRef> images = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String id = reader.text(ID);
      String predictionPath = reader.text(PREDICTION);
      String truthPath = reader.text(TRUTH);
      long predictionBytes = reader.number();
      long truthBytes = reader.number();
      int batchIndex = Math.toIntExact(reader.number() - 1);
      Map<String, @Nullable String> columns = new TreeMap<>();
      int columnCount = reader.count();
      for (int c = 0; c < columnCount; c++) {
        String name = reader.text(NAME);
        columns.put(name, reader.number() == 0 ? null : reader.text(VALUE));
      }
      images.add(
          new ImageRef(
              id, predictionPath, truthPath, predictionBytes, truthBytes, batchIndex, columns));
    }
    reader.end();
    return new PartitionPlan(images);
  }
}
