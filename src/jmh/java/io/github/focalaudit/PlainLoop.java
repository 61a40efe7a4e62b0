package io.github.focalaudit;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.BlockCounts;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.FocalLossKernel;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The limit of a job: the same readers and the same kernel in plain threads, and nothing else. No
 * Spark, no exact sums, no fingerprints, no rows.
 *
 * <pre>java --add-modules=jdk.incubator.vector -cp ... io.github.focalaudit.PlainLoop \
 *   PREDICTIONS TRUTH THREADS REPEATS</pre>
 *
 * <p>Prints the seconds from the first image to the last as JSON, without the start of the JVM.
 */
public final class PlainLoop {
  private static final double GAMMA = 2;
  private static final double EPS = 1e-8;

  private final Storage storage;
  private final List<String> predictions;
  private final List<String> truths;
  private final int classes;
  private final AtomicInteger next = new AtomicInteger();

  private PlainLoop(Storage storage, List<String> predictions, List<String> truths)
      throws IOException {
    this.storage = storage;
    this.predictions = predictions;
    this.truths = truths;
    try (RangeReader file = storage.open(predictions.get(0))) {
      ImageHeader header = ScoreReader.readHeader(file, ScoreOptions.defaults());
      classes = header.shape().classes();
    }
  }

  /** Runs the loop. */
  public static void main(String[] args)
      throws IOException, InterruptedException, ExecutionException {
    Storage storage = Storage.ofClassPath();
    List<String> predictions = new ArrayList<>();
    List<String> truths = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(args[3]); i++) {
      storage.list(args[0]).forEach(entry -> predictions.add(entry.path()));
      storage.list(args[1]).forEach(entry -> truths.add(entry.path()));
    }
    PlainLoop loop = new PlainLoop(storage, predictions, truths);
    int threads = Integer.parseInt(args[2]);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      long start = System.nanoTime();
      List<Future<Double>> parts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        parts.add(executor.submit(loop::score));
      }
      double sum = 0;
      for (Future<Double> part : parts) {
        sum += part.get();
      }
      System.out.printf(
          Locale.ROOT,
          "{\"seconds\": %.6f, \"images\": %d, \"crossEntropy\": %.17g}%n",
          (System.nanoTime() - start) / 1e9,
          predictions.size(),
          sum);
    } finally {
      executor.shutdown();
    }
  }

  /** Scores what is left until nothing is; returns the sum of the cross-entropies. */
  private double score() throws IOException {
    KernelSettings settings =
        new KernelSettings(
            classes, Activation.SOFTMAX, TargetKind.LABELS, new double[] {GAMMA}, EPS);
    FocalLossKernel kernel = Kernels.create(KernelKind.VECTOR, settings, false);
    Tile tile = new Tile(classes, TargetKind.LABELS, false);
    BlockSums sums = new BlockSums(settings);
    BlockCounts counts = new BlockCounts(settings);
    LabelEncoder encoder = new LabelEncoder(null, List.of(), classes);
    int[] values = new int[Tile.PIXELS];
    double total = 0;
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      for (int i = next.getAndIncrement(); i < predictions.size(); i = next.getAndIncrement()) {
        try (RangeReader scoreFile = storage.open(predictions.get(i), -1, ReadPolicy.RANDOM);
            ScoreReader scores = ScoreReader.open(scoreFile, ScoreOptions.defaults(), scratch);
            RangeReader labelFile = storage.open(truths.get(i), -1, ReadPolicy.WHOLE_FILE);
            LabelReader labels = LabelReader.open(labelFile, LabelOptions.defaults(), scratch)) {
          long pixels = scores.shape().pixelCount();
          for (long first = 0; first < pixels; first += Tile.PIXELS) {
            int count = (int) Math.min(Tile.PIXELS, pixels - first);
            scores.read(first, count, tile.scores(), Tile.PIXELS);
            labels.read(first, count, values);
            encoder.encode(values, 0, count, tile.targets(), 0, truths.get(i), p -> "pixel " + p);
            tile.fill(count);
            kernel.score(tile, sums, counts);
            total += sums.crossEntropy();
          }
        }
      }
    }
    return total;
  }
}
