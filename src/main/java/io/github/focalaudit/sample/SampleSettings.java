package io.github.focalaudit.sample;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpzFormat;
import io.github.focalaudit.setting.Setting;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a made-up dataset looks like. Immutable.
 *
 * @param images number of good images, at least 0
 * @param height rows of an image, at least 1
 * @param width columns of an image, at least 1
 * @param classes scores a pixel, 1 to 32767; 1 means labels 0 and 1
 * @param seed decides every value
 * @param dtype how scores are stored
 * @param container the file format of scores
 * @param layout the order of their axes
 * @param batch images in a file, for {@link Layout#NCHW}; else 1
 * @param labelErrors share of the images with a planted label error, in [0, 1]
 * @param badFiles how many of each kind are added to the good images
 * @param voidBorder pixels on each side of a border between labels that are void, at least 0
 * @param ignoreFraction share of every mask that is a void patch, in [0, 1]
 * @param voidLabel the label of void pixels; no class
 * @param pictures whether pictures of the scenes are written
 */
public record SampleSettings(
    int images,
    int height,
    int width,
    int classes,
    long seed,
    ElementType dtype,
    Container container,
    Layout layout,
    int batch,
    double labelErrors,
    Map<BadFileKind, Integer> badFiles,
    int voidBorder,
    double ignoreFraction,
    int voidLabel,
    boolean pictures) {

  /** The types that scores can have; unsigned ones hold probabilities, the others logits. */
  public static final Set<ElementType> TYPES =
      Collections.unmodifiableSet(
          EnumSet.of(
              ElementType.F2,
              ElementType.F4,
              ElementType.F8,
              ElementType.I1,
              ElementType.I2,
              ElementType.U1,
              ElementType.U2));

  /** The orders of axes that scores can have. */
  public static final Set<Layout> LAYOUTS =
      Collections.unmodifiableSet(EnumSet.of(Layout.CHW, Layout.HWC, Layout.NCHW));

  /** A file format of scores. */
  public enum Container {
    /** One array. */
    NPY,
    /** A zip archive of one array, stored. */
    NPZ,
    /** A zip archive of one array, deflated. */
    NPZ_DEFLATED;

    /** The name in options. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The end of a file name. */
    String suffix() {
      return this == NPY ? NpyFormat.SUFFIX : NpzFormat.SUFFIX;
    }
  }

  /**
   * @throws IllegalArgumentException where a value is outside its range; the message is one line,
   *     starts with the name of the option, and says what to give
   */
  public SampleSettings {
    badFiles =
        Collections.unmodifiableMap(
            badFiles.isEmpty() ? new EnumMap<>(BadFileKind.class) : new EnumMap<>(badFiles));
    require(images >= 0, "images has to be at least 0, got " + images);
    require(height >= 1, "height has to be at least 1, got " + height);
    require(width >= 1, "width has to be at least 1, got " + width);
    require(
        (long) height * width <= 1 << 28,
        "height times width has to be at most 2^28 pixels, got " + height + " x " + width);
    require(
        classes >= 1 && classes <= Short.MAX_VALUE,
        "classes has to be in [1, 32767], got " + classes);
    require(
        classes > 1 || !probabilities(dtype),
        "classes has to be at least 2 for probabilities; give a signed or float " + Setting.DTYPE);
    require(
        labelErrors >= 0 && labelErrors <= 1,
        "label-errors has to be a share in [0, 1], got " + labelErrors);
    require(voidBorder >= 0, "void-border has to be at least 0 pixels, got " + voidBorder);
    require(
        ignoreFraction >= 0 && ignoreFraction <= 1,
        "ignore-fraction has to be a share in [0, 1], got " + ignoreFraction);
    require(TYPES.contains(dtype), "dtype has to be one of " + TYPES + ", got " + dtype);
    require(LAYOUTS.contains(layout), "layout has to be one of " + LAYOUTS + ", got " + layout);
    require(
        Math.multiplyFull(height, width) * classes * batch <= Integer.MAX_VALUE - 8,
        "batch times classes times height times width has to stay below 2^31");
    for (Map.Entry<BadFileKind, Integer> entry : badFiles.entrySet()) {
      require(
          entry.getValue() == 0 || entry.getKey().applies(classes),
          "bad-files " + entry.getKey().label() + " needs two classes or more");
    }
    int largest = largestLabel(classes, voidLabel);
    require(
        voidLabel >= Math.max(2, classes) && voidLabel <= largest,
        "void-label has to be in ["
            + Math.max(2, classes)
            + ", "
            + largest
            + "], got "
            + voidLabel);
    require(batch >= 1, "batch has to be at least 1 image, got " + batch);
    require(
        batch == 1 || layout == Layout.NCHW,
        "batch needs " + Setting.LAYOUT + " nchw; give both or none");
  }

  private static int largestLabel(int classes, int voidLabel) {
    return classes >= 255 || voidLabel > 255 ? 65535 : 255;
  }

  private static boolean probabilities(ElementType dtype) {
    return dtype == ElementType.U1 || dtype == ElementType.U2;
  }

  /** Whether scores are probabilities, to be read with activation none. */
  public boolean probabilities() {
    return probabilities(dtype);
  }

  /** Whether masks need 16 bits a pixel. */
  boolean wideMasks() {
    return largestLabel(classes, voidLabel) > 255;
  }

  /** A label that is neither a class nor void. */
  int unknownLabel() {
    int label = Math.max(2, classes);
    return label == voidLabel ? label + 1 : label;
  }

  /** Whether any mask holds the void label. */
  public boolean hasVoid() {
    return voidBorder > 0 || ignoreFraction > 0;
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
