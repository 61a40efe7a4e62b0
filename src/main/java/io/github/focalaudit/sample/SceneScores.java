package io.github.focalaudit.sample;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The logits of a plausible model that looks at a scene: right on most pixels, unsure at borders,
 * with displaced borders and regions taken for another class, more of them in bad weather.
 *
 * <p>The logit of class c is {@code margin * blur(one-hot of c) + smooth noise + white noise}. One
 * plane is made at a time, so that memory does not grow with the number of classes. Buffers are
 * kept between images. Not thread-safe.
 */
final class SceneScores {
  private static final float MARGIN = 7.5f;
  private static final float ABSENT = -1.5f;
  private static final float WHITE_NOISE = 1.1f;
  private static final double SMOOTH_NOISE = 1.2;
  private static final int CELLS = 6;

  private final int height;
  private final int width;
  private final int classes;
  private final int radius;
  private final int[] view;
  private final float[] margin;
  private final boolean[] present;
  private final int[] blurred;
  private final int[] columnSums;
  private final int[] displaced;
  private final float[] rowDown;
  private final float[] rowRight;
  private long seed;

  SceneScores(int height, int width, int classes) {
    this.height = height;
    this.width = width;
    this.classes = classes;
    radius = Math.max(1, Math.min(height, width) / 100);
    view = new int[height * width];
    displaced = new int[height * width];
    blurred = new int[height * width];
    margin = new float[height * width];
    columnSums = new int[width];
    rowDown = new float[width];
    rowRight = new float[width];
    present = new boolean[Math.max(2, classes)];
  }

  /**
   * Looks at a scene.
   *
   * @param scene for its weather
   * @param labels what is really there, [height, width]
   * @param spared an object that the model sees as it is, or null
   * @param random decides where the model errs
   * @param noiseSeed seeds the noise of each plane
   */
  void look(
      Scene scene,
      int[] labels,
      @Nullable SceneObject spared,
      SplittableRandom random,
      long noiseSeed) {
    seed = noiseSeed;
    displaceBorders(labels, random);
    int confusions = 2 + scene.difficulty() + random.nextInt(3);
    float strength = 1 - 0.1f * scene.difficulty();
    Arrays.fill(margin, 0);
    SmoothField trust =
        new SmoothField(
            random, height, width, CELLS, 0.55 * MARGIN * strength, 1.15 * MARGIN * strength);
    for (int y = 0; y < height; y++) {
      trust.addRow(y, margin, y * width);
    }
    for (int k = 0; k < confusions; k++) {
      confuse(random);
    }
    if (spared != null) {
      spared.paint(view, height, width);
    }
    Arrays.fill(present, false);
    for (int label : view) {
      present[label] = true;
    }
  }

  private void displaceBorders(int[] labels, SplittableRandom random) {
    double reach = 0.012 * Math.min(height, width) + 0.3;
    SmoothField down = new SmoothField(random, height, width, 2 * CELLS, -reach, reach);
    SmoothField right = new SmoothField(random, height, width, 2 * CELLS, -reach, reach);
    for (int y = 0; y < height; y++) {
      Arrays.fill(rowDown, 0);
      Arrays.fill(rowRight, 0);
      down.addRow(y, rowDown, 0);
      right.addRow(y, rowRight, 0);
      for (int x = 0; x < width; x++) {
        int fromY = Math.max(0, Math.min(height - 1, y + Math.round(rowDown[x])));
        int fromX = Math.max(0, Math.min(width - 1, x + Math.round(rowRight[x])));
        view[y * width + x] = labels[fromY * width + fromX];
      }
    }
  }

  /** Takes a region for another class than it is, with less certainty. */
  private void confuse(SplittableRandom random) {
    int least = Math.min(height, width);
    int radiusY = Math.max(1, (int) (least * (0.05 + 0.09 * random.nextDouble())));
    int radiusX = Math.max(1, (int) (least * (0.05 + 0.09 * random.nextDouble())));
    SceneObject region =
        new SceneObject(0, true, random.nextInt(height), random.nextInt(width), radiusY, radiusX);
    int shift = 1 + random.nextInt(present.length - 1);
    Arrays.fill(displaced, 0);
    region.paint(displaced, height, width, 1);
    for (int k = 0; k < view.length; k++) {
      if (displaced[k] != 0) {
        view[k] = (view[k] + shift) % present.length;
        margin[k] *= 0.6f;
      }
    }
  }

  /**
   * The logits of one class. With one class in all they are those of label 1.
   *
   * @param plane overwritten, [height, width]
   */
  void plane(int classIndex, float[] plane) {
    int seen = classes == 1 ? 1 : classIndex;
    Noise noise = new Noise(Noise.seed(seed, classIndex));
    if (!present[seen]) {
      float level = classes == 1 ? -MARGIN / 2 : ABSENT;
      for (int k = 0; k < plane.length; k++) {
        plane[k] = level + WHITE_NOISE * noise.next();
      }
      return;
    }
    blur(seen);
    float scale = 1f / ((2 * radius + 1) * (2 * radius + 1));
    float center = classes == 1 ? 0.5f : 0;
    for (int k = 0; k < plane.length; k++) {
      plane[k] = margin[k] * (blurred[k] * scale - center) + WHITE_NOISE * noise.next();
    }
    SmoothField smooth =
        new SmoothField(
            new SplittableRandom(Noise.seed(~seed, classIndex)),
            height,
            width,
            CELLS,
            -SMOOTH_NOISE,
            SMOOTH_NOISE);
    for (int y = 0; y < height; y++) {
      smooth.addRow(y, plane, y * width);
    }
  }

  /** Counts the pixels of a class in the square window around each pixel, borders repeated. */
  private void blur(int classIndex) {
    Arrays.fill(columnSums, 0);
    for (int dy = -radius; dy <= radius; dy++) {
      addRow(classIndex, dy, 1);
    }
    for (int y = 0; y < height; y++) {
      int sum = 0;
      for (int dx = -radius; dx <= radius; dx++) {
        sum += columnSums[clamp(dx, width)];
      }
      for (int x = 0; x < width; x++) {
        blurred[y * width + x] = sum;
        sum += columnSums[clamp(x + radius + 1, width)] - columnSums[clamp(x - radius, width)];
      }
      addRow(classIndex, y + radius + 1, 1);
      addRow(classIndex, y - radius, -1);
    }
  }

  private void addRow(int classIndex, int y, int sign) {
    int start = clamp(y, height) * width;
    for (int x = 0; x < width; x++) {
      if (view[start + x] == classIndex) {
        columnSums[x] += sign;
      }
    }
  }

  private static int clamp(int at, int length) {
    return Math.max(0, Math.min(length - 1, at));
  }
}
