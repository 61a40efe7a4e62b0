package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PixelExplanationTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden");

  /** Expected elements: mpmath with 60 digits (exact) and PyTorch in float64 (clamped). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed-worked-example",
        "softmax-c2-5x7",
        "saturated-c2",
        "saturated-c3",
        "ties-all-zero",
        "ties-two-maxima",
        "neginf-target",
        "neginf-nontarget",
        "sigmoid-saturated-c1"
      })
  void everyTermAgreesWithTheGoldenElements(String name) throws IOException {
    JsonNode expected = expected(name);
    JsonNode byGamma = expected.path("elements").path("by_gamma");
    List<double[]> scores = scores(name, expected);
    List<int[]> targets = targets(name, expected);
    int compared = 0;
    for (String gamma : List.of("0", "0.5", "1", "2", "2.5", "3", "5")) {
      for (boolean clamped : new boolean[] {false, true}) {
        LossSettings settings = settings(expected, Double.parseDouble(gamma), clamped ? 1e-8 : 0);
        JsonNode variant = byGamma.path(gamma).path(clamped ? "clamped" : "exact");
        for (int pixel = 0; pixel < scores.size(); pixel++) {
          PixelExplanation explanation =
              PixelExplanation.ofElements(settings, scores.get(pixel), targets.get(pixel));
          for (LossTerm term : explanation.terms()) {
            JsonNode value =
                variant.path(term.target() ? "pos" : "neg").path(term.classIndex()).path(pixel);
            assertThat(value.isNumber() || value.isTextual()).as("%s", value).isTrue();
            double wanted = value.isTextual() ? Double.POSITIVE_INFINITY : value.asDouble();
            if (Double.isInfinite(wanted)) {
              assertThat(term.term()).isEqualTo(wanted);
            } else {
              // float64 1 - p, and 1 - 1e-8, lose digits in the clamped form; see the case's README
              double relative = clamped ? 2e-7 : 1e-12;
              assertThat(term.term())
                  .as("%s gamma %s class %s pixel %s", name, gamma, term.classIndex(), pixel)
                  .isCloseTo(wanted, within(relative * wanted + 1e-300));
            }
            compared++;
          }
        }
      }
    }
    assertThat(compared).isGreaterThanOrEqualTo(14);
  }

  @ParameterizedTest
  @CsvSource({
    // margin, whether float32 PyTorch gives inf: 1 + e^-margin rounds to 1 from ln 2^24 = 16.64 on
    "16, false",
    "16.6, false",
    "16.7, true",
    "50, true"
  })
  void infinityInFloat32IsFound(double margin, boolean infinite) {
    PixelExplanation explanation =
        PixelExplanation.ofLabel(LossSettings.of(Preset.ONE_VS_REST), new double[] {margin, 0}, 1);
    assertThat(explanation.terms().get(0).infiniteInFloat32()).isEqualTo(infinite);
    assertThat(explanation.terms().get(1).infiniteInFloat32()).isFalse();
    assertThat(explanation.sum()).isFinite();
  }

  @Test
  void clampHoldsTheLogarithmAt18Point42() {
    PixelExplanation explanation =
        PixelExplanation.ofLabel(LossSettings.of(Preset.ONE_VS_REST), new double[] {40, 0}, 1);
    LossTerm wrong = explanation.terms().get(0);
    assertThat(wrong.clamped()).isTrue();
    // -ln 1e-8
    assertThat(wrong.minusLog()).isCloseTo(18.420680743952367, within(1e-14));
    assertThat(wrong.weighted()).isCloseTo(0.75 * 18.420680743952367, within(1e-6));
  }

  @Test
  void ignoredPixelAddsNothing() {
    PixelExplanation explanation =
        PixelExplanation.ofLabel(
            LossSettings.of(Preset.ONE_VS_REST), new double[] {1, 2, 3}, PixelExplanation.IGNORED);
    assertThat(explanation.ignored()).isTrue();
    assertThat(explanation.sum()).isZero();
    assertThat(explanation.prediction()).isEqualTo(2);
  }

  private static LossSettings settings(JsonNode expected, double gamma, double eps) {
    Activation activation =
        Activation.valueOf(expected.path("activation").asText().toUpperCase(Locale.ROOT));
    Preset preset = activation == Activation.SIGMOID ? Preset.SIGMOID : Preset.ONE_VS_REST;
    return LossSettings.builder()
        .preset(preset)
        .activation(activation)
        .gamma(gamma)
        .eps(eps)
        .build();
  }

  private static JsonNode expected(String name) throws IOException {
    Path file = GOLDEN.resolve(name).resolve("expected.json");
    return new ObjectMapper().readTree(Files.readString(file));
  }

  private static List<double[]> scores(String name, JsonNode expected) throws IOException {
    boolean probabilities = expected.path("activation").asText().equals("none");
    List<double[]> scores = new ArrayList<>();
    try (RangeReader file = open(name, expected.path("input").path("file").asText());
        ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader reader =
            ScoreReader.open(
                file, ScoreOptions.defaults().withProbabilities(probabilities), scratch)) {
      int pixels = Math.toIntExact(reader.shape().pixelCount());
      int classes = reader.shape().classes();
      for (int pixel = 0; pixel < pixels; pixel++) {
        double[] values = new double[classes];
        if (reader.elementType().wide()) {
          reader.read(pixel, 1, values, 1);
        } else {
          float[] narrow = new float[classes];
          reader.read(pixel, 1, narrow, 1);
          for (int c = 0; c < classes; c++) {
            values[c] = narrow[c];
          }
        }
        scores.add(values);
      }
    }
    return scores;
  }

  private static List<int[]> targets(String name, JsonNode expected) throws IOException {
    int classes = expected.path("num_classes").asInt();
    List<int[]> targets = new ArrayList<>();
    for (int label : labels(name, expected)) {
      int[] target = new int[classes];
      if (classes == 1) {
        target[0] = label;
      } else {
        target[label] = 1;
      }
      targets.add(target);
    }
    return targets;
  }

  private static int[] labels(String name, JsonNode expected) throws IOException {
    try (RangeReader file = open(name, expected.path("labels").path("file").asText());
        ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            LabelReader.open(
                file,
                expected.path("num_classes").asInt() == 1
                    ? LabelOptions.defaults().withMultiLabel(1)
                    : LabelOptions.defaults(),
                scratch)) {
      int[] labels = new int[Math.toIntExact(reader.shape().pixelCount())];
      reader.read(0, labels.length, labels);
      return labels;
    }
  }

  private static RangeReader open(String name, String file) throws IOException {
    return Storage.ofClassPath().open(GOLDEN.resolve(name).resolve(file).toString());
  }
}
