package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.SPECIES;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/** Classes that do not depend on each other: sigmoid, and stored probabilities. */
final class VectorElementPath implements VectorPath {
  private final KernelSettings settings;
  private final boolean stored;
  private final boolean labels;
  private final VectorBinaryRow terms;
  private final float[] truth = new float[Tile.PIXELS];
  private final float[] max = new float[Tile.PIXELS];
  private final float[] argMax = new float[Tile.PIXELS];
  private final float[] labelP = new float[Tile.PIXELS];
  private final float[] labelQ = new float[Tile.PIXELS];
  private final float[] zeros = new float[Tile.PIXELS];
  private final float[] qualityLanes = new float[2 * VectorMath.VIRTUAL_LANES];
  private final VectorBinaryCounts elements = new VectorBinaryCounts();

  private final VectorPass probe = this::probe;
  private final VectorPass compareClass = this::compareClass;
  private final VectorPass rowTerms = this::rowTerms;
  private final VectorPass sides;
  private final VectorPass logarithms = this::logarithms;
  private final VectorPass takeLabel = this::takeLabel;
  private final VectorPass quality = this::quality;
  private final VectorPass clamp = this::clamp;
  private final VectorPass simpleGammas = this::simpleGammas;
  private final VectorPass count = this::count;
  private float[] scores = new float[0];
  private float[] targets = new float[0];
  private boolean suspect;
  private int currentClass;
  private int at;

  VectorElementPath(KernelSettings settings) {
    this.settings = settings;
    stored = settings.activation() == Activation.NONE;
    labels = settings.targets() == TargetKind.LABELS;
    terms = new VectorBinaryRow(settings);
    sides = terms::logitSides;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    scores = tile.scores();
    targets = tile.targets();
    VectorPass.call(probe);
    if (suspect) {
      ScoreCheck.requireValid(settings.activation(), tile, settings.classes());
    }
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
    for (int c = 0; c < settings.classes(); c++) {
      addClass(c, sums, counts);
    }
    if (labels) {
      addLabels(sums, counts);
    } else {
      counts.validPixels += validPixels();
    }
  }

  private void addClass(int c, BlockSums sums, BlockCounts counts) {
    at = c * Tile.PIXELS;
    if (labels) {
      currentClass = c;
      VectorPass.call(compareClass);
    } else {
      System.arraycopy(targets, at, truth, 0, Tile.PIXELS);
    }
    VectorPass.call(rowTerms);
    if (!stored) {
      VectorPass.call(sides);
    }
    VectorPass.call(logarithms);
    if (labels) {
      VectorPass.call(takeLabel);
    }
    if (terms.needsClamp()) {
      VectorPass.call(clamp);
    }
    VectorPass.call(simpleGammas);
    VectorPass.call(count);
    terms.sum(truth, 0, sums, c);
    counts.validElements += elements.valid();
    counts.clampedElements += terms.clampedCount();
    if (labels) {
      sums.crossEntropy += terms.crossEntropyOfOnes();
    } else {
      sums.crossEntropy += terms.crossEntropy();
      counts.positives[c] += elements.onesPredictedZero() + elements.onesPredictedOne();
      counts.negatives[c] += elements.zerosPredictedZero() + elements.zerosPredictedOne();
      counts.truePositives[c] += elements.onesPredictedOne();
      counts.falsePositives[c] += elements.zerosPredictedOne();
    }
  }

  private void probe() {
    suspect = VectorRows.hasNonFinite(scores) || stored && hasOutside(scores);
  }

  private void compareClass() {
    truthOf(currentClass, targets, truth);
    largest(currentClass, scores, max, argMax);
  }

  private void takeLabel() {
    take(truth, terms.p, labelP);
    take(truth, terms.q, labelQ);
  }

  private void quality() {
    VectorRows.quality(labelP, labelQ, targets, qualityLanes, 0);
  }

  private void logarithms() {
    if (stored) {
      terms.probabilityLogarithms(truth, 0);
    } else {
      terms.logitLogarithms(truth, 0);
    }
  }

  private void rowTerms() {
    if (stored) {
      terms.probabilities(scores, at, truth, 0);
    } else {
      terms.logits(scores, at, zeros, 0, truth, 0);
    }
  }

  private void clamp() {
    terms.clamp(truth, 0);
  }

  private void simpleGammas() {
    terms.simpleGammas(truth, 0);
  }

  private void count() {
    elements.count(scores, at, stored ? 0.5f : -0f, truth, 0);
  }

  private void addLabels(BlockSums sums, BlockCounts counts) {
    VectorPass.call(quality);
    sums.qualityWeight = VectorRows.total(qualityLanes, 0);
    sums.qualityWeighted = VectorRows.total(qualityLanes, VectorMath.VIRTUAL_LANES);
    for (int i = 0; i < Tile.PIXELS; i++) {
      if (targets[i] != Tile.IGNORED) {
        counts.validPixels++;
        counts.confusion[(int) targets[i] * settings.classes() + (int) argMax[i]]++;
      }
    }
  }

  private int validPixels() {
    int count = 0;
    for (int i = 0; i < Tile.PIXELS; i++) {
      boolean any = false;
      for (int at = i; at < targets.length; at += Tile.PIXELS) {
        any |= targets[at] != Tile.IGNORED;
      }
      count += any ? 1 : 0;
    }
    return count;
  }

  /** Whether the scores need the exact check; a little outside [0, 1] is allowed there. */
  private static boolean hasOutside(float[] scores) {
    for (int i = 0; i < scores.length; i += LANES) {
      FloatVector v = fromArray(SPECIES, scores, i);
      if (v.compare(VectorOperators.LT, 0f).or(v.compare(VectorOperators.GT, 1f)).anyTrue()) {
        return true;
      }
    }
    return false;
  }

  /** 1 where the label is the class, 0 where it is another, -1 where it is ignored. */
  private static void truthOf(int c, float[] targets, float[] truth) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector y = fromArray(SPECIES, targets, i);
      zero(SPECIES)
          .blend(1f, y.compare(VectorOperators.EQ, (float) c))
          .blend(Tile.IGNORED, y.compare(VectorOperators.LT, 0f))
          .intoArray(truth, i);
    }
  }

  private static void largest(int c, float[] scores, float[] max, float[] argMax) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector v = fromArray(SPECIES, scores, c * Tile.PIXELS + i);
      FloatVector m = fromArray(SPECIES, max, i);
      VectorMask<Float> larger = v.compare(VectorOperators.GT, m);
      m.blend(v, larger).intoArray(max, i);
      fromArray(SPECIES, argMax, i).blend((float) c, larger).intoArray(argMax, i);
    }
  }

  private static void take(float[] truth, float[] from, float[] into) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      VectorMask<Float> isOne = fromArray(SPECIES, truth, i).compare(VectorOperators.EQ, 1f);
      fromArray(SPECIES, into, i).blend(fromArray(SPECIES, from, i), isOne).intoArray(into, i);
    }
  }
}
