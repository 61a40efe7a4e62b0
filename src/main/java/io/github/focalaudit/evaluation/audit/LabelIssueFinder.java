package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.evaluation.PixelView;
import java.util.Arrays;

/**
 * Confident learning on the pixels of one image (Northcutt et al. 2021, <a
 * href="https://doi.org/10.1613/jair.1.12125">doi:10.1613/jair.1.12125</a>): of the classes whose
 * probability reaches their threshold, the most probable one is what the pixel confidently is;
 * where that is not its label, and the label is not the prediction either, the label is suspected.
 * Ignored pixels are left out.
 *
 * <p>A model that errs is often less sure than one that is right, and errs in the same ways again
 * and again, so that components are ranked by how far their pixels pass the threshold of the
 * suggested class and by how rare the confusion is, see {@link SuspectComponent}.
 *
 * <p>Holds 15 bytes a pixel of the image. Used by one thread, for one image.
 */
public final class LabelIssueFinder implements PixelScan.Visitor {
  /** Slack of the comparison with the threshold, as cleanlab has it. */
  private static final double THRESHOLD_SLACK = 1e-6;

  /**
   * Weight of pixels within two of a boundary between labels: there labels are drawn by hand and
   * models blur, so that disagreement says little.
   */
  static final float BOUNDARY_WEIGHT = 0.1f;

  /** Bounds what one pixel can say. */
  private static final double SMALLEST_DOUBT = 1e-6;

  private static final short NONE = -1;

  private final LabelModel model;
  private final int height;
  private final int width;
  private final int rows;
  private final short[] given;
  private final short[] suggested;
  private final float[] evidence;
  private final float[] probability;
  private long validPixels;
  private long suspectPixels;

  /**
   * @param model what labels are judged by
   * @param spatial sizes of the spatial dimensions, outermost first; the last two are rows and
   *     columns
   * @throws IllegalArgumentException for an image of 2^31 pixels or more, or more than 32767
   *     classes
   */
  public LabelIssueFinder(LabelModel model, int... spatial) {
    if (model.classes() > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "label issues: expected at most " + Short.MAX_VALUE + " classes, got " + model.classes());
    }
    this.model = model;
    width = spatial[spatial.length - 1];
    height = spatial.length == 1 ? 1 : spatial[spatial.length - 2];
    long pixels = Arrays.stream(spatial).asLongStream().reduce(1, Math::multiplyExact);
    if (pixels > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "label issues hold an image in memory: expected less than 2^31 pixels, got " + pixels);
    }
    rows = (int) (pixels / width);
    given = new short[(int) pixels];
    suggested = new short[(int) pixels];
    evidence = new float[(int) pixels];
    probability = new float[(int) pixels];
  }

  @Override
  public void pixel(long index, PixelView pixel) {
    int at = (int) index;
    int label = pixel.label();
    given[at] = (short) label;
    suggested[at] = NONE;
    if (label < 0) {
      return;
    }
    validPixels++;
    int confident = -1;
    for (int c = 0; c < model.classes(); c++) {
      double p = pixel.p(c);
      if (p >= model.threshold(c) - THRESHOLD_SLACK && (confident < 0 || p > pixel.p(confident))) {
        confident = c;
      }
    }
    if (confident >= 0 && confident != label && pixel.prediction() != label) {
      suspectPixels++;
      suggested[at] = (short) confident;
      double doubt = Math.max(SMALLEST_DOUBT, 1 - pixel.p(confident));
      evidence[at] = (float) Math.max(0, StrictMath.log((1 - model.threshold(confident)) / doubt));
      probability[at] = (float) pixel.p(confident);
    }
  }

  /**
   * What is suspected, after the last pixel.
   *
   * @param keep most components that are kept
   */
  public ImageIssues issues(int keep) {
    boolean[] boundary = nearBoundary();
    ComponentLabeler labeler = new ComponentLabeler(model);
    for (int row = 0; row < rows; row++) {
      labeler.startRow(row / height, row % height);
      int base = row * width;
      int x = 0;
      while (x < width) {
        if (suggested[base + x] == NONE) {
          x++;
          continue;
        }
        int from = x;
        double evidenceSum = 0;
        double weightSum = 0;
        double sum = 0;
        while (x < width
            && suggested[base + x] == suggested[base + from]
            && given[base + x] == given[base + from]) {
          float weight = boundary[base + x] ? BOUNDARY_WEIGHT : 1f;
          evidenceSum += evidence[base + x] * weight;
          weightSum += weight;
          sum += probability[base + x];
          x++;
        }
        labeler.addRun(
            from, x, given[base + from], suggested[base + from], evidenceSum, weightSum, sum);
      }
    }
    return labeler.issues(validPixels, suspectPixels, keep);
  }

  /**
   * Which pixels are suspected, row by row, of the components with the highest scores and others of
   * the same classes within their boxes.
   *
   * @param most how many components
   */
  public boolean[] suspects(int most) {
    boolean[] suspects = new boolean[suggested.length];
    for (SuspectComponent component : issues(most).components()) {
      for (int row = component.top(); row <= component.bottom(); row++) {
        int base = (component.plane() * height + row) * width;
        for (int at = base + component.left(); at <= base + component.right(); at++) {
          suspects[at] |= given[at] == component.given() && suggested[at] == component.suggested();
        }
      }
    }
    return suspects;
  }

  /**
   * Pixels within two, in rows and columns, of one with another label, a void one included: those
   * beside a change, and their neighbours.
   */
  private boolean[] nearBoundary() {
    boolean[] beside = new boolean[given.length];
    for (int row = 0; row < rows; row++) {
      boolean lastOfPlane = row % height == height - 1;
      for (int x = 0; x < width; x++) {
        int at = row * width + x;
        if (x + 1 < width && given[at] != given[at + 1]) {
          beside[at] = true;
          beside[at + 1] = true;
        }
        if (!lastOfPlane && given[at] != given[at + width]) {
          beside[at] = true;
          beside[at + width] = true;
        }
      }
    }
    return grown(beside);
  }

  /** Sets the neighbours of set pixels too, diagonal ones included. */
  private boolean[] grown(boolean[] set) {
    boolean[] wide = new boolean[set.length];
    for (int row = 0; row < rows; row++) {
      for (int x = 0; x < width; x++) {
        int at = row * width + x;
        wide[at] = set[at] || x > 0 && set[at - 1] || x + 1 < width && set[at + 1];
      }
    }
    boolean[] grown = new boolean[set.length];
    for (int row = 0; row < rows; row++) {
      boolean first = row % height == 0;
      boolean last = row % height == height - 1;
      for (int x = 0; x < width; x++) {
        int at = row * width + x;
        grown[at] = wide[at] || !first && wide[at - width] || !last && wide[at + width];
      }
    }
    return grown;
  }
}
