package io.github.focalaudit.evaluation.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageScorer;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.PixelScan;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The expected numbers are those of {@code src/test/python/audit_check.py}, which states the
 * definitions with NumPy in double precision and shares nothing with this project. On these cases
 * the softmin of cleanlab, segmentation/rank.py, in float64 is the same within 7e-16 relative.
 */
class AuditGoldenTest {
  private static final Path CASES = Path.of("src/test/resources/golden");

  /** The vector kernel carries float32. */
  private static final double FLOAT = 2e-6;

  private static final double DOUBLE = 1e-12;

  /** A stored byte stands for v / 255, which a tile carries as a float. */
  private static final double BYTES = 1e-8;

  private record Found(ImageResult result, PixelStatistics statistics, ImageIssues issues) {}

  static Stream<String> cases() throws IOException {
    return StreamSupport.stream(
        ((Iterable<String>) () -> expected().fieldNames()).spliterator(), false);
  }

  private static JsonNode expected() {
    try {
      return new ObjectMapper()
          .readTree(Path.of("src/test/resources/audit/expected.json").toFile());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Found find(String name, KernelKind kernel) throws IOException {
    JsonNode about = new ObjectMapper().readTree(CASES.resolve(name + "/expected.json").toFile());
    boolean probabilities = about.get("activation").asText().equals("none");
    int classes = about.get("num_classes").asInt();
    LossSettings base = LossSettings.of(Preset.ONE_VS_REST);
    LossSettings loss =
        base.toBuilder().activation(probabilities ? Activation.NONE : Activation.SOFTMAX).build();
    List<Integer> ignored =
        about.get("ignore").isNull() ? List.of() : List.of(about.get("ignore").asInt());
    LabelEncoder encoder = new LabelEncoder(null, ignored, classes);
    String scorePath = CASES.resolve(name + "/logits.npy").toString();
    String labelPath = CASES.resolve(name + "/labels.npy").toString();
    ImageRef image = new ImageRef(name, scorePath, labelPath, 0, 0, ImageRef.NO_BATCH, Map.of());
    Storage storage = Storage.ofClassPath();
    try (ScratchBuffers scratch = new ScratchBuffers();
        ScratchBuffers more = new ScratchBuffers();
        RangeReader scoreFile = storage.open(scorePath);
        RangeReader labelFile = storage.open(labelPath);
        ScoreReader scores =
            ScoreReader.open(
                scoreFile, ScoreOptions.defaults().withProbabilities(probabilities), scratch);
        LabelReader labels = LabelReader.open(labelFile, LabelOptions.defaults(), scratch);
        LabelReader again = LabelReader.open(labelFile, LabelOptions.defaults(), more)) {
      PixelTally tally = new PixelTally(loss, classes);
      ImageScorer scorer = new ImageScorer(loss, classes, kernel, encoder, false);
      scorer.observe(tally);
      ImageResult result = scorer.score(image, scores, labels, false);
      LabelIssueFinder finder =
          new LabelIssueFinder(
              new LabelModel(tally.statistics().thresholds(), new long[classes][classes]),
              1,
              scores.shape().spatial());
      new PixelScan(loss, classes).scan(image, scores, again, encoder, finder);
      return new Found(result, tally.statistics(), finder.issues());
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void numbersAreThoseOfTheIndependentProgram(String name) throws IOException {
    JsonNode expected = expected().get(name);
    double quality = expected.get("quality").asDouble();
    double exact = name.contains("u8") ? BYTES : DOUBLE;
    for (KernelKind kernel : List.of(KernelKind.VECTOR, KernelKind.REFERENCE)) {
      Found found = find(name, kernel);
      double tolerance = found.result().provenance().kernel().equals("reference") ? exact : FLOAT;
      assertThat(Objects.requireNonNull(found.result().sums().labelQuality()))
          .isCloseTo(quality, within(tolerance * quality));
      double brier = expected.get("brier").asDouble();
      assertThat(found.statistics().brier()).isCloseTo(brier, within(exact * brier + 1e-15));
      assertThat(found.statistics().expectedCalibrationError())
          .isCloseTo(expected.get("calibration").asDouble(), within(exact));
      double[] thresholds = found.statistics().thresholds();
      for (int c = 0; c < thresholds.length; c++) {
        JsonNode threshold = expected.get("thresholds").get(c);
        assertThat(thresholds[c])
            .isCloseTo(threshold.isNull() ? Double.NaN : threshold.asDouble(), within(exact));
      }
      List<List<Long>> suspects = new ArrayList<>();
      expected
          .get("suspects")
          .forEach(
              pair ->
                  suspects.add(
                      List.of(pair.get(0).asLong(), pair.get(1).asLong(), pair.get(2).asLong())));
      assertThat(found.issues().pairs())
          .extracting(pair -> List.of((long) pair.given(), (long) pair.suggested(), pair.pixels()))
          .isEqualTo(suspects);
    }
  }
}
