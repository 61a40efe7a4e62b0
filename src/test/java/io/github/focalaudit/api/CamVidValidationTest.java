package io.github.focalaudit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.SharedData;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.evaluation.DatasetMetrics;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.Nd4jFocalLossKernel;
import io.github.focalaudit.run.DatasetOptions;
import io.github.focalaudit.run.Validation;
import io.github.focalaudit.run.ValidationOutcome;
import io.github.focalaudit.run.ValidationRequest;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real model outputs, end to end. Expected values are float64 log-space sums by an independent
 * NumPy and PyTorch program.
 */
class CamVidValidationTest {
  private static SparkSession session;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    session =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate();
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private ValidationOutcome validate(
      String model, KernelKind kernel, Preset preset, int crossCheckBands, String output)
      throws IOException {
    Path data = SharedData.require("data/camvid");
    LossSettings base = LossSettings.of(preset);
    LossSettings loss = base.toBuilder().gamma(2, 1, 0).build();
    ValidationRequest request =
        new ValidationRequest(
            new DatasetOptions(
                data.resolve(model).toString(),
                data.resolve("masks").toString(),
                null,
                null,
                null,
                List.of(11),
                OpenOptions.defaults(),
                OpenOptions.defaults(),
                0,
                data.resolve("classes.txt").toString()),
            loss,
            List.of(),
            kernel,
            crossCheckBands,
            0,
            0,
            0,
            folder.resolve(output).toString(),
            RunDirectory.Existing.REFUSE,
            Set.of());
    Validation validation =
        new Validation(new Storage(new Configuration()), () -> session, request);
    return validation.run(validation.prepare(), (progress, images) -> {});
  }

  private static JsonNode expected(String model) throws IOException {
    Path file = SharedData.require("golden/camvid-dataset/expected.json");
    return new ObjectMapper().readTree(file.toFile()).get("models").get(model);
  }

  @ParameterizedTest
  @CsvSource({
    "a, VECTOR, 1e-7",
    "b, VECTOR, 1e-7",
    "a, REFERENCE, 1e-12",
    "b, REFERENCE, 1e-12",
    "a, ND4J, 1e-9"
  })
  void agreesWithTheIndependentProgram(String model, KernelKind kernel, double tolerance)
      throws IOException {
    RunSummary summary = validate(model, kernel, Preset.ONE_VS_REST, 0, "run").summary();
    JsonNode expected = expected(model);
    for (DatasetMetrics.GammaMean point : summary.sweep()) {
      String gamma = Long.toString((long) point.gamma());
      double mean = expected.get("pooled_mean").get(gamma).get("seed_alpha0.25_clamped").asDouble();
      assertThat(point.mean()).as("gamma " + gamma).isCloseTo(mean, within(tolerance * mean));
    }
    double imageMean =
        expected.get("mean_of_image_means_gamma2").get("seed_alpha0.25_float64").asDouble();
    assertThat(summary.loss().imageMean()).isCloseTo(imageMean, within(tolerance * imageMean));
    assertThat(summary.pixels().valid()).isEqualTo(expected.get("n_valid").asLong());
    assertThat(summary.accuracy()).isEqualTo(expected.get("pixel_accuracy").asDouble());
  }

  @Test
  void countsEveryConfusion() throws IOException {
    RunSummary.Confusion confusion =
        validate("b", KernelKind.VECTOR, Preset.ONE_VS_REST, 0, "run").summary().confusion();
    assertThat(Objects.requireNonNull(confusion).pixels())
        .isEqualTo(new ObjectMapper().treeToValue(expected("b").get("confusion"), long[][].class));
  }

  @Test
  void theCategoricalPresetIsTheMeanOverPixels() throws IOException {
    Double mean =
        validate("b", KernelKind.REFERENCE, Preset.CATEGORICAL, 0, "run").summary().loss().mean();
    double expected = expected("b").get("pooled_mean").get("2").get("categorical_exact").asDouble();
    assertThat(mean).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void theSecondOpinionAgrees() throws IOException {
    assertThat(Nd4jFocalLossKernel.unavailable()).isEmpty();
    var check = validate("a", KernelKind.VECTOR, Preset.ONE_VS_REST, 8, "run").summary();
    assertThat(check.crossCheck().status()).isEqualTo(RunSummary.CheckStatus.PASSED);
    assertThat(check.crossCheck().bands()).isEqualTo(8);
    assertThat(check.crossCheck().maxRelativeDifference()).isLessThan(2e-6).isPositive();
    assertThat(check.precision()).isNotNull();
  }
}
