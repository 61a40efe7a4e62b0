package io.github.focalaudit.picture;

/**
 * What is known of the pixels of one image, row by row. Arrays are shared, not copied.
 *
 * @param width in pixels
 * @param height in pixels
 * @param truth class of the label, {@link #IGNORED} or {@link #NO_CLASS}
 * @param prediction class of the first maximum, or {@link #NO_CLASS}
 * @param loss of each pixel in nats, 0 where ignored
 * @param suspects pixels to outline; empty for none
 */
public record PixelMaps(
    int width, int height, int[] truth, int[] prediction, float[] loss, boolean[] suspects) {
  /** A pixel that is left out. */
  public static final int IGNORED = -1;

  /** A pixel of a multi-label image that has no class. */
  public static final int NO_CLASS = -2;

  /**
   * @throws IllegalArgumentException where an array does not have one value a pixel
   */
  public PixelMaps {
    long pixels = (long) width * height;
    if (width < 1
        || height < 1
        || truth.length != pixels
        || prediction.length != pixels
        || loss.length != pixels
        || suspects.length != 0 && suspects.length != pixels) {
      throw new IllegalArgumentException(
          "maps of " + width + " x " + height + " pixels with " + truth.length + " labels");
    }
  }
}
