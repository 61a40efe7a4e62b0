package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** Expected values: PyTorch in float64, recorded in the golden case of the same numbers. */
final class WorkedExampleTest {
  private final WorkedExample example = WorkedExample.asProbabilities();

  private static JsonNode golden() throws IOException {
    return new ObjectMapper()
        .readTree(
            Files.readString(
                Path.of("src/test/resources/golden/seed-worked-example/expected.json")));
  }

  private void assertGrid(String name, ToDoubleFunction<LossTerm> property, double tolerance)
      throws IOException {
    JsonNode grid = golden().path("worked").path("float64").path(name);
    assertThat(grid).hasSize(WorkedExample.CLASSES);
    for (int c = 0; c < WorkedExample.CLASSES; c++) {
      double[] values = example.grid(c, property);
      for (int k = 0; k < values.length; k++) {
        double expected = grid.path(c).path(k / 3).path(k % 3).asDouble(Double.NaN);
        assertThat(values[k]).as("%s %s %s", name, c, k).isCloseTo(expected, within(tolerance));
      }
    }
  }

  @Test
  void filledGridsAreThoseOfPyTorch() throws IOException {
    assertGrid("pt_1", LossTerm::pt1, 0);
    assertGrid("pt_0", LossTerm::pt0, 0);
    assertGrid("one_hot_truth", term -> term.target() ? 1 : 0, 0);
  }

  @Test
  void termsAreThoseOfPyTorch() throws IOException {
    // Filled elements are 1e-24 there and nothing here.
    double tolerance = 1e-16;
    assertGrid("positive_terms_unweighted", term -> term.target() ? term.term() : 0, tolerance);
    assertGrid("negative_terms_unweighted", term -> term.target() ? 0 : term.term(), tolerance);
    assertGrid("positive_terms_alpha", term -> term.target() ? term.weighted() : 0, tolerance);
    assertGrid("negative_terms_alpha", term -> term.target() ? 0 : term.weighted(), tolerance);
  }

  @Test
  void meanIsThatOfPyTorch() throws IOException {
    JsonNode worked = golden().path("worked").path("float64");
    assertThat(example.mean()).isCloseTo(worked.path("loss").asDouble(), within(1e-17));
    assertThat(0.25 * example.termSum(true) / 18)
        .isCloseTo(worked.path("out1").asDouble(), within(1e-17));
    assertThat(0.75 * example.termSum(false) / 18)
        .isCloseTo(worked.path("out0").asDouble(), within(1e-17));
  }

  @Test
  void filledShareIsThatOfPyTorch() throws IOException {
    double share =
        golden()
            .path("seed")
            .path("mean_by_gamma")
            .path("2")
            .path("masked_elements_share")
            .asDouble(Double.NaN);
    // Float64 holds 1 - 1e-8 with a relative error of 6e-9 in the difference.
    assertThat(example.filledShare()).isCloseTo(share, within(2e-8 * share));
  }

  /** softmax(0.2, 0.8) = 1 / (1 + e^0.6), by hand; the mean by NumPy from the same formula. */
  @Test
  void doubleSoftmaxGivesAnotherNumber() {
    WorkedExample doubled = WorkedExample.asLogits();
    assertThat(doubled.grid(0, LossTerm::p)[0]).isCloseTo(0.35434369377420455, within(1e-15));
    assertThat(doubled.mean()).isCloseTo(0.048913561530844946, within(1e-16));
  }

  /** By Python's math module, from the formulas in the README. */
  @Test
  void theWrongFillAndThreeClassesHaveTheNumbersOfThePages() {
    WorkedExample example = WorkedExample.asProbabilities();
    assertThat(example.mean()).isCloseTo(0.030632508394649673, within(1e-15));
    assertThat(example.meanWithWrongFill()).isCloseTo(0.03829063549331209, within(1e-15));
    PixelExplanation pixel = WorkedExample.threeClasses(0.25);
    assertThat(pixel.terms().get(0).term()).isCloseTo(0.08173209980255852, within(1e-15));
    assertThat(pixel.terms().get(1).term() + pixel.terms().get(2).term())
        .isCloseTo(0.033154350111064185, within(1e-15));
    assertThat(pixel.sum() / 3).isCloseTo(0.015099595844645923, within(1e-15));
    assertThat(WorkedExample.threeClasses(0.75).sum() / 3)
        .isCloseTo(0.02319588745989498, within(1e-15));
  }

  /** The README rounds what the program computes. */
  @Test
  void theReadmeHasTheComputedNumbers() throws IOException {
    WorkedExample example = WorkedExample.asProbabilities();
    List<LossTerm> terms = WorkedExample.threeClasses(0.25).terms();
    assertThat(Files.readString(Path.of("README.md")).replaceAll("\\s+", " "))
        .contains(
            String.format(
                Locale.ROOT,
                "%.4f instead of %.4f in the example",
                example.meanWithWrongFill(),
                example.mean()),
            String.format(Locale.ROOT, "the sum is the same, %.4f", example.mean()),
            String.format(
                Locale.ROOT,
                "S+ = %.4f and S- = %.4f",
                terms.get(0).term(),
                terms.get(1).term() + terms.get(2).term()));
  }
}
