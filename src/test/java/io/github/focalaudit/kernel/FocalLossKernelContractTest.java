package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import io.github.focalaudit.kernel.InvalidScoreException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What every kernel owes, whatever it is made of. */
abstract class FocalLossKernelContractTest {
  private static final double EPS = 1e-8;
  private static final double[] GAMMAS = {2, 1, 0, 0.5, 2.5, 3, 0.7, 1.3, 2.3};
  private static final List<Integer> SIZES = List.of(1, 255, 256, 257, 4099);
  private static final List<Shape> SHAPES = shapes();

  /** Settings without gammas. */
  record Shape(Activation activation, TargetKind targets, int classes) {
    KernelSettings settings(double... gammas) {
      return new KernelSettings(classes, activation, targets, gammas, EPS);
    }
  }

  private static List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int classes : new int[] {2, 3, 5, 12, 21, 150}) {
      shapes.add(new Shape(Activation.SOFTMAX, TargetKind.LABELS, classes));
    }
    for (int classes : new int[] {1, 2, 7}) {
      shapes.add(new Shape(Activation.SIGMOID, TargetKind.ELEMENTS, classes));
      shapes.add(new Shape(Activation.NONE, TargetKind.ELEMENTS, classes));
      shapes.add(new Shape(Activation.NONE, TargetKind.LABELS, classes));
    }
    return shapes;
  }

  abstract FocalLossKernel create(KernelSettings settings);

  /** Relative tolerance of a sum over an image against double precision in log-space. */
  abstract double tolerance(double gamma);

  /** The formula in double precision, for sizes, scores and targets of every kind. */
  @ParameterizedTest
  @FieldSource("SHAPES")
  void agreesWithDoublePrecision(Shape shape) {
    long seed = 20_240_711 + shape.classes();
    SplittableRandom random = new SplittableRandom(seed);
    for (RandomBlocks.Scores scoreKind : RandomBlocks.Scores.values()) {
      for (RandomBlocks.Targets targetKind : RandomBlocks.Targets.values()) {
        int pixels = SIZES.get(random.nextInt(SIZES.size() - 1));
        agrees(shape, random, pixels, scoreKind, targetKind, "seed " + seed);
      }
    }
    agrees(
        shape,
        random,
        SIZES.get(SIZES.size() - 1),
        RandomBlocks.Scores.ORDINARY,
        RandomBlocks.Targets.RUNS,
        "seed " + seed);
  }

  private void agrees(
      Shape shape,
      SplittableRandom random,
      int pixels,
      RandomBlocks.Scores scoreKind,
      RandomBlocks.Targets targetKind,
      String seed) {
    KernelSettings settings = shape.settings(GAMMAS);
    double[][] scores = RandomBlocks.scores(random, settings, pixels, scoreKind);
    int[][] targets = RandomBlocks.targets(random, settings, scores, targetKind);
    Scored expected =
        Scored.score(new ReferenceFocalLossKernel(settings), settings, scores, targets, false);
    Scored actual = Scored.score(create(settings), settings, scores, targets, false);
    String where = seed + " " + shape + " " + pixels + " " + scoreKind + " " + targetKind;
    for (int g = 0; g < GAMMAS.length; g++) {
      for (int c = 0; c < shape.classes(); c++) {
        String what = where + " gamma " + GAMMAS[g] + " class " + c;
        double bound = tolerance(GAMMAS[g]);
        near(actual.positive[g][c], expected.positive[g][c], bound, pixels, what + " S+");
        near(actual.negative[g][c], expected.negative[g][c], bound, pixels, what + " S-");
      }
    }
    near(actual.crossEntropy, expected.crossEntropy, tolerance(0), pixels, where + " CE");
    near(actual.qualityWeight, expected.qualityWeight, tolerance(10), pixels, where + " weight");
    // The vector kernel has no p below 1.8e-35, and a weight is at most e^10.
    assertThat(actual.qualityWeighted)
        .as(where + " quality")
        .isCloseTo(
            expected.qualityWeighted,
            within(expected.qualityWeighted * tolerance(10) + 4e-31 * pixels));
    sameCounts(actual.counts, expected.counts, shape, where);
    assertThat(actual.counts.clampedElements())
        .as(where + " clamped")
        .isCloseTo(expected.counts.clampedElements(), within(elementsAtTheClamp(settings, scores)));
  }

  private static void near(double actual, double expected, double bound, int pixels, String what) {
    assertThat(actual).as(what).isCloseTo(expected, within(expected * bound + 1e-37 * pixels));
  }

  private static void sameCounts(
      BlockCounts actual, BlockCounts expected, Shape shape, String where) {
    assertThat(actual.validPixels()).as(where).isEqualTo(expected.validPixels());
    assertThat(actual.validElements()).as(where).isEqualTo(expected.validElements());
    for (int c = 0; c < shape.classes(); c++) {
      assertThat(actual.positives(c)).as(where).isEqualTo(expected.positives(c));
      assertThat(actual.truePositives(c)).as(where).isEqualTo(expected.truePositives(c));
      assertThat(actual.falsePositives(c)).as(where).isEqualTo(expected.falsePositives(c));
      for (int k = 0; shape.targets() == TargetKind.LABELS && k < shape.classes(); k++) {
        assertThat(actual.confusion(c, k)).as(where).isEqualTo(expected.confusion(c, k));
      }
    }
  }

  /** Elements so near the clamp that rounding decides the side they are on. */
  private static long elementsAtTheClamp(KernelSettings settings, double[][] scores) {
    PixelProbabilities pixel = new PixelProbabilities(settings);
    double[] column = new double[settings.classes()];
    long count = 0;
    for (int i = 0; i < scores[0].length; i++) {
      for (int c = 0; c < column.length; c++) {
        column[c] = scores[c][i];
      }
      pixel.compute(column);
      for (int c = 0; c < column.length; c++) {
        double nearest = Math.min(pixel.p(c), pixel.q(c));
        count += Math.abs(nearest / EPS - 1) < 1e-5 ? 1 : 0;
      }
    }
    return count;
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void aGammaHasTheSameBitsAloneAndAmongOthers(Shape shape) {
    SplittableRandom random = new SplittableRandom(77);
    KernelSettings all = shape.settings(GAMMAS);
    double[][] scores =
        RandomBlocks.scores(random, all, 700, RandomBlocks.Scores.WITH_NEGATIVE_INFINITY);
    int[][] targets = RandomBlocks.targets(random, all, scores, RandomBlocks.Targets.RUNS);
    Scored together = Scored.score(create(all), all, scores, targets, false);
    for (int g = 0; g < GAMMAS.length; g++) {
      KernelSettings one = shape.settings(GAMMAS[g]);
      Scored alone = Scored.score(create(one), one, scores, targets, false);
      assertThat(alone.positive[0]).as("gamma %s", GAMMAS[g]).isEqualTo(together.positive[g]);
      assertThat(alone.negative[0]).as("gamma %s", GAMMAS[g]).isEqualTo(together.negative[g]);
      assertThat(alone.crossEntropy).isEqualTo(together.crossEntropy);
    }
  }

  /** The result of a block does not depend on the blocks that a kernel has seen before. */
  @ParameterizedTest
  @FieldSource("SHAPES")
  void aUsedKernelScoresLikeANewOne(Shape shape) {
    SplittableRandom random = new SplittableRandom(78);
    KernelSettings settings = shape.settings(2, 0.5);
    FocalLossKernel used = create(settings);
    for (RandomBlocks.Targets kind : RandomBlocks.Targets.values()) {
      double[][] scores = RandomBlocks.scores(random, settings, 300, RandomBlocks.Scores.SATURATED);
      int[][] targets = RandomBlocks.targets(random, settings, scores, kind);
      Scored again = Scored.score(used, settings, scores, targets, false);
      Scored anew = Scored.score(create(settings), settings, scores, targets, false);
      assertThat(again.positive).isDeepEqualTo(anew.positive);
      assertThat(again.negative).isDeepEqualTo(anew.negative);
      assertThat(again.crossEntropy).isEqualTo(anew.crossEntropy);
      assertThat(again.qualityWeighted).isEqualTo(anew.qualityWeighted);
      assertThat(again.counts.clampedElements()).isEqualTo(anew.counts.clampedElements());
    }
  }

  /** By hand: p = 1/2 everywhere, so that every term is 0.5^gamma ln 2. */
  @Test
  void halfProbabilitiesGiveTheTermsByHand() {
    KernelSettings settings = new Shape(Activation.SOFTMAX, TargetKind.LABELS, 2).settings(0, 1, 2);
    Scored scored =
        Scored.score(
            create(settings), settings, new double[2][300], new int[][] {new int[300]}, false);
    for (int g = 0; g < 3; g++) {
      double expected = 300 * Math.pow(0.5, g) * Math.log(2);
      assertThat(scored.positive[g][0]).isCloseTo(expected, within(expected * tolerance(g)));
      assertThat(scored.negative[g][1]).isCloseTo(expected, within(expected * tolerance(g)));
      assertThat(scored.positive[g][1]).isZero();
      assertThat(scored.negative[g][0]).isZero();
    }
    assertThat(scored.counts.confusion(0, 0)).isEqualTo(300);
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void refusesScoresWithoutALossAndSaysWhere(Shape shape) {
    int last = shape.classes() - 1;
    refuses(shape, Reason.NAN, last, 131, Double.NaN);
    refuses(shape, Reason.NAN, 0, 0, Double.NaN);
    refuses(shape, Reason.POSITIVE_INFINITY, last, 255, Double.POSITIVE_INFINITY);
    refuses(shape, Reason.POSITIVE_INFINITY, 0, 16, Double.POSITIVE_INFINITY);
    if (shape.activation() == Activation.NONE) {
      refuses(shape, Reason.NOT_A_PROBABILITY, last, 77, (float) 1.000002);
      refuses(shape, Reason.NOT_A_PROBABILITY, 0, 78, (float) -0.000002);
      refuses(shape, Reason.NOT_A_PROBABILITY, 0, 79, Double.NEGATIVE_INFINITY);
    }
  }

  private void refuses(Shape shape, Reason reason, int classIndex, int pixel, double value) {
    for (RandomBlocks.Targets kind : RandomBlocks.Targets.values()) {
      KernelSettings settings = shape.settings(2);
      SplittableRandom random = new SplittableRandom(5);
      double[][] scores =
          RandomBlocks.scores(random, settings, Tile.PIXELS, RandomBlocks.Scores.ORDINARY);
      int[][] targets = RandomBlocks.targets(random, settings, scores, kind);
      scores[classIndex][pixel] = value;
      if (pixel < 200) {
        scores[0][200] = Double.NaN;
      }
      InvalidScoreException thrown =
          catchThrowableOfType(
              InvalidScoreException.class,
              () -> Scored.score(create(settings), settings, scores, targets, false));
      assertThat(thrown).as("%s %s %s", shape, reason, kind).isNotNull();
      assertThat(thrown.reason()).isEqualTo(reason);
      assertThat(thrown.classIndex()).isEqualTo(classIndex);
      assertThat(thrown.pixel()).isEqualTo(pixel);
      assertThat(Double.compare(thrown.value(), value)).isZero();
      assertThat(thrown).hasMessageContaining("pixel " + pixel);
    }
  }

  @ParameterizedTest
  @FieldSource("SHAPES")
  void refusesAPixelWhoseLogitsAreAllNegativeInfinity(Shape shape) {
    KernelSettings settings = shape.settings(2);
    double[][] scores = new double[shape.classes()][Tile.PIXELS];
    for (double[] row : scores) {
      row[42] = Double.NEGATIVE_INFINITY;
    }
    int[][] targets =
        new int[shape.targets() == TargetKind.LABELS ? 1 : shape.classes()][Tile.PIXELS];
    targets[0][42] = -1;
    InvalidScoreException thrown =
        catchThrowableOfType(
            InvalidScoreException.class,
            () -> Scored.score(create(settings), settings, scores, targets, false));
    switch (shape.activation()) {
      case SIGMOID -> assertThat(thrown).isNull();
      case SOFTMAX -> {
        assertThat(thrown.reason()).isEqualTo(Reason.ALL_NEGATIVE_INFINITY);
        assertThat(thrown.pixel()).isEqualTo(42);
      }
      case NONE -> assertThat(thrown.reason()).isEqualTo(Reason.NOT_A_PROBABILITY);
    }
  }

  /** A clamp that ordinary scores run into, so that both of its sides and its counts are met. */
  @ParameterizedTest
  @FieldSource("SHAPES")
  void clampsAtAWideBound(Shape shape) {
    double[] gammas = {2, 0, 1.5};
    KernelSettings settings =
        new KernelSettings(shape.classes(), shape.activation(), shape.targets(), gammas, 0.0437);
    SplittableRandom random = new SplittableRandom(79);
    double[][] scores = RandomBlocks.scores(random, settings, 600, RandomBlocks.Scores.ORDINARY);
    int[][] targets = RandomBlocks.targets(random, settings, scores, RandomBlocks.Targets.RUNS);
    Scored expected =
        Scored.score(new ReferenceFocalLossKernel(settings), settings, scores, targets, false);
    Scored actual = Scored.score(create(settings), settings, scores, targets, false);
    for (int g = 0; g < gammas.length; g++) {
      for (int c = 0; c < shape.classes(); c++) {
        double bound = tolerance(gammas[g]);
        near(actual.positive[g][c], expected.positive[g][c], bound, 600, "class " + c);
        near(actual.negative[g][c], expected.negative[g][c], bound, 600, "class " + c);
      }
    }
    assertThat(expected.counts.clampedElements()).isPositive();
    assertThat(actual.counts.clampedElements()).isEqualTo(expected.counts.clampedElements());
  }
}
