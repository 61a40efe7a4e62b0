package io.github.focalaudit.kernel;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Images through a kernel, blocks copied into the tile as a decoder would. One operation is {@link
 * #PIXELS} pixels; divide {@code classes * PIXELS} by the time for elements a second.
 *
 * <p>Run by
 *
 * <pre>mvn -Pjmh test-compile exec:exec -Dexec.executable=java -Dexec.classpathScope=test \
 *   -Dexec.args='--add-modules=jdk.incubator.vector -cp %classpath org.openjdk.jmh.Main Kernel'
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
@SuppressWarnings("NullAway.Init") // JMH sets the fields.
public class KernelBenchmark {
  /** Pixels of one operation. */
  public static final int PIXELS = 16_384;

  private static final int BLOCKS = PIXELS / Tile.PIXELS;
  private static final int MEAN_RUN = 300;
  private static final double TRUE_CLASS_MARGIN = 8;

  /** Number of classes. */
  @Param({"2", "12", "21", "150"})
  public int classes;

  /** Masks as runs of one label with mostly right scores, or random labels with random scores. */
  @Param({"runs", "random"})
  public String labels;

  /** The gammas of one pass. */
  @Param({"2", "2,1,0", "2,1,0.5", "2,1.3,0"})
  public String gammas;

  /** The kernel. */
  @Param({"VECTOR"})
  public KernelKind kernel;

  private FocalLossKernel subject;
  private Tile tile;
  private BlockSums sums;
  private BlockCounts counts;
  private float[][] scores;
  private float[][] targets;

  /** Makes the images. */
  @Setup
  public void make() {
    double[] values = Arrays.stream(gammas.split(",")).mapToDouble(Double::parseDouble).toArray();
    KernelSettings settings =
        new KernelSettings(classes, Activation.SOFTMAX, TargetKind.LABELS, values, 1e-8);
    subject = Kernels.create(kernel, settings, false);
    tile = new Tile(classes, TargetKind.LABELS, false);
    sums = new BlockSums(settings);
    counts = new BlockCounts(settings);
    scores = new float[BLOCKS][classes * Tile.PIXELS];
    targets = new float[BLOCKS][Tile.PIXELS];
    boolean runs = labels.equals("runs");
    SplittableRandom random = new SplittableRandom(1);
    int label = 0;
    for (int i = 0; i < PIXELS; i++) {
      int block = i / Tile.PIXELS;
      int pixel = i % Tile.PIXELS;
      label = runs && random.nextInt(MEAN_RUN) != 0 ? label : random.nextInt(classes);
      targets[block][pixel] = label;
      for (int c = 0; c < classes; c++) {
        double score = 2 * normal(random) + (runs && c == label ? TRUE_CLASS_MARGIN : 0);
        scores[block][c * Tile.PIXELS + pixel] = (float) score;
      }
    }
  }

  /** The sum of twelve uniform numbers less 6, nearly normal. */
  private static double normal(SplittableRandom random) {
    double sum = -6;
    for (int i = 0; i < 12; i++) {
      sum += random.nextDouble();
    }
    return sum;
  }

  /** Scores all blocks. */
  @Benchmark
  public double score() {
    double total = 0;
    for (int b = 0; b < BLOCKS; b++) {
      System.arraycopy(scores[b], 0, tile.scores(), 0, scores[b].length);
      System.arraycopy(targets[b], 0, tile.targets(), 0, Tile.PIXELS);
      tile.fill(Tile.PIXELS);
      subject.score(tile, sums, counts);
      total += sums.crossEntropy();
    }
    return total;
  }
}
