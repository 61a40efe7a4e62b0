package io.github.focalaudit.kernel;

import java.util.Arrays;

/**
 * One canonical block of an image, ready for a kernel: the scores and targets of up to 256 pixels.
 *
 * <p>Layout: scores are {@code [classes][256]}, class-major. Targets are {@code [256]} class
 * indices for {@link TargetKind#LABELS}, {@code [classes][256]} of 0 and 1 for {@link
 * TargetKind#ELEMENTS}; {@link #IGNORED} marks what is left out. Class indices are carried as
 * floats because comparing floats is what the vector unit does best.
 *
 * <p>A kernel may overwrite the scores; a caller fills them anew for every block. Not thread-safe.
 */
public final class Tile {
  /** Pixels of a canonical block. Part of the numeric contract. */
  public static final int PIXELS = 256;

  /** Target of an ignored pixel or element. */
  public static final float IGNORED = -1f;

  private final float[] scores;
  private final double[] wideScores;
  private final float[] targets;
  private final boolean wide;
  private int pixelCount;

  /**
   * @param classes number of classes
   * @param targets what the truth says
   * @param wide whether scores are doubles, for what float32 cannot carry
   */
  public Tile(int classes, TargetKind targets, boolean wide) {
    int elements = Math.multiplyExact(classes, PIXELS);
    this.wide = wide;
    this.scores = new float[wide ? 0 : elements];
    this.wideScores = new double[wide ? elements : 0];
    this.targets = new float[targets == TargetKind.LABELS ? PIXELS : elements];
  }

  /** Whether scores are doubles. */
  public boolean wide() {
    return wide;
  }

  /** The float scores, empty for a wide tile. Not a copy. */
  public float[] scores() {
    return scores;
  }

  /** The double scores, empty for a tile that is not wide. Not a copy. */
  public double[] wideScores() {
    return wideScores;
  }

  /** The targets. Not a copy. */
  public float[] targets() {
    return targets;
  }

  /** Number of pixels filled, the rest is padding. */
  public int pixelCount() {
    return pixelCount;
  }

  /** The score of an element, widened. */
  public double score(int classIndex, int pixel) {
    int at = classIndex * PIXELS + pixel;
    return wide ? wideScores[at] : scores[at];
  }

  void setScore(int classIndex, int pixel, double score) {
    int at = classIndex * PIXELS + pixel;
    if (wide) {
      wideScores[at] = score;
    } else {
      scores[at] = (float) score;
    }
  }

  /** Takes over the block of another tile; this one is wide, the other is as it may be. */
  public void widen(Tile from) {
    if (from.wide) {
      System.arraycopy(from.wideScores, 0, wideScores, 0, wideScores.length);
    } else {
      for (int i = 0; i < wideScores.length; i++) {
        wideScores[i] = from.scores[i];
      }
    }
    System.arraycopy(from.targets, 0, targets, 0, targets.length);
    fill(from.pixelCount);
  }

  /** Gives all pixels of a class one score. */
  void fillClass(int classIndex, double score) {
    int from = classIndex * PIXELS;
    if (wide) {
      Arrays.fill(wideScores, from, from + PIXELS, score);
    } else {
      Arrays.fill(scores, from, from + PIXELS, (float) score);
    }
  }

  /**
   * Says how many pixels were filled, and pads the rest: score 0, target ignored.
   *
   * @param pixels number of pixels filled, in [1, 256]
   */
  public void fill(int pixels) {
    if (pixels < 1 || pixels > PIXELS) {
      throw new IllegalArgumentException("pixels out of [1, " + PIXELS + "]: " + pixels);
    }
    pixelCount = pixels;
    if (pixels == PIXELS) {
      return;
    }
    for (int row = 0; row < scores.length; row += PIXELS) {
      Arrays.fill(scores, row + pixels, row + PIXELS, 0f);
    }
    for (int row = 0; row < wideScores.length; row += PIXELS) {
      Arrays.fill(wideScores, row + pixels, row + PIXELS, 0d);
    }
    for (int row = 0; row < targets.length; row += PIXELS) {
      Arrays.fill(targets, row + pixels, row + PIXELS, IGNORED);
    }
  }
}
