package io.github.focalaudit.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SampleDatasetTest {
  private static final int HEIGHT = 48;
  private static final int WIDTH = 64;
  private static final int PIXELS = HEIGHT * WIDTH;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  private static SampleSettings settings(
      int images, int classes, ElementType dtype, Layout layout, Map<BadFileKind, Integer> bad) {
    return new SampleSettings(
        images,
        HEIGHT,
        WIDTH,
        classes,
        7,
        dtype,
        SampleSettings.Container.NPY,
        layout,
        layout == Layout.NCHW ? 4 : 1,
        0,
        bad,
        0,
        0,
        255,
        false);
  }

  private static SampleSettings withErrors(int images, double share) {
    return new SampleSettings(
        images,
        HEIGHT,
        WIDTH,
        5,
        7,
        ElementType.F4,
        SampleSettings.Container.NPY,
        Layout.CHW,
        1,
        share,
        Map.of(),
        1,
        0,
        255,
        true);
  }

  private static float[] scores(Path file, ScoreOptions options) throws IOException {
    try (RangeReader bytes = Storage.ofClassPath().open(file.toString());
        ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader reader = ScoreReader.open(bytes, options, scratch)) {
      int pixels = Math.toIntExact(reader.shape().pixelCount());
      int classes = reader.shape().classes();
      float[] floats = new float[pixels * classes];
      if (reader.elementType().wide()) {
        double[] doubles = new double[floats.length];
        reader.read(0, pixels, doubles, pixels);
        for (int k = 0; k < floats.length; k++) {
          floats[k] = (float) doubles[k];
        }
      } else {
        reader.read(0, pixels, floats, pixels);
      }
      return floats;
    }
  }

  private static int[] labels(Path file, int batchIndex) throws IOException {
    try (RangeReader bytes = Storage.ofClassPath().open(file.toString());
        ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            LabelReader.open(bytes, LabelOptions.defaults().withBatchIndex(batchIndex), scratch)) {
      int[] labels = new int[Math.toIntExact(reader.shape().pixelCount())];
      reader.read(0, labels.length, labels);
      return labels;
    }
  }

  private static JsonNode planted(Path dataset) throws IOException {
    return new ObjectMapper().readTree(Files.readString(dataset.resolve(SampleDataset.PLANTED)));
  }

  private static Map<String, byte[]> bytes(Path dataset) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    try (Stream<Path> files = Files.walk(dataset)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        bytes.put(dataset.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return bytes;
  }

  private static Map<BadFileKind, Integer> oneOfEach() {
    Map<BadFileKind, Integer> bad = new EnumMap<>(BadFileKind.class);
    for (BadFileKind kind : BadFileKind.values()) {
      bad.put(kind, 1);
    }
    return bad;
  }

  @Test
  void sameSettingsGiveTheSameBytesAndAnotherSeedOthers() throws IOException {
    SampleSettings settings = withErrors(6, 0.5);
    new SampleDataset(settings).write(directory.resolve("a"));
    new SampleDataset(settings).write(directory.resolve("b"));
    Map<String, byte[]> first = bytes(directory.resolve("a"));
    Map<String, byte[]> second = bytes(directory.resolve("b"));
    assertThat(first.keySet()).isEqualTo(second.keySet()).hasSize(3 * 6 + 3);
    first.forEach((name, content) -> assertThat(second.get(name)).as(name).isEqualTo(content));
  }

  /**
   * Recorded from the first version: a change of these bits changes every dataset that others made
   * with a seed.
   */
  @Test
  void scoresAreTheSameOnEveryMachine() throws IOException {
    new SampleDataset(settings(1, 3, ElementType.F4, Layout.CHW, Map.of())).write(directory);
    float[] scores =
        scores(directory.resolve("predictions/scene_000000.npy"), ScoreOptions.defaults());
    int hash = 1;
    for (float score : scores) {
      hash = 31 * hash + Float.floatToIntBits(score);
    }
    assertThat(hash).isEqualTo(-1877833948);
  }

  @ParameterizedTest
  @CsvSource({"F2, 4e-3", "F4, 0", "F8, 0", "I1, 0.5", "I2, 0.5"})
  void everyTypeHoldsTheSameLogits(ElementType dtype, double tolerance) throws IOException {
    new SampleDataset(settings(1, 3, ElementType.F4, Layout.CHW, Map.of()))
        .write(directory.resolve("f4"));
    new SampleDataset(settings(1, 3, dtype, Layout.CHW, Map.of()))
        .write(directory.resolve("other"));
    String file = "predictions/scene_000000.npy";
    float[] expected = scores(directory.resolve("f4").resolve(file), ScoreOptions.defaults());
    float[] actual = scores(directory.resolve("other").resolve(file), ScoreOptions.defaults());
    double largest = 0;
    for (int k = 0; k < expected.length; k++) {
      largest = Math.max(largest, Math.abs(actual[k] - expected[k]));
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance);
  }

  @ParameterizedTest
  @CsvSource({"U1, 2e-3", "U2, 8e-6"})
  void unsignedTypesHoldTheSoftmax(ElementType dtype, double tolerance) throws IOException {
    new SampleDataset(settings(1, 3, ElementType.F4, Layout.CHW, Map.of()))
        .write(directory.resolve("f4"));
    new SampleDataset(settings(1, 3, dtype, Layout.CHW, Map.of()))
        .write(directory.resolve("other"));
    String file = "predictions/scene_000000.npy";
    float[] logits = scores(directory.resolve("f4").resolve(file), ScoreOptions.defaults());
    float[] actual =
        scores(
            directory.resolve("other").resolve(file),
            ScoreOptions.defaults().withProbabilities(true));
    double largest = 0;
    for (int k = 0; k < PIXELS; k++) {
      double sum = 0;
      for (int c = 0; c < 3; c++) {
        sum += Math.exp(logits[c * PIXELS + k]);
      }
      for (int c = 0; c < 3; c++) {
        double expected = Math.exp(logits[c * PIXELS + k]) / sum;
        largest = Math.max(largest, Math.abs(actual[c * PIXELS + k] - expected));
      }
    }
    assertThat(largest).isLessThanOrEqualTo(tolerance);
  }

  @Test
  void layoutsAndContainersHoldTheSameImages() throws IOException {
    new SampleDataset(settings(5, 4, ElementType.F4, Layout.CHW, Map.of()))
        .write(directory.resolve("chw"));
    new SampleDataset(settings(5, 4, ElementType.F4, Layout.HWC, Map.of()))
        .write(directory.resolve("hwc"));
    new SampleDataset(settings(5, 4, ElementType.F4, Layout.NCHW, Map.of()))
        .write(directory.resolve("nchw"));
    for (int k = 0; k < 5; k++) {
      String stem = "scene_00000" + k;
      float[] expected =
          scores(directory.resolve("chw/predictions/" + stem + ".npy"), ScoreOptions.defaults());
      assertThat(
              scores(
                  directory.resolve("hwc/predictions/" + stem + ".npy"),
                  ScoreOptions.of(OpenOptions.defaults().withLayout(Layout.HWC))))
          .isEqualTo(expected);
      String batch = "batch_00000" + k / 4;
      assertThat(
              scores(
                  directory.resolve("nchw/predictions/" + batch + ".npy"),
                  ScoreOptions.of(OpenOptions.defaults().withLayout(Layout.NCHW))
                      .withBatchIndex(k % 4)))
          .isEqualTo(expected);
      assertThat(labels(directory.resolve("nchw/truth/" + batch + ".npy"), k % 4))
          .isEqualTo(labels(directory.resolve("chw/truth/" + stem + ".png"), -1));
    }
  }

  @Test
  void modelIsMostlyRightAndWorseInFog() throws IOException {
    new SampleDataset(settings(120, 5, ElementType.F4, Layout.CHW, Map.of())).write(directory);
    Map<String, List<Double>> accuracies = new TreeMap<>();
    for (String row : Files.readAllLines(directory.resolve(SampleDataset.MANIFEST))) {
      String[] cells = row.split(",");
      if (cells[0].equals("image_id")) {
        continue;
      }
      double accuracy = accuracy(cells[1], cells[2], 5);
      accuracies.computeIfAbsent(cells[4], key -> new ArrayList<>()).add(accuracy);
      accuracies.computeIfAbsent("all", key -> new ArrayList<>()).add(accuracy);
    }
    assertThat(mean(accuracies, "all")).isBetween(0.82, 0.92);
    assertThat(mean(accuracies, "clear")).isGreaterThan(mean(accuracies, "fog") + 0.04);
  }

  private static double mean(Map<String, List<Double>> values, String key) {
    return values.getOrDefault(key, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .average()
        .orElseThrow();
  }

  private double accuracy(String prediction, String truth, int classes) throws IOException {
    float[] scores = scores(directory.resolve(prediction), ScoreOptions.defaults());
    int[] labels = labels(directory.resolve(truth), -1);
    int right = 0;
    for (int k = 0; k < PIXELS; k++) {
      int best = 0;
      for (int c = 1; c < classes; c++) {
        best = scores[c * PIXELS + k] > scores[best * PIXELS + k] ? c : best;
      }
      right += best == labels[k] ? 1 : 0;
    }
    return (double) right / PIXELS;
  }

  @Test
  void everyPlantedErrorIsWhereTheFileSays() throws IOException {
    SampleSettings settings = withErrors(40, 0.3);
    SampleDataset.Summary summary = new SampleDataset(settings).write(directory);
    JsonNode errors = planted(directory).path("labelErrors");
    assertThat(errors).hasSize(12).hasSize(summary.labelErrors());
    List<String> kinds = new ArrayList<>();
    for (JsonNode error : errors) {
      kinds.add(error.path("kind").asText());
      String id = error.path("imageId").asText();
      int index = Integer.parseInt(id.substring(id.indexOf('_') + 1));
      SampleImage image = new SampleImage(settings);
      image.make(
          id,
          index,
          PlantedError.Kind.valueOf(error.path("kind").asText().toUpperCase(Locale.ROOT)));
      int[] given = labels(directory.resolve("truth/" + id + ".png"), -1);
      int area = 0;
      int[] box = {HEIGHT, WIDTH, -1, -1};
      for (int k = 0; k < PIXELS; k++) {
        if (given[k] != 255 && given[k] != image.actual()[k]) {
          area++;
          box[0] = Math.min(box[0], k / WIDTH);
          box[1] = Math.min(box[1], k % WIDTH);
          box[2] = Math.max(box[2], k / WIDTH);
          box[3] = Math.max(box[3], k % WIDTH);
        }
      }
      assertThat(error.path("box").toString()).isEqualTo(Arrays.toString(box).replace(" ", ""));
      assertThat(area).isEqualTo(error.path("area").asInt()).isGreaterThanOrEqualTo(8);
    }
    assertThat(kinds).contains("dropped", "swapped", "shifted");
  }

  @ParameterizedTest
  @CsvSource({"CHW", "HWC", "NCHW"})
  void badFilesAreRefusedForTheirReason(Layout layout) throws IOException {
    SampleSettings settings = settings(0, 3, ElementType.F2, layout, oneOfEach());
    SampleDataset.Summary summary = new SampleDataset(settings).write(directory);
    assertThat(summary.badInputs()).isEqualTo(BadFileKind.values().length);
    int refused = 0;
    for (JsonNode bad : planted(directory).path("badInputs")) {
      String path = bad.path("path").asText();
      String code = bad.path("code").asText();
      assertThat(directory.resolve(path)).exists();
      // What a reader alone can see; values and partners are for the scorer and the pairing.
      if (List.of("TRUNCATED", "MALFORMED", "UNSUPPORTED_DTYPE", "EMPTY_ARRAY", "COLOUR_MASK")
          .contains(code)) {
        refused++;
        assertThatThrownBy(() -> readWhole(path, layout))
            .as(bad.toString())
            .isInstanceOfSatisfying(
                BadInputException.class,
                e -> assertThat(e.code().name()).as(e.getMessage()).isEqualTo(code));
      }
    }
    assertThat(refused).isEqualTo(8);
  }

  private void readWhole(String path, Layout layout) throws IOException {
    int batchIndex = layout == Layout.NCHW ? 0 : -1;
    Path file = directory.resolve(path);
    if (path.startsWith("truth/")) {
      labels(file, batchIndex);
    } else {
      ScoreOptions options = ScoreOptions.of(OpenOptions.defaults().withLayout(layout));
      scores(file, batchIndex < 0 ? options : options.withBatchIndex(0));
    }
  }

  @Test
  void voidBorderAndPatchAreVoid() throws IOException {
    SampleSettings settings =
        new SampleSettings(
            1,
            HEIGHT,
            WIDTH,
            3,
            7,
            ElementType.F4,
            SampleSettings.Container.NPZ_DEFLATED,
            Layout.CHW,
            1,
            0,
            Map.of(),
            0,
            0.25,
            200,
            false);
    new SampleDataset(settings).write(directory);
    int[] labels = labels(directory.resolve("truth/scene_000000.png"), -1);
    long empty = Arrays.stream(labels).filter(label -> label == 200).count();
    assertThat(empty).isEqualTo(PIXELS / 4);
  }

  @Test
  void directoryWithFilesIsLeftAlone() throws IOException {
    Files.writeString(directory.resolve("mine.txt"), "keep");
    SampleDataset dataset = new SampleDataset(settings(1, 3, ElementType.F4, Layout.CHW, Map.of()));
    assertThatThrownBy(() -> dataset.write(directory))
        .isInstanceOf(DirectoryNotEmptyException.class);
    assertThat(bytes(directory).keySet()).containsExactly("mine.txt");
  }

  @Test
  void manyClassesNeedWideMasks() throws IOException {
    SampleSettings settings =
        new SampleSettings(
            1,
            HEIGHT,
            WIDTH,
            300,
            7,
            ElementType.F2,
            SampleSettings.Container.NPY,
            Layout.CHW,
            1,
            0,
            Map.of(),
            1,
            0,
            65535,
            false);
    new SampleDataset(settings).write(directory);
    int[] labels = labels(directory.resolve("truth/scene_000000.png"), -1);
    assertThat(labels).contains(65535);
    assertThatThrownBy(() -> settings(1, 300, ElementType.F4, Layout.CHW, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("void-label has to be in [300, 65535], got 255");
  }
}
