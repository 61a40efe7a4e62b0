package io.github.focalaudit.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * The PyTorch function line by line in ND4J array operations, in double precision: an independent
 * second opinion on the other kernels, and the way to another ND4J backend.
 *
 * <pre>
 * p    = softmax(z) or sigmoid(z)
 * pt_1 = clamp(where(truth == 1, p, 1), eps, 1 - eps)
 * pt_0 = clamp(where(truth == 0, p, 0), eps, 1 - eps)
 * S+   = sum of (1 - pt_1)^gamma * -log(pt_1)
 * S-   = sum of pt_0^gamma * -log(1 - pt_0)
 * </pre>
 *
 * <p>The filled elements are left out of both sums, as in the other kernels. It works in
 * probability space, so that 1 - p keeps an absolute error of 1e-16: near the clamp at 1e-8 a term
 * is within {@code 1e-8 * (gamma + 1)} relative, elsewhere within 1e-12. Its native code is chosen
 * by the processor, so that last bits may differ between processors.
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
    try (Arrays arrays = new Arrays()) {
      int pixels = tile.pixelCount();
      INDArray p = probabilities(arrays, arrays.of(scores(tile), pixels));
      INDArray isOne = arrays.of(truth(tile, true), pixels);
      INDArray isZero = arrays.of(truth(tile, false), pixels);
      INDArray pt1 = clamp(arrays, arrays.keep(p.mul(isOne)).addi(arrays.keep(isOne.rsub(1))));
      INDArray pt0 = clamp(arrays, arrays.keep(p.mul(isZero)));
      INDArray q1 = arrays.keep(pt1.rsub(1));
      INDArray ln1 = minusLog(arrays, pt1).muli(isOne);
      INDArray ln0 = minusLog(arrays, arrays.keep(pt0.rsub(1))).muli(isZero);
      for (int g = 0; g < settings.gammaCount(); g++) {
        sum(arrays, q1, ln1, settings.gamma(g), sums.positive, g);
        sum(arrays, pt0, ln0, settings.gamma(g), sums.negative, g);
      }
      sums.crossEntropy = ln1.sumNumber().doubleValue();
      if (labels) {
        INDArray weight =
            arrays.keep(Transforms.exp(arrays.keep(p.rsub(1)).muli(10), false)).muli(isOne);
        sums.qualityWeight = weight.sumNumber().doubleValue();
        sums.qualityWeighted = weight.muli(p).sumNumber().doubleValue();
      } else {
        sums.crossEntropy += ln0.sumNumber().doubleValue();
      }
      count(tile, p.data().asDouble(), counts);
    }
  }

  private INDArray probabilities(Arrays arrays, INDArray z) {
    return switch (settings.activation()) {
      case SOFTMAX -> arrays.keep(Nd4j.nn().softmax(z, 1));
      case SIGMOID -> arrays.keep(Transforms.sigmoid(z, true));
      case NONE -> arrays.keep(Transforms.min(arrays.keep(Transforms.max(z, 0d, true)), 1d, true));
    };
  }

  private INDArray clamp(Arrays arrays, INDArray p) {
    INDArray low = arrays.keep(Transforms.max(p, settings.eps(), true));
    return arrays.keep(Transforms.min(low, 1 - settings.eps(), true));
  }

  private static INDArray minusLog(Arrays arrays, INDArray p) {
    return arrays.keep(arrays.keep(Transforms.log(p, true)).neg());
  }

  private void sum(
      Arrays arrays, INDArray base, INDArray factor, double gamma, double[] into, int gammaIndex) {
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

  private double[] truth(Tile tile, boolean positive) {
    double[] truth = new double[tile.pixelCount() * settings.classes()];
    for (int at = 0; at < truth.length; at++) {
      float target = target(tile, at / settings.classes(), at % settings.classes());
      truth[at] = target == (positive ? 1 : 0) ? 1 : 0;
    }
    return truth;
  }

  /** 1, 0 or ignored. */
  private float target(Tile tile, int pixel, int classIndex) {
    if (!labels) {
      return tile.targets()[classIndex * Tile.PIXELS + pixel];
    }
    float label = tile.targets()[pixel];
    return label == Tile.IGNORED ? label : label == classIndex ? 1 : 0;
  }

  private void count(Tile tile, double[] p, BlockCounts counts) {
    for (int i = 0; i < tile.pixelCount(); i++) {
      int first = i * settings.classes();
      int best = 0;
      int label = -1;
      boolean anyValid = false;
      for (int c = 0; c < settings.classes(); c++) {
        float target = target(tile, i, c);
        best = tile.score(c, i) > tile.score(best, i) ? c : best;
        if (target == Tile.IGNORED) {
          continue;
        }
        anyValid = true;
        label = target == 1 ? c : label;
        counts.validElements++;
        counts.clampedElements += clamped(p[first + c]) ? 1 : 0;
        if (!labels) {
          countElement(c, target == 1, p[first + c] >= 0.5, counts);
        }
      }
      counts.validPixels += anyValid ? 1 : 0;
      if (labels && anyValid) {
        counts.confusion[label * settings.classes() + best]++;
      }
    }
  }

  private boolean clamped(double p) {
    return p < settings.eps() || 1 - p < settings.eps();
  }

  private static void countElement(int c, boolean positive, boolean predicted, BlockCounts counts) {
    counts.positives[c] += positive ? 1 : 0;
    counts.negatives[c] += positive ? 0 : 1;
    counts.truePositives[c] += positive && predicted ? 1 : 0;
    counts.falsePositives[c] += !positive && predicted ? 1 : 0;
  }

  /** The arrays of one call, released together. */
  private static final class Arrays implements AutoCloseable {
    private final List<INDArray> kept = new ArrayList<>();

    INDArray of(double[] values, int rows) {
      return keep(Nd4j.create(values, new long[] {rows, values.length / rows}, DataType.DOUBLE));
    }

    INDArray keep(INDArray array) {
      kept.add(array);
      return array;
    }

    @Override
    public void close() {
      for (INDArray array : kept) {
        if (array.closeable()) {
          array.close();
        }
      }
    }
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
