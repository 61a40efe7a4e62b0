package io.github.focalaudit.dataset;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementDecoder;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.VectorMasks;
import io.github.focalaudit.setting.Setting;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Mask values to targets, as a kernel takes them: class indices as floats, {@link #IGNORED} for
 * what is left out. The map comes first, then the ignored values, then the range check. Always says
 * the same; thread-safe.
 */
public final class LabelEncoder {
  /** Target of a pixel that is left out. */
  public static final float IGNORED = -1f;

  /** Values below are looked up in a table from the start: all that masks of 8 bits can hold. */
  private static final int SMALL_TABLE = 1 << 8;

  /** Values below are looked up in a table once one of them was met: masks of 16 bits. */
  private static final int LARGE_TABLE = 1 << 16;

  private static final float UNMAPPED = -2f;
  private static final float OUT_OF_RANGE = -3f;
  private static final float DROPPED = -4f;

  /** The most classes a float can number exactly. */
  private static final int CLASS_LIMIT = 1 << 24;

  private final @Nullable LabelMap map;
  private final Set<Integer> ignored;
  private final int classes;
  private final Set<Integer> dropped;

  /** So many values from 0 on are class indices themselves: without a map, as a rule, all. */
  private final int unchanged;

  private volatile float[] table;

  /**
   * @param map null where mask values are class indices already
   * @param ignored values left out, after the map
   * @param classes number of classes; 2 for the 0 and 1 of sigmoid masks
   * @throws DatasetException where the map has a target that is no class and not ignored
   */
  public LabelEncoder(@Nullable LabelMap map, Collection<Integer> ignored, int classes) {
    this(map, ignored, classes, Set.of());
  }

  /**
   * An encoder that refuses the labels of some classes.
   *
   * @param dropped classes that no pixel may have
   * @throws DatasetException where the map has a target that is no class and not ignored
   */
  public LabelEncoder(
      @Nullable LabelMap map,
      Collection<Integer> ignored,
      int classes,
      Collection<Integer> dropped) {
    if (classes < 1 || classes > CLASS_LIMIT) {
      throw new IllegalArgumentException("classes out of [1, " + CLASS_LIMIT + "]: " + classes);
    }
    this.map = map;
    this.ignored = new TreeSet<>(ignored);
    this.classes = classes;
    this.dropped = Set.copyOf(dropped);
    if (map != null) {
      map.requireTargetsBelow(classes, this.ignored);
    }
    table = table(SMALL_TABLE);
    unchanged = unchanged();
  }

  private int unchanged() {
    int value = 0;
    while (value < Math.min(classes, LARGE_TABLE) && lookUp(value) == value) {
      value++;
    }
    return value;
  }

  private float[] table(int size) {
    float[] targets = new float[size];
    for (int value = 0; value < size; value++) {
      targets[value] = lookUp(value);
    }
    return targets;
  }

  /**
   * Encodes a run of mask values.
   *
   * @param values the mask values
   * @param from where in there the run starts
   * @param count its length
   * @param targets where the targets go
   * @param to where in there they start
   * @param path the mask file, for errors
   * @param position the place of the run's i-th value in words, such as {@code y 3, x 5}, for
   *     errors
   * @throws BadInputException {@code LABEL_OUT_OF_RANGE} or {@code UNMAPPED_LABEL} with the
   *     position of the first value at fault; the targets are undefined then
   */
  public void encode(
      int[] values,
      int from,
      int count,
      float[] targets,
      int to,
      String path,
      IntFunction<String> position)
      throws BadInputException {
    int done =
        ElementDecoder.VECTORS
            ? VectorMasks.encode(values, from, count, targets, to, unchanged)
            : 0;
    float[] known = table;
    for (int i = done; i < count; i++) {
      int value = values[from + i];
      float target;
      if (value >= 0 && value < known.length) {
        target = known[value];
      } else {
        target = lookUp(value);
        known = grown(known, value);
      }
      if (target < IGNORED) {
        throw error(value, target, path, position.apply(i));
      }
      targets[to + i] = target;
    }
  }

  private float[] grown(float[] known, int value) {
    if (value < 0 || value >= LARGE_TABLE || known.length == LARGE_TABLE) {
      return known;
    }
    float[] large = table(LARGE_TABLE);
    table = large;
    return large;
  }

  private BadInputException error(int value, float target, String path, String position) {
    String what = "mask value " + value + " at " + position + ", ";
    if (target == UNMAPPED) {
      return new BadInputException(
          ReasonCode.UNMAPPED_LABEL, path, what + "which the label map does not name");
    }
    return new BadInputException(
        ReasonCode.LABEL_OUT_OF_RANGE, path, what + (target == DROPPED ? dropped() : range()));
  }

  private static String dropped() {
    return "a class that "
        + Setting.DROP_CLASS
        + " leaves out; leave its pixels out too, with "
        + Setting.IGNORE_INDEX;
  }

  private String range() {
    return "expected one of [0, "
        + (classes - 1)
        + "]"
        + (ignored.isEmpty() ? "" : " or ignored " + ignored)
        + "; leave it out with "
        + Setting.IGNORE_INDEX
        + ", or map it with "
        + Setting.LABEL_MAP;
  }

  private float lookUp(int value) {
    int target = value;
    if (map != null) {
      target = map.target(value);
      if (target == LabelMap.UNMAPPED) {
        return UNMAPPED;
      }
      if (target == LabelMap.IGNORE) {
        return IGNORED;
      }
    }
    if (ignored.contains(target)) {
      return IGNORED;
    }
    if (dropped.contains(target)) {
      return DROPPED;
    }
    return target >= 0 && target < classes ? target : OUT_OF_RANGE;
  }
}
