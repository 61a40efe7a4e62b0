package io.github.focalaudit.sample;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngFormat;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the score and mask files of a sample, and counts their bytes. Not thread-safe. */
final class SampleFiles {
  static final String PREDICTIONS = "predictions";
  static final String TRUTH = "truth";
  static final String IMAGES = "images";
  private static final String KEY = "scores";

  private final SampleSettings settings;
  private final Path directory;
  private long byteLength;

  SampleFiles(SampleSettings settings, Path directory) throws IOException {
    this.settings = settings;
    this.directory = directory;
    Files.createDirectories(directory.resolve(PREDICTIONS));
    Files.createDirectories(directory.resolve(TRUTH));
    if (settings.pictures()) {
      Files.createDirectories(directory.resolve(IMAGES));
    }
  }

  /** Bytes written so far. */
  long byteLength() {
    return byteLength;
  }

  /** The path of a prediction, relative to the dataset. */
  String prediction(String stem) {
    return PREDICTIONS + "/" + stem + settings.container().suffix();
  }

  /** The path of a mask, relative to the dataset. */
  String truth(String stem) {
    return TRUTH
        + "/"
        + stem
        + (settings.layout() == Layout.NCHW ? NpyFormat.SUFFIX : PngFormat.SUFFIX);
  }

  /** The path of a picture, relative to the dataset. */
  String picture(String stem) {
    return IMAGES + "/" + stem + PngFormat.SUFFIX;
  }

  /** The axes of a score file. */
  int[] dims(int images, int classes, int height) {
    int width = settings.width();
    return switch (settings.layout()) {
      case HWC -> new int[] {height, width, classes};
      case NCHW -> new int[] {images, classes, height, width};
      default -> new int[] {classes, height, width};
    };
  }

  /** Writes the scores of one file in the type and container of the settings. */
  void writeScores(String stem, int images, float[] scores) throws IOException {
    ElementType type = settings.dtype();
    int[] dims = dims(images, settings.classes(), settings.height());
    int[] integers = type.floating() ? new int[0] : integers(type, scores);
    write(
        prediction(stem),
        out -> {
          if (settings.container() == SampleSettings.Container.NPY) {
            if (type.floating()) {
              NpyWriter.write(out, type, dims, scores);
            } else {
              NpyWriter.write(out, type, dims, integers);
            }
            return;
          }
          boolean deflate = settings.container() == SampleSettings.Container.NPZ_DEFLATED;
          try (NpzWriter archive = new NpzWriter(out, deflate)) {
            if (type.floating()) {
              archive.add(KEY, type, dims, scores);
            } else {
              archive.add(KEY, type, dims, integers);
            }
          }
        });
  }

  private int[] integers(ElementType type, float[] scores) {
    int scale = settings.probabilities() ? SampleImage.scale(type) : 1;
    int[] integers = new int[scores.length];
    for (int k = 0; k < scores.length; k++) {
      integers[k] = Math.round(scores[k] * scale);
    }
    return integers;
  }

  /** Writes the masks of one file. */
  void writeLabels(String stem, int images, int[] labels) throws IOException {
    boolean wide = settings.wideMasks();
    write(
        truth(stem),
        out -> {
          if (settings.layout() == Layout.NCHW) {
            int[] dims = {images, settings.height(), settings.width()};
            NpyWriter.write(out, wide ? ElementType.U2 : ElementType.U1, dims, labels);
          } else {
            PngLabelWriter.write(out, settings.height(), settings.width(), wide ? 16 : 8, labels);
          }
        });
  }

  /** Writes the picture of an image. */
  void writePicture(String stem, SampleImage image, long seed) throws IOException {
    write(
        picture(stem),
        out ->
            ScenePicture.write(
                out,
                settings.height(),
                settings.width(),
                image.actual(),
                image.scene().difficulty(),
                seed));
  }

  /** Cuts a file of the dataset to half its bytes. */
  void truncate(String relative) throws IOException {
    Path file = directory.resolve(relative);
    byte[] bytes = Files.readAllBytes(file);
    byteLength -= bytes.length;
    write(relative, out -> out.write(bytes, 0, bytes.length / 2));
  }

  /** Content of a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes a file of the dataset. */
  void write(String relative, Content content) throws IOException {
    Path file = directory.resolve(relative);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      content.writeTo(out);
    }
    byteLength += Files.size(file);
  }
}
