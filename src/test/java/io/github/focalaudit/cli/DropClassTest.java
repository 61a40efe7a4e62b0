package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.Python;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A dropped class is not there: the numbers are those of the same scores without its plane. {@code
 * p} has four classes, {@code kept} the same scores without class 1; no pixel but ignored ones has
 * label 1 in {@code t}, and labels 2 and 3 are 1 and 2 in {@code tkept}.
 */
class DropClassTest {
  private static final int SIDE = 20;
  private static final int CLASSES = 4;
  private static final int DROPPED = 1;

  @TempDir private Path folder = Path.of("unset");

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(5);
    for (int image = 0; image < 3; image++) {
      int pixels = SIDE * SIDE;
      float[] scores = new float[CLASSES * pixels];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = (float) (random.nextDouble() * 8 - 4);
      }
      float[] kept = new float[(CLASSES - 1) * pixels];
      System.arraycopy(scores, 0, kept, 0, pixels);
      System.arraycopy(scores, 2 * pixels, kept, pixels, 2 * pixels);
      int[] labels = new int[pixels];
      Arrays.setAll(labels, i -> random.nextInt(CLASSES));
      int[] shifted = Arrays.stream(labels).map(v -> v == 1 ? 255 : Math.max(0, v - 1)).toArray();
      scores("p/" + image + ".npy", CLASSES, scores);
      scores("kept/" + image + ".npy", CLASSES - 1, kept);
      labels("t/" + image + ".npy", labels);
      labels("tkept/" + image + ".npy", shifted);
    }
    Files.writeString(folder.resolve("names.txt"), "Road\nUnlabelled\nCar\nPole\n");
  }

  private OutputStream create(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolve("..").normalize());
    return Files.newOutputStream(file);
  }

  private void scores(String name, int classes, float[] scores) throws IOException {
    try (OutputStream out = create(name)) {
      NpyWriter.write(out, ElementType.F4, new int[] {classes, SIDE, SIDE}, scores);
    }
  }

  private void labels(String name, int[] labels) throws IOException {
    try (OutputStream out = create(name)) {
      NpyWriter.write(out, ElementType.U1, new int[] {SIDE, SIDE}, labels);
    }
  }

  private InProcess.Result validate(String run, String p, String t, String... more) {
    return InProcess.validate(
        folder.resolve(p), folder.resolve(t), folder.resolve(run), with(more, "--partitions", "1"));
  }

  private JsonNode summary(String run) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(run + "/summary.json").toFile());
  }

  @ParameterizedTest
  @CsvSource({
    "vector, one-vs-rest",
    "reference, one-vs-rest",
    "nd4j, one-vs-rest",
    "vector, categorical"
  })
  void theOthersScoreAsIfItWereNotThere(String kernel, String preset) throws IOException {
    String[] loss = {"--kernel", kernel, "--preset", preset, "--gamma", "2,0"};
    assertThat(validate("whole", "kept", "tkept", with(loss, "--ignore-index", "255")).exitCode())
        .isZero();
    InProcess.Result result =
        validate("run", "p", "t", with(loss, "--ignore-index", "1", "--drop-class", "1"));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("dropped classes [1]").doesNotContain("SOFTMAX_WITHOUT");
    JsonNode expected = summary("whole");
    JsonNode got = summary("run");
    assertThat(got.path("loss").path("dropped").toString()).isEqualTo("[1]");
    assertThat(got.path("loss").path("denominator"))
        .isEqualTo(expected.path("loss").path("denominator"));
    assertThat(got.path("clampedElements")).isEqualTo(expected.path("clampedElements"));
    assertThat(got.path("accuracy")).isEqualTo(expected.path("accuracy"));
    assertThat(got.path("meanIou")).isEqualTo(expected.path("meanIou"));
    assertThat(got.path("crossCheck").path("status").asText()).isEqualTo("passed");
    // Adding an exact 0 to a sum changes no bit; ND4J picks its loops by the shape.
    double tolerance = kernel.equals("nd4j") ? 1e-12 : 0;
    assertClose(got.path("loss").path("sum"), expected.path("loss").path("sum"), tolerance);
    assertClose(
        got.path("crossEntropy").path("sum"), expected.path("crossEntropy").path("sum"), tolerance);
    assertClose(
        got.path("sweep").get(1).path("mean"),
        expected.path("sweep").get(1).path("mean"),
        tolerance);
    for (int c = 0; c < CLASSES; c++) {
      JsonNode mine = got.path("classes").get(c);
      if (c == DROPPED) {
        assertThat(mine.path("lossShare").asDouble()).isZero();
        assertThat(mine.path("negativeSum").asDouble()).isZero();
        assertThat(mine.path("positives").asLong()).isZero();
      } else {
        JsonNode other = expected.path("classes").get(c < DROPPED ? c : c - 1);
        assertThat(mine.path("iou")).isEqualTo(other.path("iou"));
        assertClose(mine.path("positiveSum"), other.path("positiveSum"), tolerance);
        assertClose(mine.path("negativeSum"), other.path("negativeSum"), tolerance);
      }
    }
  }

  /**
   * One image of probabilities in float32, by the formulas in double precision: p over the sum of
   * the kept p, 1 - p from the other kept ones, gamma 2, alpha 0.25, over kept classes.
   */
  @ParameterizedTest
  @CsvSource({"vector, 1e-6", "reference, 1e-12", "nd4j, 1e-9"})
  void probabilitiesAreDividedByTheSumOfTheKept(String kernel, double tolerance) throws Exception {
    int pixels = SIDE * SIDE;
    SplittableRandom random = new SplittableRandom(9);
    float[] p = new float[CLASSES * pixels];
    int[] labels = new int[pixels];
    double sum = 0;
    long elements = 0;
    for (int i = 0; i < pixels; i++) {
      labels[i] = random.nextInt(CLASSES);
      double whole = 0;
      double[] weights = new double[CLASSES];
      for (int c = 0; c < CLASSES; c++) {
        weights[c] = StrictMath.exp(random.nextDouble() * 12);
        whole += weights[c];
      }
      // A pixel that is ignored may have nothing but the dropped class.
      boolean only = labels[i] == DROPPED && i % 2 == 0;
      for (int c = 0; c < CLASSES; c++) {
        p[c * pixels + i] = only ? (c == DROPPED ? 1 : 0) : (float) (weights[c] / whole);
      }
      for (int c = 0; c < CLASSES && labels[i] != DROPPED; c++) {
        double others = 0;
        for (int k = 0; k < CLASSES; k++) {
          others += k == c || k == DROPPED ? 0 : p[k * pixels + i];
        }
        double mine = p[c * pixels + i] / (p[c * pixels + i] + others);
        double rest = others / (p[c * pixels + i] + others);
        sum += c == DROPPED ? 0 : term(labels[i] == c, mine, rest);
        elements += c == DROPPED ? 0 : 1;
      }
    }
    scores("shares/0.npy", CLASSES, p);
    labels("labels/0.npy", labels);
    InProcess.Result result =
        validate(
            "run",
            "shares",
            "labels",
            "--activation",
            "none",
            "--ignore-index",
            "1",
            "--drop-class",
            "1",
            "--audit",
            "--kernel",
            kernel);
    assertThat(result.exitCode()).as(result.err() + result.out()).isZero();
    JsonNode summary = summary("run");
    assertThat(summary.path("loss").path("denominator").asLong()).isEqualTo(elements);
    assertThat(summary.path("loss").path("sum").asDouble()).isCloseTo(sum, within(tolerance * sum));
    assertThat(summary.path("crossCheck").path("status").asText()).isEqualTo("passed");
    assertThat(result.out()).doesNotContain("PROBABILITIES_UNDER");
    Python.Result check =
        Python.with("numpy")
            .run(
                Path.of("submit/recompute.py").toAbsolutePath().toString(),
                folder.resolve("run").toString(),
                "--predictions",
                folder.resolve("shares").toString(),
                "--truth",
                folder.resolve("labels").toString());
    assertThat(check.exitCode()).as(check.out()).isZero();
  }

  private static double term(boolean positive, double p, double q) {
    return positive ? 0.25 * q * q * -StrictMath.log(p) : 0.75 * p * p * -StrictMath.log(q);
  }

  @Test
  void aLabelledPixelWithNothingLeftIsABadInput() throws IOException {
    float[] p = new float[CLASSES * SIDE * SIDE];
    Arrays.fill(p, 0.25f);
    for (int c = 0; c < CLASSES; c++) {
      p[c * SIDE * SIDE + 23] = c == DROPPED ? 1 : 0;
    }
    scores("shares/0.npy", CLASSES, p);
    labels("labels/0.npy", new int[SIDE * SIDE]);
    InProcess.Result result =
        validate("run", "shares", "labels", "--activation", "none", "--drop-class", "1");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out())
        .contains("NOT_A_PROBABILITY")
        .contains(
            "scores at y 1, x 3: expected a probability above 0 for a class that --drop-class keeps,"
                + " got 0 for all");
  }

  private static String[] with(String[] first, String... more) {
    List<String> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void assertClose(JsonNode got, JsonNode expected, double relative) {
    assertThat(got.asDouble())
        .isCloseTo(expected.asDouble(), within(relative * expected.asDouble()));
  }

  @Test
  void byNameAndAgreedByTheScriptWithItsAudit() throws Exception {
    String names = folder.resolve("names.txt").toString();
    InProcess.Result result =
        validate(
            "run",
            "p",
            "t",
            "--class-names",
            names,
            "--ignore-index",
            "1",
            "--drop-class",
            "Unlabelled",
            "--audit");
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode audit = new ObjectMapper().readTree(folder.resolve("run/audit.json").toFile());
    assertThat(audit.path("labelIssues").toString()).doesNotContain("Unlabelled");
    Python python = Python.with("numpy");
    String script = Path.of("submit/recompute.py").toAbsolutePath().toString();
    String run = folder.resolve("run").toString();
    Python.Result check =
        python.run(
            script,
            run,
            "--predictions",
            folder.resolve("p").toString(),
            "--truth",
            folder.resolve("t").toString());
    assertThat(check.exitCode()).as(check.out()).isZero();
  }

  /** The share is (S- of class 1) (1 - alpha) over the loss sum, both of the same summary. */
  @Test
  void aClassWithoutPixelsIsTold() throws IOException {
    InProcess.Result result = validate("run", "p", "t", "--ignore-index", "1");
    JsonNode summary = summary("run");
    double part = summary.path("classes").get(DROPPED).path("negativeSum").asDouble() * 0.75;
    double share = 100 * part / summary.path("loss").path("sum").asDouble();
    assertThat(share).isGreaterThan(1);
    assertThat(result.out())
        .contains(
            String.format(
                "SOFTMAX_WITHOUT_PIXELS: class 1 (class 1), without a valid pixel in any mask, takes"
                    + " part in the softmax and carries %.1f %% of the loss; --drop-class leaves a"
                    + " class out of it",
                share));
  }

  @Test
  void aPixelOfADroppedClassIsABadInput() {
    InProcess.Result result = validate("run", "p", "t", "--drop-class", "1");
    assertThat(result.exitCode()).isEqualTo(4);
    assertThat(result.out())
        .contains("LABEL_OUT_OF_RANGE")
        .contains(
            "a class that --drop-class leaves out; leave its pixels out too, with --ignore-index");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--drop-class,Tram | --drop-class: the run has no class \"Tram\"; it has [class 0, class 1,",
        "--drop-class,4 | --drop-class: the run has no class \"4\"",
        "--drop-class,1,--preset,sigmoid | which preset sigmoid does not have; take it away",
        "--drop-class=0,1,2 | drop-class leaves 1 of 4 classes; softmax needs two"
      })
  void mistakes(String options, String message) {
    String[] words = options.contains("=") ? new String[] {options} : options.split(",", -1);
    InProcess.Result result = validate("run", "p", "t", words);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains(message);
  }

  @Test
  void runsWithAndWithoutAreNotCompared() {
    assertThat(validate("a", "p", "t", "--ignore-index", "1").exitCode()).isZero();
    assertThat(validate("b", "p", "t", "--ignore-index", "1", "--drop-class", "1").exitCode())
        .isZero();
    InProcess.Result result =
        InProcess.run(
            "compare",
            folder.resolve("b").toString(),
            "--baseline",
            folder.resolve("a").toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("dropped classes");
  }

  @Test
  void explainShowsThePixelWithoutIt() {
    InProcess.Result result =
        InProcess.run(
            "explain",
            "--predictions",
            folder.resolve("p/0.npy").toString(),
            "--truth",
            folder.resolve("t/0.npy").toString(),
            "--pixel",
            "0,1",
            "--ignore-index",
            "1",
            "--drop-class",
            "1");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("dropped");
  }
}
