package io.github.focalaudit.comparison;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.sum.ExactSum;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The change of the loss mean by its parts: loss sums and denominators of both runs by kind of
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

  private static final int VERSION = 2;
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
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(groups.size());
    groups.forEach(
        (dimension, labels) -> {
          out.writeText(dimension);
          out.writeNumber(labels.size());
          labels.forEach(
              (label, group) -> {
                out.writeText(label);
                out.writeNumber(group.images);
                for (ExactSum sum : group.sums) {
                  sum.write(out);
                }
              });
        });
    return out.toBytes();
  }

  /**
   * Adds the state that the bytes hold.
   *
   * @throws IllegalArgumentException where they are not the versioned form
   */
  public void merge(byte[] bytes) {
    ByteReader in = new ByteReader("a change", VERSION, bytes);
    int dimensions = in.readCount("dimensions", 2);
    for (int d = 0; d < dimensions; d++) {
      String dimension = in.readText("dimension");
      int labels = in.readCount("labels", 2);
      for (int l = 0; l < labels; l++) {
        Group group = group(dimension, in.readText("label"));
        group.images += in.readNumber("images");
        for (int i = 0; i < SUMS; i++) {
          group.sums[i].merge(ExactSum.read(in));
        }
      }
    }
    in.end();
  }
}
