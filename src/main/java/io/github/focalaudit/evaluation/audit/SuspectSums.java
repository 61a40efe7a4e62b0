package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;

/**
 * The mergeable sums of connected suspected pixels of one given and one suggested class. Evidence
 * and probability of a pixel are whole multiples of a power of two, and sums are integers, so that
 * the order of pixels, runs and units does not matter; no sum overflows below 2^31 pixels. Not
 * thread-safe.
 */
final class SuspectSums {
  /**
   * Evidence is counted in units of 2^-28: at most ln(1e6) a pixel, which is below 2^4, so that it
   * fits in 32 bits, and 2^31 of them in 63.
   */
  private static final double EVIDENCE_UNIT = 0x1p-28;

  /** Probabilities are counted in units of 2^-31. */
  private static final double PROBABILITY_UNIT = 0x1p-31;

  /**
   * Weight of pixels within two of a boundary between labels: there labels are drawn by hand and
   * models blur, so that disagreement says little.
   */
  static final double BOUNDARY_WEIGHT = 0.1;

  final int given;
  final int suggested;
  final int plane;
  private int top;
  private int left;
  private int bottom;
  private int right;
  private long area;
  private long boundaryArea;
  private long evidence;
  private long boundaryEvidence;
  private long probability;

  /** No pixel yet of a row of a plane, from a column on. */
  SuspectSums(int given, int suggested, int plane, int row, int column) {
    this.given = given;
    this.suggested = suggested;
    this.plane = plane;
    top = row;
    bottom = row;
    left = column;
    right = column;
  }

  /** Evidence in units, as 32 bits without a sign. */
  static int evidenceUnits(double evidence) {
    return (int) Math.round(evidence / EVIDENCE_UNIT);
  }

  /** A probability in units, as 32 bits without a sign. */
  static int probabilityUnits(double probability) {
    return (int) Math.round(probability / PROBABILITY_UNIT);
  }

  /**
   * Adds the next pixel of the row.
   *
   * @param evidenceUnits from {@link #evidenceUnits}
   * @param probabilityUnits from {@link #probabilityUnits}
   */
  void add(int column, boolean boundary, int evidenceUnits, int probabilityUnits) {
    right = column;
    area++;
    evidence += Integer.toUnsignedLong(evidenceUnits);
    if (boundary) {
      boundaryArea++;
      boundaryEvidence += Integer.toUnsignedLong(evidenceUnits);
    }
    probability += Integer.toUnsignedLong(probabilityUnits);
  }

  /** Adds other pixels of the same classes and plane. */
  void merge(SuspectSums other) {
    top = Math.min(top, other.top);
    left = Math.min(left, other.left);
    bottom = Math.max(bottom, other.bottom);
    right = Math.max(right, other.right);
    area += other.area;
    boundaryArea += other.boundaryArea;
    evidence += other.evidence;
    boundaryEvidence += other.boundaryEvidence;
    probability += other.probability;
  }

  /** Whether other pixels are of the same classes and plane. */
  boolean sameClasses(SuspectSums other) {
    return given == other.given && suggested == other.suggested && plane == other.plane;
  }

  int bottom() {
    return bottom;
  }

  long area() {
    return area;
  }

  /** The component that these pixels are. */
  SuspectComponent component(LabelModel model) {
    return new SuspectComponent(
        given,
        suggested,
        area,
        score(model),
        probability * PROBABILITY_UNIT / area,
        plane,
        top,
        left,
        bottom,
        right);
  }

  /** The evidence grows with the root of the area: neighbours mostly say the same again. */
  private double score(LabelModel model) {
    double inner = (evidence - boundaryEvidence) * EVIDENCE_UNIT;
    double weighted = inner + BOUNDARY_WEIGHT * (boundaryEvidence * EVIDENCE_UNIT);
    double weight = (area - boundaryArea) + BOUNDARY_WEIGHT * boundaryArea;
    return model.surprise(given, suggested) * weighted / Math.sqrt(weight);
  }

  void write(ByteWriter out) {
    out.writeNumber(given);
    out.writeNumber(suggested);
    out.writeNumber(plane);
    out.writeNumber(top);
    out.writeNumber(left);
    out.writeNumber(bottom);
    out.writeNumber(right);
    out.writeNumber(area);
    out.writeNumber(boundaryArea);
    out.writeNumber(evidence);
    out.writeNumber(boundaryEvidence);
    out.writeNumber(probability);
  }

  static SuspectSums read(int classes, ByteReader in) {
    SuspectSums read =
        new SuspectSums(
            in.readIndex("given class", classes),
            in.readIndex("suggested class", classes),
            in.readIndex("plane", Integer.MAX_VALUE),
            in.readIndex("top", Integer.MAX_VALUE),
            in.readIndex("left", Integer.MAX_VALUE));
    read.bottom = in.readIndex("bottom", Integer.MAX_VALUE);
    read.right = in.readIndex("right", Integer.MAX_VALUE);
    read.area = in.readNumber("area");
    read.boundaryArea = in.readNumber("area near boundaries");
    read.evidence = in.readNumber("evidence");
    read.boundaryEvidence = in.readNumber("evidence near boundaries");
    read.probability = in.readNumber("probability");
    return read;
  }
}
