package io.github.focalaudit.sample;

import io.github.focalaudit.format.Layout;
import io.github.focalaudit.setting.Setting;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole made-up dataset:
 *
 * <pre>
 * predictions/   a score file an image, or a batch
 * truth/         a mask an image, or a batch
 * images/        pictures of the scenes, where asked for
 * manifest.csv   image_id, prediction, truth, image where asked for, scene, weather
 * classes.txt    a class name a line
 * planted.json   every label error and bad file, with the reason code that a run has to give
 * </pre>
 *
 * <p>Every path in these files is relative to the dataset. One image, or one batch, is in memory at
 * a time. Thread-safe: no state besides the settings.
 */
public final class SampleDataset {
  /** Name of the file that says what was planted. */
  public static final String PLANTED = "planted.json";

  /** Name of the manifest. */
  public static final String MANIFEST = "manifest.csv";

  /** Name of the file of class names. */
  public static final String CLASSES = "classes.txt";

  private static final List<String> NAMES =
      List.of("sky", "ground", "building", "car", "person", "tree", "sign", "boat", "bench");

  private final SampleSettings settings;

  /** A dataset of these settings. */
  public SampleDataset(SampleSettings settings) {
    this.settings = settings;
  }

  /**
   * What was written.
   *
   * @param images good images
   * @param badInputs bad inputs beside them
   * @param labelErrors images with a planted label error
   * @param byteLength bytes of all score, mask and picture files
   */
  public record Summary(int images, int badInputs, int labelErrors, long byteLength) {}

  /**
   * Writes the dataset.
   *
   * @param directory empty, or made here
   * @throws DirectoryNotEmptyException where there is something in it; nothing is written then
   * @throws IOException where the disk fails
   */
  public Summary write(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new DirectoryNotEmptyException(directory.toString());
      }
    }
    SampleFiles files = new SampleFiles(settings, directory);
    SampleImage image = new SampleImage(settings);
    try (BufferedWriter manifest = Files.newBufferedWriter(directory.resolve(MANIFEST));
        PlantedJson planted =
            new PlantedJson(Files.newBufferedWriter(directory.resolve(PLANTED)), settings)) {
      manifest.write(
          "image_id,prediction,truth" + (settings.pictures() ? ",image" : "") + ",scene,weather\n");
      int errors =
          settings.layout() == Layout.NCHW
              ? writeBatches(files, image, manifest, planted)
              : writeImages(files, image, manifest, planted);
      int bad = writeBadFiles(files, image, manifest, planted);
      Files.write(directory.resolve(CLASSES), classNames());
      return new Summary(settings.images(), bad, errors, files.byteLength());
    }
  }

  private int writeImages(
      SampleFiles files, SampleImage image, BufferedWriter manifest, PlantedJson planted)
      throws IOException {
    int errors = 0;
    for (int k = 0; k < settings.images(); k++) {
      String id = name("scene", k);
      errors += make(image, id, k, planted);
      files.writeScores(id, 1, image.scores());
      files.writeLabels(id, 1, image.labels());
      if (settings.pictures()) {
        files.writePicture(id, image, Noise.seed(settings.seed(), k));
      }
      manifest.write(row(files, id, files.prediction(id), files.truth(id), image));
    }
    return errors;
  }

  /** The slice columns of a batch are those of its first image. */
  private int writeBatches(
      SampleFiles files, SampleImage image, BufferedWriter manifest, PlantedJson planted)
      throws IOException {
    int errors = 0;
    for (int first = 0; first < settings.images(); first += settings.batch()) {
      int images = Math.min(settings.batch(), settings.images() - first);
      String stem = name("batch", first / settings.batch());
      float[] scores = new float[Math.multiplyExact(images, image.scores().length)];
      int[] labels = new int[Math.multiplyExact(images, image.labels().length)];
      for (int k = 0; k < images; k++) {
        errors += make(image, stem + "#" + k, first + k, planted);
        System.arraycopy(
            image.scores(), 0, scores, k * image.scores().length, image.scores().length);
        System.arraycopy(
            image.labels(), 0, labels, k * image.labels().length, image.labels().length);
        if (k == 0) {
          manifest.write(row(files, stem, files.prediction(stem), files.truth(stem), image));
        }
        if (settings.pictures()) {
          files.writePicture(stem + "#" + k, image, Noise.seed(settings.seed(), first + k));
        }
      }
      files.writeScores(stem, images, scores);
      files.writeLabels(stem, images, labels);
    }
    return errors;
  }

  private int make(SampleImage image, String id, int index, PlantedJson planted)
      throws IOException {
    PlantedError.@Nullable Kind kind = null;
    // Evenly spread, so that the share is met for any number of images.
    if ((long) ((index + 1) * settings.labelErrors()) > (long) (index * settings.labelErrors())) {
      PlantedError.Kind[] kinds = PlantedError.Kind.values();
      kind = kinds[(int) (index * settings.labelErrors()) % kinds.length];
    }
    image.make(id, index, kind);
    PlantedError error = image.error();
    if (error == null) {
      return 0;
    }
    planted.add(error);
    return 1;
  }

  private int writeBadFiles(
      SampleFiles files, SampleImage image, BufferedWriter manifest, PlantedJson planted)
      throws IOException {
    BadFiles bad = new BadFiles(settings, files, image);
    int count = 0;
    for (Map.Entry<BadFileKind, Integer> entry : settings.badFiles().entrySet()) {
      for (int k = 0; k < entry.getValue(); k++) {
        BadFileKind kind = entry.getKey();
        long index = settings.images() + (long) kind.ordinal() * Integer.MAX_VALUE + k;
        BadFiles.BadInput input = bad.write(kind, "bad_" + kind.label() + "_" + k, index);
        for (String prediction : input.predictions()) {
          manifest.write(row(files, input.stem(), prediction, input.truth(), image));
        }
        planted.add(input);
        count++;
      }
    }
    return count;
  }

  private String row(
      SampleFiles files, String id, String prediction, String truth, SampleImage image) {
    boolean batched = settings.layout() == Layout.NCHW;
    return String.join(
            ",",
            Stream.of(
                    id,
                    prediction,
                    truth,
                    settings.pictures() ? files.picture(batched ? id + "#0" : id) : null,
                    image.scene().kind(),
                    image.scene().weather())
                .filter(cell -> cell != null)
                .toList())
        + "\n";
  }

  private static String name(String prefix, int index) {
    String digits = Integer.toString(index);
    return prefix + "_" + "0".repeat(Math.max(0, 6 - digits.length())) + digits;
  }

  private List<String> classNames() {
    if (settings.classes() <= 2) {
      return settings.classes() == 1 ? List.of("object") : List.of("background", "object");
    }
    return IntStream.range(0, settings.classes())
        .mapToObj(k -> k < NAMES.size() ? NAMES.get(k) : "class_" + k)
        .toList();
  }

  /** The options with which {@code validate} scores the dataset. */
  public static String arguments(SampleSettings settings, Path directory) {
    StringBuilder text =
        new StringBuilder(Setting.MANIFEST + " " + quoted(directory.resolve(MANIFEST)));
    text.append(" " + Setting.CLASS_NAMES + " ").append(quoted(directory.resolve(CLASSES)));
    if (settings.classes() == 1) {
      text.append(" " + Setting.PRESET + " sigmoid");
    }
    if (settings.probabilities()) {
      text.append(" " + Setting.ACTIVATION + " none");
    }
    if (settings.layout() != Layout.CHW) {
      text.append(" " + Setting.LAYOUT + " ")
          .append(settings.layout().name().toLowerCase(Locale.ROOT));
    }
    if (settings.hasVoid()) {
      text.append(" " + Setting.IGNORE_INDEX + " ").append(settings.voidLabel());
    }
    return text.append(" " + Setting.OUTPUT + " RUN").toString();
  }

  /** A path as a shell takes it. */
  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[\\w./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
