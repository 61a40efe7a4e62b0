package io.github.focalaudit.format;

import java.util.BitSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Which dimension of a stored mask is which, told by the shape of the scores that it belongs to.
 * Dimensions of size 1 that the scores do not have are left out: {@code [1, h, w]}, {@code [h, w,
 * 1]} and {@code [h, w]} are one mask for scores of {@code [c, h, w]}. Where several readings fit,
 * they hold the same elements in the same order.
 *
 * @param header the array without the dimensions that are left out
 * @param batchAxis the dimension of the images, or -1
 * @param classAxis the dimension of the classes, or -1
 */
record MaskAxes(ArrayHeader header, int batchAxis, int classAxis) {
  private static final int MAX_SPATIAL = 3;

  /**
   * Where the elements of a mask are.
   *
   * @throws BadInputException where type or dimensions are not those of a mask; sizes that differ
   *     from those of the scores are not looked at
   */
  static PixelStrides strides(ArrayBody body, LabelOptions options) throws BadInputException {
    ElementType type = body.header().type();
    if (type.floating()) {
      throw body.location()
          .fault(
              ReasonCode.UNSUPPORTED_DTYPE,
              type.label() + " is no type of labels: expected an integer type or bool");
    }
    MaskAxes fitting = fitting(body.header(), options);
    MaskAxes axes = fitting == null ? byDimensions(body, options) : fitting;
    return new PixelStrides(
        axes.header(),
        body.location(),
        axes.batchAxis(),
        axes.classAxis(),
        axes.batchAxis() < 0 ? 0 : Math.max(0, options.batchIndex()));
  }

  /** How many masks an array holds, each of which may have planes for the classes. */
  static int count(ArrayBody body, LabelOptions options) throws BadInputException {
    ScoreShape scores = options.scores();
    boolean planes =
        scores != null && fitting(body.header(), options.withMultiLabel(scores.classes())) != null;
    return planes ? options.images() : strides(body, options).batchCount();
  }

  /** Whether an array has a plane for every class: by its sizes, or else by its dimensions. */
  static boolean hasClassPlanes(ArrayHeader header, LabelOptions options, int classes) {
    if (fitting(header, options.withMultiLabel(classes)) != null) {
      return true;
    }
    int batch = holdsBatch(header, options, 1) ? 1 : 0;
    return fitting(header, options) == null
        && header.dimensions() - batch > options.spatialDimensions();
  }

  private static MaskAxes byDimensions(ArrayBody body, LabelOptions options)
      throws BadInputException {
    ArrayHeader header = body.header();
    int batchAxis = holdsBatch(header, options, options.multiLabel() ? 1 : 0) ? 0 : -1;
    int outer = batchAxis + 1;
    // One class needs no dimension of its own: [height, width] will do.
    boolean classAxisLeftOut =
        options.classes() == 1 && header.dimensions() - outer <= options.spatialDimensions();
    int classAxis = options.multiLabel() && !classAxisLeftOut ? outer : -1;
    int spatial = header.dimensions() - outer - (classAxis < 0 ? 0 : 1);
    boolean oneMaskForMany = options.images() > 1 && spatial < options.spatialDimensions();
    if (spatial < 1 || spatial > MAX_SPATIAL || oneMaskForMany) {
      String images = options.images() > 1 ? "[" + options.images() + " images] + " : "[images] + ";
      throw body.location()
          .fault(
              ReasonCode.SHAPE_MISMATCH,
              "expected a mask of "
                  + (batchAxis < 0 ? "" : images)
                  + (classAxis < 0 ? "" : "[classes] + ")
                  + (oneMaskForMany ? options.spatialDimensions() : "1 to " + MAX_SPATIAL)
                  + " dimensions, shape is "
                  + header.shapeText());
    }
    if (classAxis >= 0 && options.classes() > 0 && header.size(classAxis) != options.classes()) {
      throw body.location()
          .fault(
              ReasonCode.CLASS_COUNT_MISMATCH,
              "multi-label mask of "
                  + options.classes()
                  + " classes expected, shape is "
                  + header.shapeText());
    }
    if (batchAxis >= 0 && options.scores() != null && header.size(0) != options.images()) {
      throw body.location()
          .fault(
              ReasonCode.SHAPE_MISMATCH,
              "expected a batch of "
                  + options.images()
                  + " masks, as many as the scores have images, shape is "
                  + header.shapeText());
    }
    return new MaskAxes(header, batchAxis, classAxis);
  }

  /**
   * Whether the first dimension counts images; beside a batch of one it may be missing.
   *
   * @param planes 1 where the mask has a dimension for the classes, else 0
   */
  private static boolean holdsBatch(ArrayHeader header, LabelOptions options, int planes) {
    boolean mayDoWithout = options.scores() != null && options.images() == 1;
    return options.batchIndex() >= 0
        && !(mayDoWithout && header.dimensions() <= planes + options.spatialDimensions());
  }

  /** The reading whose sizes are those of the scores; null where none is. */
  private static @Nullable MaskAxes fitting(ArrayHeader header, LabelOptions options) {
    ScoreShape scores = options.scores();
    if (scores == null) {
      return null;
    }
    int classes = options.classes() > 0 ? options.classes() : scores.classes();
    int mostBatch = options.batchIndex() >= 0 ? 1 : 0;
    int mostClasses = options.multiLabel() ? 1 : 0;
    // A batch of one may do without its dimension, and so may a single class.
    int leastBatch = options.images() > 1 ? mostBatch : 0;
    int leastClasses = classes > 1 ? mostClasses : 0;
    for (int withClasses = mostClasses; withClasses >= leastClasses; withClasses--) {
      for (int withBatch = mostBatch; withBatch >= leastBatch; withBatch--) {
        long[] wanted = sizes(scores, options.images(), withBatch, classes, withClasses);
        BitSet surplus = surplus(header, wanted);
        if (surplus != null) {
          return new MaskAxes(
              header.without(surplus), withBatch - 1, withClasses == 1 ? withBatch : -1);
        }
      }
    }
    return null;
  }

  private static long[] sizes(
      ScoreShape scores, int images, int withBatch, int classes, int withClasses) {
    LongStream.Builder sizes = LongStream.builder();
    if (withBatch == 1) {
      sizes.add(images);
    }
    if (withClasses == 1) {
      sizes.add(classes);
    }
    for (int size : scores.spatial()) {
      sizes.add(size);
    }
    return sizes.build().toArray();
  }

  /** The dimensions of size 1 without which an array has the wanted sizes; null for none. */
  private static @Nullable BitSet surplus(ArrayHeader header, long[] wanted) {
    BitSet surplus = new BitSet();
    int next = 0;
    for (int axis = 0; axis < header.dimensions(); axis++) {
      boolean more = header.dimensions() - axis > wanted.length - next;
      if (next < wanted.length && header.size(axis) == wanted[next]) {
        next++;
      } else if (more && header.size(axis) == 1) {
        surplus.set(axis);
      } else {
        return null;
      }
    }
    return next == wanted.length ? surplus : null;
  }
}
