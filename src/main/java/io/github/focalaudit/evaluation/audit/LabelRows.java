package io.github.focalaudit.evaluation.audit;

import java.util.Arrays;

/**
 * The rows of an image on their way to the labeler: holds four of them, because a pixel is near a
 * boundary where one within two rows and columns has another label, a void one included: those
 * beside a change, and their neighbours. Used by one thread, for one unit of an image.
 */
final class LabelRows {
  /** Rows within which another label makes a boundary. */
  static final int BOUNDARY_ROWS = 2;

  /** The suggested class of a pixel that is not suspected. */
  static final int NONE = -1;

  /** A power of two: a row is finished when two more are there, and needs one before it. */
  private static final int RING = 4;

  private final ComponentLabeler labeler;
  private final int height;
  private final int width;
  private final int first;
  private final Row[] ring = new Row[RING];

  /** What is known of the pixels of a row. */
  private static final class Row {
    final short[] given;
    final short[] suggested;
    final int[] evidence;
    final int[] probability;

    /** Beside another label. */
    final boolean[] beside;

    /** The same, or a neighbour in the row is. */
    final boolean[] wide;

    Row(int width) {
      given = new short[width];
      suggested = new short[width];
      evidence = new int[width];
      probability = new int[width];
      beside = new boolean[width];
      wide = new boolean[width];
    }
  }

  /**
   * @param labeler takes the runs of suspected pixels
   * @param height rows of a plane
   * @param width pixels of a row
   * @param first row of the first pixel, counted over all planes
   */
  LabelRows(ComponentLabeler labeler, int height, int width, int first) {
    this.labeler = labeler;
    this.height = height;
    this.width = width;
    this.first = first;
    for (int i = 0; i < RING; i++) {
      ring[i] = new Row(width);
    }
  }

  /** Adds a pixel; all of a row come, and rows come in order. */
  void add(long index, int label, int suggested, int evidenceUnits, int probabilityUnits) {
    int at = (int) (index / width);
    int x = (int) (index % width);
    Row row = row(at);
    row.given[x] = (short) label;
    row.suggested[x] = (short) suggested;
    row.evidence[x] = evidenceUnits;
    row.probability[x] = probabilityUnits;
    if (x == width - 1) {
      finished(at);
    }
  }

  private Row row(int at) {
    return ring[at & RING - 1];
  }

  /**
   * Every pixel of a row is there: with it the row above is known to be beside other labels or not,
   * and with that the row above it to be near a boundary or not.
   */
  private void finished(int last) {
    boolean firstOfPlane = last == first || last % height == 0;
    besideOthers(last, firstOfPlane);
    if (!firstOfPlane) {
      widen(last - 1);
      if (last - 1 > first && (last - 1) % height != 0) {
        label(last - BOUNDARY_ROWS, last - 1);
      }
    }
    if (last % height == height - 1) {
      widen(last);
      if (!firstOfPlane) {
        label(last - 1, last);
      }
      label(last, last);
    }
  }

  /** Sets which pixels of a row, and of the one above it, have a neighbour of another label. */
  private void besideOthers(int last, boolean firstOfPlane) {
    Row row = row(last);
    Arrays.fill(row.beside, false);
    for (int x = 0; x + 1 < width; x++) {
      if (row.given[x] != row.given[x + 1]) {
        row.beside[x] = true;
        row.beside[x + 1] = true;
      }
    }
    if (!firstOfPlane) {
      Row above = row(last - 1);
      for (int x = 0; x < width; x++) {
        if (row.given[x] != above.given[x]) {
          row.beside[x] = true;
          above.beside[x] = true;
        }
      }
    }
  }

  private void widen(int of) {
    Row row = row(of);
    boolean[] set = row.beside;
    for (int x = 0; x < width; x++) {
      row.wide[x] = set[x] || x > 0 && set[x - 1] || x + 1 < width && set[x + 1];
    }
  }

  /**
   * Hands the runs of a row to the labeler.
   *
   * @param below the last row of its plane that was widened, itself or the next
   */
  private void label(int at, int below) {
    labeler.startRow(at);
    Row row = row(at);
    boolean hasAbove = at % height != 0 && at > first;
    boolean[] above = hasAbove ? row(at - 1).wide : row.wide;
    boolean[] next = row(below).wide;
    int x = 0;
    while (x < width) {
      if (row.suggested[x] == NONE) {
        x++;
        continue;
      }
      int start = x;
      SuspectSums sums =
          new SuspectSums(row.given[x], row.suggested[x], at / height, at % height, x);
      while (x < width
          && row.suggested[x] == row.suggested[start]
          && row.given[x] == row.given[start]) {
        boolean boundary = row.wide[x] || above[x] || next[x];
        sums.add(x, boundary, row.evidence[x], row.probability[x]);
        x++;
      }
      labeler.addRun(start, x, sums);
    }
  }
}
