package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.SharedData;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real data set, its sums by numpy in float64 log-space: 24 images of 12 classes. */
class KernelCamVidTest {
  private static final int CLASSES = 12;
  private static final int IGNORED_LABEL = 11;
  private static final double[] GAMMAS = {2, 0, 0.5, 1, 2.5, 3};
  private static final List<String> NAMES = List.of("2", "0", "0.5", "1", "2.5", "3");

  @ParameterizedTest
  @CsvSource({"VECTOR, a", "VECTOR, b", "REFERENCE, a", "REFERENCE, b"})
  void theDatasetMeanIsWithinTheContract(KernelKind kind, String model) throws IOException {
    Path data = SharedData.require("data/camvid");
    Path golden = SharedData.require("golden/camvid-dataset/expected.json");
    JsonNode expected = new ObjectMapper().readTree(golden.toFile()).get("models").get(model);
    KernelSettings settings =
        new KernelSettings(CLASSES, Activation.SOFTMAX, TargetKind.LABELS, GAMMAS, 1e-8);
    boolean wide = kind == KernelKind.REFERENCE;
    FocalLossKernel kernel = Kernels.create(kind, settings, wide);
    double[] loss = new double[GAMMAS.length];
    long valid = 0;
    for (JsonNode image : expected.get("images")) {
      String id = image.get("image_id").asText();
      Scored scored =
          Scored.score(
              kernel,
              settings,
              rows(Npy.read(data.resolve(model).resolve(id + ".npy"))),
              mask(data.resolve("masks").resolve(id + ".png")),
              wide);
      for (int g = 0; g < GAMMAS.length; g++) {
        loss[g] += scored.loss(g);
      }
      valid += scored.counts.validPixels();
      assertImage(scored, image, wide);
    }
    assertThat(valid).isEqualTo(expected.get("n_valid").asLong());
    for (int g = 0; g < GAMMAS.length; g++) {
      double mean =
          expected.at("/pooled_mean/" + NAMES.get(g) + "/seed_alpha0.25_clamped").asDouble();
      assertThat(loss[g] / valid / CLASSES)
          .as("%s model %s gamma %s", kind, model, NAMES.get(g))
          .isCloseTo(mean, within(mean * (wide ? 1e-12 : 1e-7)));
    }
  }

  /** Every sum of the image at gamma 2. */
  private static void assertImage(Scored scored, JsonNode image, boolean wide) {
    double relative = wide ? 1e-11 : 6e-6;
    for (int c = 0; c < CLASSES; c++) {
      double positive = image.at("/gamma_2/clamped/S_pos/" + c).asDouble();
      double negative = image.at("/gamma_2/clamped/S_neg/" + c).asDouble();
      assertThat(scored.positive[0][c]).isCloseTo(positive, within(positive * relative));
      assertThat(scored.negative[0][c]).isCloseTo(negative, within(negative * relative));
    }
  }

  private static double[][] rows(Npy npy) {
    int plane = npy.values().length / CLASSES;
    double[][] rows = new double[CLASSES][plane];
    for (int c = 0; c < CLASSES; c++) {
      System.arraycopy(npy.values(), c * plane, rows[c], 0, plane);
    }
    return rows;
  }

  private static int[][] mask(Path path) throws IOException {
    Raster raster = ImageIO.read(path.toFile()).getRaster();
    int[] labels = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    for (int i = 0; i < labels.length; i++) {
      labels[i] = labels[i] == IGNORED_LABEL ? -1 : labels[i];
    }
    return new int[][] {labels};
  }
}
