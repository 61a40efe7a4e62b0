package io.github.focalaudit.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** A folder of expected values made by torch (clamped) and mpmath with 60 digits (exact). */
record GoldenCase(
    String name,
    JsonNode expected,
    KernelSettings exactSettings,
    String dtype,
    double[][] scores,
    int[][] targets) {
  static final Path ROOT = Path.of("src/test/resources/golden");
  static final List<String> GAMMAS = List.of("0", "0.5", "1", "2", "2.5", "3", "5");

  static final List<String> NAMES =
      List.of(
          "all-ignored",
          "float16-c21",
          "float64-c3",
          "half-ignored-255",
          "half-ignored-minus1-int16",
          "neginf-nontarget",
          "neginf-target",
          "probabilities-c4",
          "probabilities-u8-c2",
          "saturated-c2",
          "saturated-c3",
          "seed-worked-example",
          "sigmoid-c1-31x33",
          "sigmoid-multilabel-c5",
          "sigmoid-saturated-c1",
          "softmax-c150-16x16",
          "softmax-c2-5x7",
          "softmax-c21-33x31",
          "softmax-c3-17x23",
          "softmax-c4-batch3",
          "ties-all-zero",
          "ties-two-maxima",
          "tiny-losses");

  static GoldenCase read(Path folder) throws IOException {
    JsonNode expected = new ObjectMapper().readTree(folder.resolve("expected.json").toFile());
    Npy scores = Npy.read(folder.resolve("logits.npy"));
    Path multiHot = folder.resolve("targets.npy");
    Npy labels = Npy.read(Files.exists(multiHot) ? multiHot : folder.resolve("labels.npy"));
    Activation activation =
        Activation.valueOf(expected.get("activation").asText().toUpperCase(Locale.ROOT));
    TargetKind kind = activation == Activation.SIGMOID ? TargetKind.ELEMENTS : TargetKind.LABELS;
    int classes = expected.get("num_classes").asInt();
    double scale = scores.dtype().equals("|u1") ? 255 : 1;
    int ignore = expected.get("ignore").asInt(Integer.MIN_VALUE);
    double[] gammas = GAMMAS.stream().mapToDouble(Double::parseDouble).toArray();
    return new GoldenCase(
        folder.getFileName().toString(),
        expected,
        new KernelSettings(classes, activation, kind, gammas, 0),
        scores.dtype(),
        scores(scores, classes, scale),
        targets(labels, kind == TargetKind.ELEMENTS ? classes : 1, ignore));
  }

  /** {@code [classes, ...]} or {@code [batch, classes, h, w]} as {@code [classes][pixels]}. */
  private static double[][] scores(Npy npy, int classes, double scale) {
    int batch = npy.shape().length == 4 ? npy.shape()[0] : 1;
    int plane = npy.values().length / batch / classes;
    double[][] out = new double[classes][batch * plane];
    for (int at = 0; at < npy.values().length; at++) {
      int c = at / plane % classes;
      int pixel = at / plane / classes * plane + at % plane;
      out[c][pixel] = npy.values()[at] / scale;
    }
    return out;
  }

  private static int[][] targets(Npy npy, int rows, int ignore) {
    int pixels = npy.values().length / rows;
    int[][] out = new int[rows][pixels];
    for (int at = 0; at < npy.values().length; at++) {
      int label = (int) npy.values()[at];
      out[at / pixels][at % pixels] = label == ignore ? -1 : label;
    }
    return out;
  }

  KernelSettings settings(double eps, double... gammas) {
    return new KernelSettings(
        exactSettings.classes(), exactSettings.activation(), exactSettings.targets(), gammas, eps);
  }

  KernelSettings settings(double eps) {
    return settings(eps, IntStream.range(0, 7).mapToDouble(exactSettings::gamma).toArray());
  }

  int pixelCount() {
    return scores[0].length;
  }

  /**
   * Relative tolerance of the clamped sums against the same formula in float64. Where p comes near
   * 1, float64 loses digits in 1 - p; at the clamp 1 - (1 - 1e-8) is off by 6.1e-9 of 1e-8, for
   * every factor of the term.
   */
  double clampedTolerance(double gamma) {
    if (name.equals("tiny-losses")) {
      return 6.1e-9 * (gamma + 1);
    }
    boolean nearOne =
        name.contains("saturated")
            || name.equals("softmax-c4-batch3")
            || name.equals("probabilities-u8-c2");
    return nearOne ? 1e-9 : 1e-12;
  }

  double sum(int gammaIndex, String variant, String side, int classIndex) {
    JsonNode node =
        expected.at("/sums/" + GAMMAS.get(gammaIndex) + "/" + variant + "/" + side).get(classIndex);
    return node.isTextual() ? Double.POSITIVE_INFINITY : node.asDouble();
  }
}
