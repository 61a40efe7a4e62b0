package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.evaluation.PixelScan.Span;
import io.github.focalaudit.evaluation.PixelView;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
 * <p>Holds a few rows, and components as {@link ComponentLabeler} does. A unit of an image is shown
 * the labels of two rows more on either side, which decide what is near a boundary. Used by one
 * thread, for one image.
 */
public final class LabelIssueFinder implements PixelScan.Visitor {
  /** Slack of the comparison with the threshold, as cleanlab has it. */
  private static final double THRESHOLD_SLACK = 1e-6;

  /** Bounds what one pixel can say. */
  private static final double SMALLEST_DOUBT = 1e-6;

  private static final int NONE = LabelRows.NONE;

  private final LabelModel model;
  private final int keep;
  private final int height;
  private final int width;
  private final long from;
  private final long to;
  private final long marginFrom;
  private final long marginTo;
  private final ComponentLabeler labeler;
  private final LabelRows rows;
  private @Nullable Marks marks;
  private long validPixels;
  private long suspectPixels;

  /** The classes of every pixel, for {@link #suspects}. */
  private record Marks(short[] given, short[] suggested) {}

  /**
   * A finder for a whole image.
   *
   * @param model what labels are judged by
   * @param keep most components that are kept, at least 1
   * @param spatial sizes of the spatial dimensions, outermost first; the last two are rows and
   *     columns
   * @throws IllegalArgumentException for more than 32767 classes
   */
  public LabelIssueFinder(LabelModel model, int keep, int... spatial) {
    this(model, keep, new Span(0, pixels(spatial)), spatial);
  }

  /**
   * A finder for a unit of an image, which is shown the pixels from {@link #marginFrom()} to {@link
   * #marginTo()}.
   *
   * @param unit its pixels
   */
  public LabelIssueFinder(LabelModel model, int keep, Span unit, int... spatial) {
    if (model.classes() > Short.MAX_VALUE) {
      throw new IllegalArgumentException(
          "label issues: expected at most " + Short.MAX_VALUE + " classes, got " + model.classes());
    }
    this.model = model;
    this.keep = keep;
    from = unit.from();
    to = unit.to();
    width = spatial[spatial.length - 1];
    height = spatial.length == 1 ? 1 : spatial[spatial.length - 2];
    long pixels = pixels(spatial);
    marginFrom = from == 0 ? 0 : Math.max(0, from / width - LabelRows.BOUNDARY_ROWS) * width;
    marginTo =
        to == pixels
            ? to
            : Math.min(pixels, ((to - 1) / width + 1 + LabelRows.BOUNDARY_ROWS) * width);
    labeler =
        new ComponentLabeler(
            new ComponentTally(model, keep),
            height,
            width,
            from == 0 ? 0 : from + width + 1,
            to == pixels ? Long.MAX_VALUE : to - width - 1);
    rows = new LabelRows(labeler, height, width, (int) (marginFrom / width));
  }

  private static long pixels(int... spatial) {
    return Arrays.stream(spatial).asLongStream().reduce(1, Math::multiplyExact);
  }

  /**
   * Keeps the classes of every pixel, for {@link #suspects}: 4 bytes a pixel.
   *
   * @throws IllegalArgumentException for an image of 2^31 pixels or more
   */
  public LabelIssueFinder withSuspects() {
    if (to - from > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "suspects of an image: expected less than 2^31 pixels, got " + (to - from));
    }
    marks = new Marks(new short[(int) (to - from)], new short[(int) (to - from)]);
    return this;
  }

  /** The first pixel whose label is needed. */
  public long marginFrom() {
    return marginFrom;
  }

  /** Where the pixels end whose label is needed. */
  public long marginTo() {
    return marginTo;
  }

  @Override
  public void pixel(long index, PixelView pixel) {
    int label = pixel.label();
    int suggested = label < 0 ? NONE : suggested(pixel, label);
    if (marks != null) {
      marks.given()[(int) (index - from)] = (short) label;
      marks.suggested()[(int) (index - from)] = (short) suggested;
    }
    if (label >= 0) {
      validPixels++;
    }
    int evidence = 0;
    int probability = 0;
    if (suggested >= 0) {
      suspectPixels++;
      double p = pixel.p(suggested);
      double doubt = Math.max(SMALLEST_DOUBT, 1 - p);
      double passed = StrictMath.log((1 - model.threshold(suggested)) / doubt);
      evidence = SuspectSums.evidenceUnits(Math.max(0, passed));
      probability = SuspectSums.probabilityUnits(p);
    }
    rows.add(index, label, suggested, evidence, probability);
  }

  /** Takes the label of a pixel outside the unit. */
  @Override
  public void label(long index, int label) {
    rows.add(index, label, NONE, 0, 0);
  }

  /** The class that a label is suspected to be instead; NONE where it is not. */
  private int suggested(PixelView pixel, int label) {
    int confident = NONE;
    for (int c = 0; c < model.classes(); c++) {
      double p = pixel.p(c);
      if (p >= model.threshold(c) - THRESHOLD_SLACK && (confident < 0 || p > pixel.p(confident))) {
        confident = c;
      }
    }
    return confident != label && pixel.prediction() != label ? confident : NONE;
  }

  /** The state of the unit, after the last pixel; once. */
  public IssueState state() {
    return labeler.finish(from, validPixels, suspectPixels);
  }

  /** What is suspected of a whole image, after the last pixel; once. */
  public ImageIssues issues() {
    return IssueState.issues(List.of(state()), model, keep);
  }

  /**
   * Which pixels of a whole image are suspected, row by row, of the components with the highest
   * scores and others of the same classes within their boxes. Instead of {@link #issues()}.
   */
  public boolean[] suspects() {
    Marks all = Objects.requireNonNull(marks, "withSuspects()");
    boolean[] suspects = new boolean[all.given().length];
    for (SuspectComponent component : issues().components()) {
      for (int row = component.top(); row <= component.bottom(); row++) {
        int base = (component.plane() * height + row) * width;
        for (int at = base + component.left(); at <= base + component.right(); at++) {
          suspects[at] |=
              all.given()[at] == component.given() && all.suggested()[at] == component.suggested();
        }
      }
    }
    return suspects;
  }
}
