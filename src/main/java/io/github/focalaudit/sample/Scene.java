package io.github.focalaudit.sample;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What there is to see in one image: a background of sky, ground and a built-up strip, and objects
 * before it. With fewer than five classes the strip is left out, with fewer than three the ground.
 */
final class Scene {
  /** Kinds of scene, a slice column. Later ones are more crowded. */
  static final List<String> KINDS = List.of("harbour", "park", "street", "market");

  /** Kinds of weather, a slice column. Later ones are harder for the model. */
  static final List<String> WEATHER = List.of("clear", "rain", "night", "fog");

  private final int height;
  private final int width;
  private final int classes;
  private final int[] horizon;
  private final int[] roofs;
  private final List<SceneObject> objects;
  private final int kind;
  private final int weather;

  /**
   * @param classes number of scores a pixel; 1 means labels 0 and 1
   * @param random decides everything
   */
  Scene(int height, int width, int classes, SplittableRandom random) {
    this.height = height;
    this.width = width;
    this.classes = Math.max(2, classes);
    kind = random.nextInt(KINDS.size());
    // Half the images are clear, the other kinds share the rest.
    weather = Math.max(0, random.nextInt(2 * WEATHER.size() - 2) - (WEATHER.size() - 2));
    horizon = line(random, 0.4 + 0.2 * random.nextDouble(), 0.04);
    roofs = new int[width];
    int x = 0;
    while (x < width) {
      int end = Math.min(width, x + Math.max(1, width / 12 + random.nextInt(width / 8 + 1)));
      int roof = (int) (horizon[x] - height * (0.02 + 0.2 * random.nextDouble()));
      while (x < end) {
        roofs[x++] = roof;
      }
    }
    objects = new ArrayList<>();
    int count = 3 + kind * 2 + random.nextInt(4);
    for (int k = 0; k < count; k++) {
      objects.add(object(random));
    }
  }

  private int[] line(SplittableRandom random, double level, double amplitude) {
    double phase = random.nextDouble() * 2 * Math.PI;
    double waves = 1 + 2 * random.nextDouble();
    int[] line = new int[width];
    for (int x = 0; x < width; x++) {
      double wave = StrictMath.sin(phase + waves * 2 * Math.PI * x / width);
      line[x] = (int) (height * (level + amplitude * wave));
    }
    return line;
  }

  private SceneObject object(SplittableRandom random) {
    int first = Math.min(backgroundClasses(), classes - 1);
    double rare = random.nextDouble();
    // The square makes later classes rarer, as in real label sets.
    int classIndex = first + (int) (rare * rare * (classes - first));
    int least = Math.min(height, width);
    double size = 0.04 + 0.12 * random.nextDouble();
    int radiusY = Math.max(1, (int) (least * size * (0.6 + random.nextDouble())));
    int radiusX = Math.max(1, (int) (least * size * (0.6 + random.nextDouble())));
    int centerY = (int) (height * (0.3 + 0.65 * random.nextDouble()));
    return new SceneObject(
        classIndex, random.nextInt(3) > 0, centerY, random.nextInt(width), radiusY, radiusX);
  }

  /** Number of classes that the background is made of; they are the first. */
  int backgroundClasses() {
    return classes < 3 ? 1 : classes < 5 ? 2 : 3;
  }

  /** The objects, in the order of painting. */
  List<SceneObject> objects() {
    return List.copyOf(objects);
  }

  String kind() {
    return KINDS.get(kind);
  }

  String weather() {
    return WEATHER.get(weather);
  }

  /** How hard the weather is: 0 clear, up to 3. */
  int difficulty() {
    return weather;
  }

  /** Paints the background and the given objects into {@code labels}, [height, width]. */
  void paint(List<SceneObject> shown, int[] labels) {
    int ground = backgroundClasses() > 1 ? 1 : 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int label = y >= horizon[x] ? ground : 0;
        if (label == 0 && backgroundClasses() > 2 && y >= roofs[x]) {
          label = 2;
        }
        labels[y * width + x] = label;
      }
    }
    for (SceneObject object : shown) {
      object.paint(labels, height, width);
    }
  }
}
