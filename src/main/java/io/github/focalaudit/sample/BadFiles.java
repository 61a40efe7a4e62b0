package io.github.focalaudit.sample;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzFormat;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Writes inputs that are unusable in one known way. Scores are {@code .npy} of type f4 in the
 * layout of the settings, whatever container and type the good ones have. Not thread-safe.
 */
final class BadFiles {
  private static final int CLAIM = 1000;

  private final SampleSettings settings;
  private final SampleFiles files;
  private final SampleImage image;

  BadFiles(SampleSettings settings, SampleFiles files, SampleImage image) {
    this.settings = settings;
    this.files = files;
    this.image = image;
  }

  /**
   * What was written.
   *
   * @param stem names of the files without suffix
   * @param kind what is wrong
   * @param culprit the file at fault, relative to the dataset; where one is missing, the other
   * @param predictions the predictions that a manifest has to name, relative
   * @param truth the mask that a manifest has to name, relative
   */
  record BadInput(
      String stem, BadFileKind kind, String culprit, List<String> predictions, String truth) {}

  /** Writes the files of one bad input, made like the good image of that index. */
  BadInput write(BadFileKind kind, String stem, long index) throws IOException {
    image.make(stem, index, null);
    SplittableRandom random = new SplittableRandom(Noise.seed(~settings.seed(), index));
    int pixel = random.nextInt(image.labels().length);
    int classIndex = random.nextInt(settings.classes());
    String prediction = SampleFiles.PREDICTIONS + "/" + stem + NpyFormat.SUFFIX;
    String truth = files.truth(stem);
    if (kind != BadFileKind.MISSING_PREDICTION) {
      byte[] bytes = prediction(kind, pixel, classIndex);
      files.write(prediction, out -> out.write(bytes));
    }
    if (kind != BadFileKind.MISSING_TRUTH && kind != BadFileKind.COLOUR_MASK) {
      if (kind == BadFileKind.LABEL_OUT_OF_RANGE) {
        image.labels()[pixel] = settings.unknownLabel();
      }
      files.writeLabels(stem, 1, image.labels());
    }
    String culprit = prediction;
    List<String> predictions = List.of(prediction);
    switch (kind) {
      case MISSING_PREDICTION, LABEL_OUT_OF_RANGE -> culprit = truth;
      case DUPLICATE_ID -> {
        String second = SampleFiles.PREDICTIONS + "/" + stem + NpzFormat.SUFFIX;
        predictions = List.of(prediction, second);
        files.write(
            second,
            out -> {
              try (NpzWriter archive = new NpzWriter(out, false)) {
                archive.add("scores", ElementType.F4, dims(), image.scores());
              }
            });
      }
      case TRUNCATED_MASK -> {
        culprit = truth;
        files.truncate(truth);
      }
      case COLOUR_MASK -> {
        truth = SampleFiles.TRUTH + "/" + stem + PngFormat.SUFFIX;
        culprit = truth;
        files.write(
            truth,
            out ->
                ScenePicture.write(
                    out, settings.height(), settings.width(), image.labels(), 0, index));
      }
      default -> {}
    }
    return new BadInput(stem, kind, culprit, predictions, truth);
  }

  private int[] dims() {
    return files.dims(1, settings.classes(), settings.height());
  }

  private byte[] prediction(BadFileKind kind, int pixel, int classIndex) throws IOException {
    float[] scores = image.scores();
    switch (kind) {
      case NAN -> scores[image.at(classIndex, pixel)] = Float.NaN;
      case POSITIVE_INFINITY -> scores[image.at(classIndex, pixel)] = Float.POSITIVE_INFINITY;
      case ALL_NEGATIVE_INFINITY -> {
        for (int c = 0; c < settings.classes(); c++) {
          scores[image.at(c, pixel)] = Float.NEGATIVE_INFINITY;
        }
      }
      default -> {}
    }
    int classes = settings.classes();
    int height = settings.height();
    byte[] good = npy(dims(), scores);
    return switch (kind) {
      case EMPTY_FILE -> new byte[0];
      case TRUNCATED -> Arrays.copyOf(good, good.length - (4 * scores.length + 1) / 2);
      case WRONG_MAGIC -> {
        good[0] = 'X';
        yield good;
      }
      case OBJECT_DTYPE -> withHeader("|O", dims(), scores);
      case HEADER_CLAIMS_MORE ->
          withHeader("<f4", files.dims(1, classes, Math.multiplyExact(height, CLAIM)), scores);
      case EMPTY_ARRAY -> npy(files.dims(1, classes, 0), new float[0]);
      case SHAPE_MISMATCH -> zeros(files.dims(1, classes, height + 1));
      case CLASS_COUNT -> zeros(files.dims(1, classes + 1, height));
      default -> good;
    };
  }

  private static byte[] zeros(int[] dims) throws IOException {
    return npy(dims, new float[Arrays.stream(dims).reduce(1, Math::multiplyExact)]);
  }

  private static byte[] npy(int[] dims, float[] scores) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    NpyWriter.write(bytes, ElementType.F4, dims, scores);
    return bytes.toByteArray();
  }

  /** The values of the array under a header that does not describe them. */
  private byte[] withHeader(String descr, int[] claimed, float[] scores) throws IOException {
    byte[] good = npy(dims(), scores);
    String shape = Arrays.toString(claimed).replace('[', '(').replace(']', ')');
    StringBuilder text =
        new StringBuilder(
            "{'descr': '" + descr + "', 'fortran_order': False, 'shape': " + shape + ", }");
    while ((10 + text.length() + 1) % 64 != 0) {
      text.append(' ');
    }
    text.append('\n');
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(good, 0, 8);
    bytes.write(text.length() & 0xff);
    bytes.write(text.length() >>> 8);
    bytes.writeBytes(text.toString().getBytes(StandardCharsets.US_ASCII));
    bytes.write(good, good.length - 4 * scores.length, 4 * scores.length);
    return bytes.toByteArray();
  }
}
