package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.kernel.Fingerprint;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntFunction;

/** The targets of one image, from a mask of labels or of 0 and 1 a class. Used by one thread. */
final class TargetSource {
  private final LabelReader labels;
  private final LabelEncoder encoder;
  private final TargetKind kind;
  private final int classes;
  private final String path;
  private final int[] values;
  private final float[] encoded = new float[Tile.PIXELS];
  private final Fingerprint fingerprint = Fingerprint.ofValues();

  /**
   * @param labels the open mask: multi-label, or one label a pixel
   * @param encoder mask values to targets; to 0 and 1 for a multi-label mask
   * @param values a buffer of at least 256 values for each class of the mask
   */
  TargetSource(
      LabelReader labels,
      LabelEncoder encoder,
      TargetKind kind,
      int classes,
      String path,
      int[] values) {
    this.labels = labels;
    this.encoder = encoder;
    this.kind = kind;
    this.classes = classes;
    this.path = path;
    this.values = values;
  }

  /** Reads the targets of a block into a tile. */
  void fill(long firstPixel, int pixelCount, Tile tile) throws IOException {
    ScoreShape shape = labels.shape();
    int planes = shape.classes();
    labels.read(firstPixel, pixelCount, values, Tile.PIXELS);
    for (int plane = 0; plane < planes; plane++) {
      fingerprint.add(values, plane * Tile.PIXELS, pixelCount);
    }
    float[] targets = tile.targets();
    if (kind == TargetKind.LABELS) {
      encode(0, pixelCount, targets, 0, i -> shape.position(firstPixel + i));
    } else if (planes == classes) {
      for (int plane = 0; plane < classes; plane++) {
        int c = plane;
        int at = c * Tile.PIXELS;
        encode(at, pixelCount, targets, at, i -> shape.position(c, firstPixel + i));
      }
    } else {
      encode(0, pixelCount, encoded, 0, i -> shape.position(firstPixel + i));
      oneHot(pixelCount, targets);
    }
  }

  private void encode(int from, int count, float[] targets, int to, IntFunction<String> position)
      throws BadInputException {
    encoder.encode(values, from, count, targets, to, path, position);
  }

  private void oneHot(int pixelCount, float[] targets) {
    Arrays.fill(targets, 0f);
    for (int i = 0; i < pixelCount; i++) {
      if (encoded[i] == Tile.IGNORED) {
        for (int c = 0; c < classes; c++) {
          targets[c * Tile.PIXELS + i] = Tile.IGNORED;
        }
      } else {
        targets[(int) encoded[i] * Tile.PIXELS + i] = 1f;
      }
    }
  }

  /** A hash of the mask values read so far, as they are stored. */
  Fingerprint fingerprint() {
    return fingerprint;
  }
}
