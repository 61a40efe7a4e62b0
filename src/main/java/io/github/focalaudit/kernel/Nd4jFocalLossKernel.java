package io.github.focalaudit.kernel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The loss in ND4J array operations, in double precision: an independent second opinion on the
 * other kernels, and the way to another ND4J backend.
 *
 * <pre>
 * p, q = softmax(z) or sigmoid(z), and 1 - p without cancellation
 * S+   = sum over truth == 1 of clamp(q)^gamma * -ln clamp(p)
 * S-   = sum over truth == 0 of clamp(p)^gamma * -ln clamp(q)
 * </pre>
 *
 * <p>A sum of a block is within 1e-12 of real arithmetic on the scores, relative. With eps 0 it is
 * infinite where p = 0 for a positive or p = 1 for a negative term. The native code is chosen by
 * the processor, so that last bits may differ between processors.
 *
 * <p>Needs the ND4J add-on on the class path; {@link #unavailable} says whether it is there. The
 * kernel asks ND4J for one thread, which {@code OMP_NUM_THREADS=1} in the environment of the
 * process makes sure of before the native code is loaded. Arrays never leave this class, and their
 * native memory is released before a call returns. Not thread-safe.
 */
public final class Nd4jFocalLossKernel implements FocalLossKernel {
  /** The name that rows and summaries carry. */
  public static final String NAME = "nd4j";

  private final KernelSettings settings;
  private final boolean labels;

  /**
   * A kernel of these settings.
   *
   * @throws IllegalStateException where ND4J is not available, with the cause and the remedy
   */
  public Nd4jFocalLossKernel(KernelSettings settings) {
    Optional<String> cause = unavailable();
    if (cause.isPresent()) {
      throw new IllegalStateException(
          "The ND4J kernel is not available ("
              + cause.get()
              + "). Put the ND4J add-on on the class path: nd4j-native with its "
              + "platform jars, openblas and javacpp.");
    }
    this.settings = settings;
    this.labels = settings.targets() == TargetKind.LABELS;
  }

  /** Whether the ND4J add-on is on the class path and its native code loads. */
  public static boolean isAvailable() {
    return unavailable().isEmpty();
  }

  /** Why ND4J is not available; empty where it is. The first call loads its native code. */
  public static Optional<String> unavailable() {
    return Optional.ofNullable(Backend.FAILURE);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean acceptsWide() {
    return true;
  }

  @Override
  public void score(Tile tile, BlockSums sums, BlockCounts counts) {
    ScoreCheck.requireValid(settings.activation(), tile, settings.classes());
    sums.reset();
    try (Nd4jArrays arrays = new Nd4jArrays()) {
      int[] predictions = predictions(tile);
      Nd4jProbabilities pixels = probabilities(arrays, tile, predictions);
      INDArray q1 = clamp(arrays, pixels.q());
      INDArray p0 = clamp(arrays, pixels.p());
      INDArray ln1 = minusLog(arrays, pixels.lnP(), truth(arrays, tile, 1));
      INDArray ln0 = minusLog(arrays, pixels.lnQ(), truth(arrays, tile, 0));
      for (int g = 0; g < settings.gammaCount(); g++) {
        sum(arrays, q1, ln1, settings.gamma(g), sums.positive, g);
        sum(arrays, p0, ln0, settings.gamma(g), sums.negative, g);
      }
      sums.crossEntropy = ln1.sumNumber().doubleValue();
      if (labels) {
        INDArray isOne = arrays.keep(Transforms.exp(truth(arrays, tile, 1), true)).rsubi(1);
        INDArray weight = arrays.keep(Transforms.exp(arrays.keep(pixels.q().mul(10)), true));
        weight.muli(isOne);
        sums.qualityWeight = weight.sumNumber().doubleValue();
        sums.qualityWeighted = weight.muli(pixels.p()).sumNumber().doubleValue();
      } else {
        sums.crossEntropy += ln0.sumNumber().doubleValue();
      }
      double[] p = pixels.p().data().asDouble();
      count(tile, predictions, p, pixels.q().data().asDouble(), counts);
    }
  }

  private Nd4jProbabilities probabilities(Nd4jArrays arrays, Tile tile, int[] predictions) {
    INDArray z = arrays.of(scores(tile), tile.pixelCount());
    return switch (settings.activation()) {
      case SOFTMAX -> Nd4jProbabilities.softmax(arrays, z, firstMax(arrays, predictions));
      case SIGMOID -> Nd4jProbabilities.sigmoid(arrays, z);
      case NONE -> Nd4jProbabilities.stored(arrays, z);
    };
  }

  private INDArray clamp(Nd4jArrays arrays, INDArray p) {
    INDArray low = arrays.keep(Transforms.max(p, settings.eps(), true));
    return arrays.keep(Transforms.min(low, 1 - settings.eps(), true));
  }

  /**
   * -ln p, clamped, of the elements that count, 0 of the others. They are told by a maximum: a
   * product with 0 would make NaN of an infinite logarithm.
   *
   * @param which negative infinity where an element counts, else 0
   */
  private INDArray minusLog(Nd4jArrays arrays, INDArray lnP, INDArray which) {
    double lowest = StrictMath.log(settings.eps());
    double highest = StrictMath.log1p(-settings.eps());
    INDArray low = arrays.keep(Transforms.max(lnP, lowest, true));
    INDArray clamped = arrays.keep(Transforms.min(low, highest, true));
    return arrays.keep(Transforms.max(clamped, which, true)).negi();
  }

  private void sum(
      Nd4jArrays arrays,
      INDArray base,
      INDArray factor,
      double gamma,
      double[] into,
      int gammaIndex) {
    INDArray terms = arrays.keep(Transforms.pow(base, gamma, true)).muli(factor);
    double[] byClass = arrays.keep(terms.sum(0)).toDoubleVector();
    System.arraycopy(byClass, 0, into, gammaIndex * settings.classes(), settings.classes());
  }

  /** {@code [pixels, classes]}, as the softmax over the last axis wants it. */
  private double[] scores(Tile tile) {
    double[] scores = new double[tile.pixelCount() * settings.classes()];
    for (int at = 0; at < scores.length; at++) {
      scores[at] = tile.score(at % settings.classes(), at / settings.classes());
    }
    return scores;
  }

  /** Negative infinity where an element has that target, else 0. */
  private INDArray truth(Nd4jArrays arrays, Tile tile, float wanted) {
    double[] truth = new double[tile.pixelCount() * settings.classes()];
    for (int at = 0; at < truth.length; at++) {
      float target = target(tile, at / settings.classes(), at % settings.classes());
      truth[at] = target == wanted ? Double.NEGATIVE_INFINITY : 0;
    }
    return arrays.of(truth, tile.pixelCount());
  }

  /** Negative infinity at the first maximum of a pixel, else 0. */
  private INDArray firstMax(Nd4jArrays arrays, int[] predictions) {
    double[] mask = new double[predictions.length * settings.classes()];
    for (int i = 0; i < predictions.length; i++) {
      mask[i * settings.classes() + predictions[i]] = Double.NEGATIVE_INFINITY;
    }
    return arrays.of(mask, predictions.length);
  }

  /** The class of the first maximum, by pixel. */
  private int[] predictions(Tile tile) {
    int[] predictions = new int[tile.pixelCount()];
    for (int i = 0; i < predictions.length; i++) {
      for (int c = 1; c < settings.classes(); c++) {
        predictions[i] = tile.score(c, i) > tile.score(predictions[i], i) ? c : predictions[i];
      }
    }
    return predictions;
  }

  /** 1, 0 or ignored. */
  private float target(Tile tile, int pixel, int classIndex) {
    if (!labels) {
      return tile.targets()[classIndex * Tile.PIXELS + pixel];
    }
    float label = tile.targets()[pixel];
    return label == Tile.IGNORED ? label : label == classIndex ? 1 : 0;
  }

  private void count(Tile tile, int[] predictions, double[] p, double[] q, BlockCounts counts) {
    for (int i = 0; i < tile.pixelCount(); i++) {
      int first = i * settings.classes();
      int label = -1;
      boolean anyValid = false;
      for (int c = 0; c < settings.classes(); c++) {
        float target = target(tile, i, c);
        if (target == Tile.IGNORED) {
          continue;
        }
        anyValid = true;
        label = target == 1 ? c : label;
        counts.validElements++;
        boolean clamped = p[first + c] < settings.eps() || q[first + c] < settings.eps();
        counts.clampedElements += clamped ? 1 : 0;
        if (!labels) {
          countElement(c, target == 1, p[first + c] >= 0.5, counts);
        }
      }
      counts.validPixels += anyValid ? 1 : 0;
      if (labels && anyValid) {
        counts.confusion[label * settings.classes() + predictions[i]]++;
      }
    }
  }

  private static void countElement(int c, boolean positive, boolean predicted, BlockCounts counts) {
    counts.positives[c] += positive ? 1 : 0;
    counts.negatives[c] += positive ? 0 : 1;
    counts.truePositives[c] += positive && predicted ? 1 : 0;
    counts.falsePositives[c] += !positive && predicted ? 1 : 0;
  }

  /** Loads ND4J once. */
  private static final class Backend {
    static final @Nullable String FAILURE = load();

    private static @Nullable String load() {
      try {
        Nd4j.getBackend();
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
        return null;
      } catch (LinkageError | RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
          cause = cause.getCause();
        }
        return cause.toString();
      }
    }
  }
}
