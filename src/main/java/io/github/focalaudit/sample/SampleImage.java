package io.github.focalaudit.sample;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the images of a dataset one after the other, each from the seed and its index alone. The
 * arrays are overwritten by the next image. Not thread-safe.
 */
final class SampleImage {
  private final SampleSettings settings;
  private final SceneScores model;
  private final LabelErrorPlanter planter;
  private final int[] actual;
  private final int[] behind;
  private final int[] given;
  private final int[] patched;
  private final float[] plane;
  private final float[] scores;
  private @Nullable Scene scene;
  private @Nullable PlantedError error;

  SampleImage(SampleSettings settings) {
    this.settings = settings;
    int pixels = settings.height() * settings.width();
    model = new SceneScores(settings.height(), settings.width(), settings.classes());
    planter = new LabelErrorPlanter(settings.height(), settings.width(), settings.classes());
    actual = new int[pixels];
    behind = new int[pixels];
    given = new int[pixels];
    patched = new int[pixels];
    plane = new float[pixels];
    scores = new float[Math.multiplyExact(pixels, settings.classes())];
  }

  /**
   * Makes an image.
   *
   * @param id its name, for the description of its label error
   * @param index decides its content, together with the seed
   * @param plant the label error it gets, or null
   */
  void make(String id, long index, PlantedError.@Nullable Kind plant) {
    SplittableRandom random = new SplittableRandom(Noise.seed(settings.seed(), index));
    Scene made = new Scene(settings.height(), settings.width(), settings.classes(), random);
    scene = made;
    made.paint(made.objects(), behind);
    SceneObject object = planter.foreground(made, behind, random.split());
    List<SceneObject> objects = new ArrayList<>(made.objects());
    objects.add(object);
    made.paint(objects, actual);
    List<SceneObject> shown =
        plant == null ? objects : planter.shown(made, object, plant, behind, random.split());
    made.paint(shown, given);
    blank(random.split());
    error =
        plant == null
            ? null
            : planter.describe(id, plant, object, actual, given, settings.voidLabel());
    model.look(made, actual, plant == null ? null : object, random, random.nextLong());
    fillScores();
  }

  /** Voids a patch and the borders between labels. */
  private void blank(SplittableRandom random) {
    int height = settings.height();
    int width = settings.width();
    int border = settings.voidBorder();
    if (border > 0) {
      System.arraycopy(given, 0, patched, 0, given.length);
      for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
          int at = y * width + x;
          if (x + 1 < width && patched[at] != patched[at + 1]) {
            blank(y, y + 1, x + 1 - border, x + 1 + border);
          }
          if (y + 1 < height && patched[at] != patched[at + width]) {
            blank(y + 1 - border, y + 1 + border, x, x + 1);
          }
        }
      }
    }
    if (settings.ignoreFraction() > 0) {
      double share = StrictMath.sqrt(settings.ignoreFraction());
      int rows = (int) StrictMath.round(height * share);
      int columns = (int) StrictMath.round(width * share);
      int top = random.nextInt(height - rows + 1);
      int left = random.nextInt(width - columns + 1);
      blank(top, top + rows, left, left + columns);
    }
  }

  private void blank(int top, int bottom, int left, int right) {
    int from = Math.max(0, left);
    int to = Math.min(settings.width(), right);
    for (int y = Math.max(0, top); y < Math.min(settings.height(), bottom); y++) {
      Arrays.fill(
          given, y * settings.width() + from, y * settings.width() + to, settings.voidLabel());
    }
  }

  private void fillScores() {
    int pixels = plane.length;
    int classes = settings.classes();
    boolean last = settings.layout() == Layout.HWC;
    for (int c = 0; c < classes; c++) {
      model.plane(c, plane);
      if (last) {
        for (int k = 0; k < pixels; k++) {
          scores[k * classes + c] = plane[k];
        }
      } else {
        System.arraycopy(plane, 0, scores, c * pixels, pixels);
      }
    }
    if (settings.probabilities()) {
      softmax(last ? classes : 1, last ? 1 : pixels);
    }
  }

  private void softmax(int pixelStride, int classStride) {
    int classes = settings.classes();
    for (int k = 0; k < plane.length; k++) {
      int first = k * pixelStride;
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        // Logits stay far below the largest exponent, so that no maximum has to be taken off.
        double power = StrictMath.exp(scores[first + c * classStride]);
        scores[first + c * classStride] = (float) power;
        sum += power;
      }
      for (int c = 0; c < classes; c++) {
        scores[first + c * classStride] = (float) (scores[first + c * classStride] / sum);
      }
    }
  }

  /** The scores in the order of the layout, one image. Not a copy. */
  float[] scores() {
    return scores;
  }

  /** Where a score is in {@link #scores()}. */
  int at(int classIndex, int pixel) {
    return settings.layout() == Layout.HWC
        ? pixel * settings.classes() + classIndex
        : classIndex * plane.length + pixel;
  }

  /** The mask, [height, width]. Not a copy. */
  int[] labels() {
    return given;
  }

  /** What is really there, [height, width]. Not a copy. */
  int[] actual() {
    return actual;
  }

  /** The label error of the image, null where it has none. */
  @Nullable PlantedError error() {
    return error;
  }

  /** The scene of the image. */
  Scene scene() {
    if (scene == null) {
      throw new IllegalStateException("no image made");
    }
    return scene;
  }

  /** The largest value of a type that stores probabilities as integers. */
  static int scale(ElementType type) {
    return type == ElementType.U1 ? 255 : 65535;
  }
}
