package io.github.focalaudit.format;

import java.util.Locale;

/** The order of the dimensions of stored scores. */
public enum Layout {
  /** [classes, height, width]. */
  CHW(3),
  /** [height, width, classes]. */
  HWC(3),
  /** [images, classes, height, width]. */
  NCHW(4),
  /** [classes, depth, height, width]. */
  CDHW(4);

  private final int dimensions;

  Layout(int dimensions) {
    this.dimensions = dimensions;
  }

  /** The name that options and messages carry: {@code chw}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Number of dimensions. */
  public int dimensions() {
    return dimensions;
  }
}
