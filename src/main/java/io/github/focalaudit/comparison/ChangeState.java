package io.github.focalaudit.comparison;

import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.sum.ExactSum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What carries the change of the loss mean: loss sums and denominators of both runs by kind of
 * image, by class, and by value of each set of slice columns. Mergeable, free of order. Not
 * thread-safe.
 */
public final class ChangeState {
  /** The dimension of the kinds of image. */
  public static final String KINDS = "images";

  /** The dimension of the classes. */
  public static final String CLASSES = "classes";

  /** The label of images that lack a value for a slice column. */
  public static final String NO_VALUE = "(none)";

  private static final byte VERSION = 1;
  private static final int SUMS = 4;

  private final LossView view;
  private final List<String> classNames;
  private final List<List<String>> sliceColumns;
  private final TreeMap<String, TreeMap<String, Group>> groups = new TreeMap<>();

  /**
   * The state of no image.
   *
   * @param view what the loss is made of
   * @param classNames one a class
   * @param sliceColumns sets of columns that slice the images
   */
  public ChangeState(LossView view, List<String> classNames, List<List<String>> sliceColumns) {
    this.view = view;
    this.classNames = List.copyOf(classNames);
    this.sliceColumns = List.copyOf(sliceColumns);
  }

  /** Sums of one label: loss and denominator of the baseline, then of the candidate. */
  static final class Group {
    final ExactSum[] sums = {new ExactSum(), new ExactSum(), new ExactSum(), new ExactSum()};
    long images;
  }

  /** Adds an image. */
  public void add(ImagePair pair) {
    add(group(KINDS, pair.kind().label()), pair, -1);
    for (int c = 0; c < view.classes(); c++) {
      if (view.counts(c)) {
        add(group(CLASSES, className(c)), pair, c);
      }
    }
    for (List<String> columns : sliceColumns) {
      SliceKey key = SliceKey.of(columns, pair.any().slices());
      add(group(slices(columns), key == null ? NO_VALUE : key.label()), pair, -1);
    }
  }

  /** The dimension of a set of slice columns; no column can have the name of another dimension. */
  private static String slices(List<String> columns) {
    return "slice[" + String.join(",", columns) + "]";
  }

  private String className(int classIndex) {
    return classIndex < classNames.size()
        ? classNames.get(classIndex)
        : Integer.toString(classIndex);
  }

  private Group group(String dimension, String label) {
    return groups
        .computeIfAbsent(dimension, key -> new TreeMap<>())
        .computeIfAbsent(label, key -> new Group());
  }

  private void add(Group group, ImagePair pair, int classIndex) {
    add(group.sums, 0, pair.baseline(), classIndex);
    add(group.sums, 2, pair.candidate(), classIndex);
    group.images++;
  }

  private void add(ExactSum[] sums, int at, @Nullable ImageScore image, int classIndex) {
    if (image == null) {
      return;
    }
    if (classIndex < 0) {
      sums[at].add(view.lossSum(image));
      sums[at + 1].add(view.isRatio() ? view.denominator(image) : 0);
    } else {
      sums[at].add(view.classLossSum(classIndex, image));
      sums[at + 1].add(view.denominatorPart(classIndex, image));
    }
  }

  /** Adds a state of the same classes and columns. */
  public void merge(ChangeState other) {
    other.groups.forEach(
        (dimension, labels) ->
            labels.forEach(
                (label, added) -> {
                  Group group = group(dimension, label);
                  for (int i = 0; i < SUMS; i++) {
                    group.sums[i].merge(added.sums[i]);
                  }
                  group.images += added.images;
                }));
  }

  /** How many images are of a kind. */
  public long count(ImagePair.Kind kind) {
    TreeMap<String, Group> kinds = groups.get(KINDS);
    Group group = kinds == null ? null : kinds.get(kind.label());
    return group == null ? 0 : group.images;
  }

  /** Sums by dimension and label. */
  Map<String, TreeMap<String, Group>> groups() {
    return groups;
  }

  LossView view() {
    return view;
  }

  /** The versioned form. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(groups.size());
      for (Map.Entry<String, TreeMap<String, Group>> dimension : groups.entrySet()) {
        out.writeUTF(dimension.getKey());
        out.writeInt(dimension.getValue().size());
        for (Map.Entry<String, Group> entry : dimension.getValue().entrySet()) {
          out.writeUTF(entry.getKey());
          out.writeLong(entry.getValue().images);
          for (ExactSum sum : entry.getValue().sums) {
            sum.write(out);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Adds the state that the bytes hold.
   *
   * @throws IllegalArgumentException where they are not the versioned form
   */
  public void merge(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "bytes of a change: expected version " + VERSION + ", got " + version);
      }
      int dimensions = in.readInt();
      for (int d = 0; d < dimensions; d++) {
        String dimension = in.readUTF();
        int labels = in.readInt();
        for (int l = 0; l < labels; l++) {
          Group group = group(dimension, in.readUTF());
          group.images += in.readLong();
          for (int i = 0; i < SUMS; i++) {
            group.sums[i].merge(ExactSum.read(in));
          }
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("bytes of a change: they end early", e);
    }
  }
}
