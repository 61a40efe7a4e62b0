package io.github.focalaudit.kernel;

import static io.github.focalaudit.kernel.VectorMath.LANES;
import static io.github.focalaudit.kernel.VectorMath.all;
import static io.github.focalaudit.kernel.VectorMath.load;

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
  private final float[] weight = new float[VectorMath.VIRTUAL_LANES];
  private final float[] weighted = new float[VectorMath.VIRTUAL_LANES];

  private final VectorPass rowTerms = this::rowTerms;
  private final VectorPass clamp = this::clamp;
  private final double[] ofOnes;
  private final double[] ofZeros;
  private float[] scores = new float[0];
  private int at;

  VectorElementPath(KernelSettings settings) {
    ofOnes = new double[settings.gammaCount()];
    ofZeros = new double[settings.gammaCount()];
    this.settings = settings;
    stored = settings.activation() == Activation.NONE;
    labels = settings.targets() == TargetKind.LABELS;
    terms = new VectorBinaryRow(settings);
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    scores = tile.scores();
    if (VectorRows.hasNonFinite(scores) || stored && hasOutside(scores)) {
      ScoreCheck.requireValid(settings.activation(), tile, settings.classes());
    }
    Arrays.fill(max, Float.NEGATIVE_INFINITY);
    for (int c = 0; c < settings.classes(); c++) {
      addClass(c, tile.targets(), sums, counts);
    }
    if (labels) {
      addLabels(tile.targets(), sums, counts);
    } else {
      counts.validPixels += validPixels(tile.targets());
    }
  }

  private void addClass(int c, float[] targets, BlockSums sums, BlockCounts counts) {
    at = c * Tile.PIXELS;
    if (labels) {
      truthOf(c, targets, truth);
      largest(c, scores, max, argMax);
    } else {
      System.arraycopy(targets, at, truth, 0, Tile.PIXELS);
    }
    VectorPass.call(rowTerms);
    VectorPass.call(clamp);
    terms.sum(truth, ofOnes, ofZeros);
    for (int g = 0; g < ofOnes.length; g++) {
      sums.positive[g * settings.classes() + c] = ofOnes[g];
      sums.negative[g * settings.classes() + c] = ofZeros[g];
    }
    counts.validElements += terms.validCount();
    counts.clampedElements += terms.clampedCount();
    if (labels) {
      sums.crossEntropy += terms.crossEntropyOfOnes(truth, 0);
      take(truth, terms.p, labelP);
      take(truth, terms.q, labelQ);
    } else {
      sums.crossEntropy += terms.crossEntropy();
      terms.count(scores, at, truth, 0, stored ? 0.5f : 0f);
      counts.positives[c] += terms.truthCount();
      counts.negatives[c] += terms.validCount() - terms.truthCount();
      counts.truePositives[c] += terms.truePositiveCount();
      counts.falsePositives[c] += terms.predictedCount() - terms.truePositiveCount();
    }
  }

  private void rowTerms() {
    if (stored) {
      terms.probabilities(scores, at, truth, 0);
    } else {
      terms.logits(scores, at, truth, 0);
    }
  }

  private void clamp() {
    terms.clamp(truth, 0);
  }

  private void addLabels(float[] targets, BlockSums sums, BlockCounts counts) {
    VectorRows.quality(labelP, labelQ, terms.valid, weight, weighted);
    sums.qualityWeight = VectorRows.total(weight, 0);
    sums.qualityWeighted = VectorRows.total(weighted, 0);
    for (int i = 0; i < Tile.PIXELS; i++) {
      if (targets[i] != Tile.IGNORED) {
        counts.validPixels++;
        counts.confusion[(int) targets[i] * settings.classes() + (int) argMax[i]]++;
      }
    }
  }

  private int validPixels(float[] targets) {
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
      FloatVector v = load(scores, i);
      if (v.compare(VectorOperators.LT, 0f).or(v.compare(VectorOperators.GT, 1f)).anyTrue()) {
        return true;
      }
    }
    return false;
  }

  /** 1 where the label is the class, 0 where it is another, -1 where it is ignored. */
  private static void truthOf(int c, float[] targets, float[] truth) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector y = load(targets, i);
      all(0f)
          .blend(1f, y.compare(VectorOperators.EQ, (float) c))
          .blend(Tile.IGNORED, y.compare(VectorOperators.LT, 0f))
          .intoArray(truth, i);
    }
  }

  private static void largest(int c, float[] scores, float[] max, float[] argMax) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      FloatVector v = load(scores, c * Tile.PIXELS + i);
      FloatVector m = load(max, i);
      VectorMask<Float> larger = v.compare(VectorOperators.GT, m);
      m.blend(v, larger).intoArray(max, i);
      load(argMax, i).blend((float) c, larger).intoArray(argMax, i);
    }
  }

  private static void take(float[] truth, float[] from, float[] into) {
    for (int i = 0; i < Tile.PIXELS; i += LANES) {
      VectorMask<Float> isOne = load(truth, i).compare(VectorOperators.EQ, 1f);
      load(into, i).blend(load(from, i), isOne).intoArray(into, i);
    }
  }
}
