package io.github.focalaudit.format;

import java.io.Serializable;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The shape of one image: classes and spatial dimensions. Masks have one class, unless they are
 * multi-label. Immutable.
 */
public final class ScoreShape implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String[] AXES = {"z", "y", "x"};

  private final int classes;
  private final int[] spatial;
  private final long pixelCount;

  /**
   * @param classes number of classes, at least 1
   * @param spatial sizes such as [height, width] or [depth, height, width], one to three, each at
   *     least 1
   * @throws IllegalArgumentException where a size is out of range
   */
  public ScoreShape(int classes, int... spatial) {
    if (classes < 1 || spatial.length < 1 || spatial.length > AXES.length) {
      throw new IllegalArgumentException(
          "shape out of range: " + classes + " classes, spatial " + Arrays.toString(spatial));
    }
    long pixels = 1;
    for (int size : spatial) {
      if (size < 1) {
        throw new IllegalArgumentException("size out of range: " + Arrays.toString(spatial));
      }
      pixels = Math.multiplyExact(pixels, size);
    }
    this.classes = classes;
    this.spatial = spatial.clone();
    this.pixelCount = pixels;
  }

  /** Number of classes. */
  public int classes() {
    return classes;
  }

  /** The spatial sizes, outermost first. A copy. */
  public int[] spatial() {
    return spatial.clone();
  }

  /** Number of pixels: the product of the spatial sizes. */
  public long pixelCount() {
    return pixelCount;
  }

  /** Whether the spatial sizes are equal, whatever the number of classes. */
  public boolean sameSpatial(ScoreShape other) {
    return Arrays.equals(spatial, other.spatial);
  }

  /** The place of an element in words: {@code class 3, y 10, x 7}. */
  public String position(int classIndex, long pixel) {
    return "class " + classIndex + ", " + position(pixel);
  }

  /** The place of a pixel, counted row by row, in words: {@code y 10, x 7}. */
  public String position(long pixel) {
    String text = "";
    long rest = pixel;
    for (int axis = spatial.length - 1; axis >= 0; axis--) {
      String part = AXES[axis + AXES.length - spatial.length] + " " + rest % spatial[axis];
      text = text.isEmpty() ? part : part + ", " + text;
      rest /= spatial[axis];
    }
    return text;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ScoreShape that && classes == that.classes && sameSpatial(that);
  }

  @Override
  public int hashCode() {
    return 31 * classes + Arrays.hashCode(spatial);
  }

  /** Such as {@code [21, 512, 512]}, classes first. */
  @Override
  public String toString() {
    String sizes = Arrays.toString(spatial);
    return "[" + classes + ", " + sizes.substring(1);
  }
}
