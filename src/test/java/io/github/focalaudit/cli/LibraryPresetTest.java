package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.api.FocalAudit;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LibraryPreset;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * Presets of libraries give the numbers of the libraries. The expected ones are of float64 NumPy
 * programs that follow each library's code and share nothing with this project.
 */
class LibraryPresetTest {
  private static final Path CASE = Path.of("src/test/resources/cases/library-means");
  private static final int CLASSES = 5;
  private static final int PIXELS = 12 * 10;

  /** Float32 lanes and float32 inputs. */
  private static final double RELATIVE = 1e-6;

  @TempDir private Path folder = Path.of("unset");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --preset monai                                  | monai_softmax_mean
          --preset monai-softmax@1.4                      | monai_softmax_mean
          --preset monai-sigmoid                          | torchvision_alpha_minus1
          --preset kornia                                 | kornia_mean_alpha_none
          --preset kornia@0.7 --alpha .75,.25,.25,.25,.25 | kornia_mean_alpha_025
          --preset keras                                  | keras_categorical_default
          --preset keras@3                                | keras_categorical_default
          --preset categorical                            | categorical_over_pixels
          --preset categorical --alpha none               | categorical_over_pixels
          --preset sigmoid                                | torchvision_sum_over_elements
          --preset torchvision                            | torchvision_sum_over_elements
          --preset torchvision --alpha none               | torchvision_alpha_minus1
          --preset fvcore                                 | torchvision_alpha_minus1
          --preset smp-multilabel                         | smp_multilabel_default
          --preset smp                                    | smp_multiclass_default
          --preset smp-multiclass@0.5                     | smp_multiclass_default
          --preset retinanet                              | retinanet_by_positives
          """)
  void aLibrarysNameGivesItsNumber(String options, String key) throws IOException {
    LossSettings loss = settings(options.split(" "));
    double sum = 0;
    double denominator = 0;
    for (String image : List.of("i0", "i1", "i2")) {
      ImageSums sums = score(loss, image);
      sum += sums.lossSum();
      denominator += sums.denominator();
    }
    double expected = expected(key);
    assertThat(sum / denominator).isCloseTo(expected, within(RELATIVE * expected));
  }

  @Test
  void aRunHasTheNumberAndNamesItsSettings() throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("validate", "--output", folder.resolve("run").toString(), "--no-progress"));
    arguments.addAll(List.of("--predictions", CASE.resolve("pred").toString()));
    arguments.addAll(List.of("--truth", CASE.resolve("truth").toString()));
    arguments.addAll(List.of("--preset", "smp-multiclass@0.5", "--cross-check", "0"));
    InProcess.Result run = InProcess.run(arguments.toArray(String[]::new));
    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).contains("(sigmoid, sigmoid, gamma 2, alpha none, eps 1.0E-8");
    JsonNode loss =
        new ObjectMapper().readTree(folder.resolve("run/summary.json").toFile()).path("loss");
    double expected = expected("smp_multiclass_default");
    assertThat(loss.path("mean").asDouble()).isCloseTo(expected, within(RELATIVE * expected));
    assertThat(loss.path("alpha")).isEmpty();
    assertThat(loss.path("alpha").isArray()).isTrue();
    // Without alpha a term weighs 1; with 0.5 both kinds weigh the half.
    InProcess.Result half =
        InProcess.run("compare", folder.resolve("run").toString(), "--alpha", "0.5");
    assertThat(half.out())
        .contains("alpha none, over")
        .containsPattern("focal loss +\\S+ +" + loss.path("mean").asDouble() / 2 + " ");
    InProcess.Result none =
        InProcess.run("compare", folder.resolve("run").toString(), "--alpha", "none");
    String mean = loss.path("mean").asText();
    assertThat(none.out()).containsPattern("focal loss +" + mean + " +" + mean + " +0\n");
  }

  @Test
  void mistakesAreNamed() {
    assertThatThrownBy(() -> settings("--preset", "smp-multiclass@0.4"))
        .hasMessageContaining("unknown value 'smp-multiclass@0.4'; give one of one-vs-rest")
        .hasMessageContaining("smp-multiclass@0.5");
    assertThatThrownBy(() -> settings("--preset", "kornia", "--alpha", "0.25"))
        .hasMessageContaining("kornia gives it to every class but class 0, which gets 0.75")
        .hasMessageContaining("--alpha 0.75,0.25,0.25");
    assertThatThrownBy(() -> settings("--alpha", "nil"))
        .hasMessageContaining("--alpha: 'nil' is not a number");
  }

  /** Two spellings of the same settings compare as equal. */
  @Test
  void noAlphaOfPositivesAloneIsAnAlphaOfOne() {
    assertThat(settings("--preset", "categorical", "--alpha", "none"))
        .isEqualTo(settings("--preset", "categorical", "--alpha", "1"))
        .isEqualTo(LossSettings.of(Preset.CATEGORICAL));
  }

  /** Settings of a name never change, with its version or without: histories rest on them. */
  @ParameterizedTest
  @EnumSource
  void aNameMeansItsVersion(LibraryPreset preset) {
    assertThat(settings("--preset", preset.label()))
        .isEqualTo(settings("--preset", preset.versionedLabel()))
        .isEqualTo(preset.settings());
  }

  private static double expected(String key) throws IOException {
    return new ObjectMapper()
        .readTree(CASE.resolve("expected.json").toFile())
        .path(key)
        .asDouble(Double.NaN);
  }

  private static ImageSums score(LossSettings loss, String image) throws IOException {
    byte[] file = Files.readAllBytes(CASE.resolve("pred/" + image + ".npy"));
    int bytes = CLASSES * PIXELS * Float.BYTES;
    float[] scores = new float[CLASSES * PIXELS];
    ByteBuffer.wrap(file, file.length - bytes, bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .asFloatBuffer()
        .get(scores);
    Raster mask = ImageIO.read(CASE.resolve("truth/" + image + ".png").toFile()).getRaster();
    int[] labels = mask.getSamples(0, 0, mask.getWidth(), mask.getHeight(), 0, (int[]) null);
    return FocalAudit.score(loss, scores, truth(loss, labels), CLASSES);
  }

  private static int[] truth(LossSettings loss, int[] labels) {
    if (loss.preset() != Preset.SIGMOID) {
      return labels;
    }
    int[] planes = new int[CLASSES * PIXELS];
    for (int i = 0; i < PIXELS; i++) {
      planes[labels[i] * PIXELS + i] = 1;
    }
    return planes;
  }

  @Command(name = "loss")
  private static final class Options {
    @Mixin private final LossOptions loss = new LossOptions();
  }

  private static LossSettings settings(String... arguments) {
    Options options = new Options();
    new CommandLine(options).parseArgs(arguments);
    return options.loss.settings();
  }
}
