package io.github.focalaudit.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Puts one label error into a mask. Buffers are kept between images. Not thread-safe. */
final class LabelErrorPlanter {
  private final int height;
  private final int width;
  private final int classes;

  LabelErrorPlanter(int height, int width, int classes) {
    this.height = height;
    this.width = width;
    this.classes = Math.max(2, classes);
  }

  /**
   * An object for the foreground of a scene, of another class than what lies behind its centre.
   *
   * @param scene without the object
   * @param behind the labels of the scene, [height, width]
   */
  SceneObject foreground(Scene scene, int[] behind, SplittableRandom random) {
    int least = Math.min(height, width);
    int radiusY = Math.max(1, (int) (least * (0.09 + 0.06 * random.nextDouble())));
    int radiusX = Math.max(1, (int) (least * (0.09 + 0.06 * random.nextDouble())));
    int centerY = radiusY + random.nextInt(Math.max(1, height - 2 * radiusY));
    int centerX = radiusX + random.nextInt(Math.max(1, width - 2 * radiusX));
    int label = behind[Math.min(centerY, height - 1) * width + Math.min(centerX, width - 1)];
    int first = Math.min(scene.backgroundClasses(), classes - 1);
    int classIndex = first + random.nextInt(classes - first);
    if (classIndex == label) {
      classIndex = (classIndex + 1) % classes;
    }
    return new SceneObject(classIndex, true, centerY, centerX, radiusY, radiusX);
  }

  /** The objects that the wrong mask shows. */
  List<SceneObject> shown(
      Scene scene,
      SceneObject object,
      PlantedError.Kind kind,
      int[] behind,
      SplittableRandom random) {
    List<SceneObject> shown = new ArrayList<>(scene.objects());
    switch (kind) {
      case DROPPED -> {}
      case SWAPPED -> {
        int label =
            behind[
                Math.min(object.centerY(), height - 1) * width
                    + Math.min(object.centerX(), width - 1)];
        int other = (object.classIndex() + 1 + random.nextInt(classes - 1)) % classes;
        if (other == label && classes > 2) {
          other = (other + 1) % classes;
          other = other == object.classIndex() ? (other + 1) % classes : other;
        }
        shown.add(object.ofClass(other));
      }
      case SHIFTED -> {
        int downY = object.centerY() < height / 2 ? 1 : -1;
        int rightX = object.centerX() < width / 2 ? 1 : -1;
        shown.add(object.shifted(downY * (object.radiusY() + 1), rightX * (object.radiusX() + 1)));
      }
    }
    return shown;
  }

  /**
   * Describes the error by the pixels where the mask differs from what is there.
   *
   * @param actual what is there
   * @param given what the mask says
   * @param voidLabel pixels of the mask with this label do not count
   * @return null where no pixel differs
   */
  @Nullable PlantedError describe(
      String imageId,
      PlantedError.Kind kind,
      SceneObject object,
      int[] actual,
      int[] given,
      int voidLabel) {
    int top = height;
    int left = width;
    int bottom = -1;
    int right = -1;
    int area = 0;
    int givenClass = -1;
    for (int k = 0; k < given.length; k++) {
      if (given[k] == actual[k] || given[k] == voidLabel) {
        continue;
      }
      if (actual[k] == object.classIndex() && givenClass < 0) {
        givenClass = given[k];
      }
      area++;
      top = Math.min(top, k / width);
      bottom = k / width;
      left = Math.min(left, k % width);
      right = Math.max(right, k % width);
    }
    return area == 0
        ? null
        : new PlantedError(
            imageId, kind, object.classIndex(), givenClass, top, left, bottom, right, area);
  }
}
