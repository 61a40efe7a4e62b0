package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.Fingerprint;
import io.github.focalaudit.kernel.FocalLossKernel;
import io.github.focalaudit.kernel.InvalidScoreException;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Scores images one after another, block by block, with buffers that it keeps. Used by one thread.
 */
public final class ImageScorer {
  private final LossSettings settings;
  private final KernelSettings kernelSettings;
  private final LossFormula formula;
  private final KernelKind kind;
  private final LabelEncoder encoder;
  private final boolean crossCheck;
  private final BlockSums sums;
  private final ImageState state;
  private final Fingerprint fingerprint = Fingerprint.ofScores();
  private final KernelClock clock;
  private final int[] labelValues;
  private final Lane narrow;
  private @Nullable Lane wide;
  private @Nullable BandChecker checker;
  private @Nullable BlockObserver observer;

  /** A kernel with the tile it takes. */
  private record Lane(FocalLossKernel kernel, Tile tile) {}

  /**
   * @param settings the loss
   * @param classes number of classes
   * @param kind the kernel asked for
   * @param encoder mask values to targets
   * @param crossCheck whether sampled bands are scored with the ND4J kernel as well
   */
  public ImageScorer(
      LossSettings settings,
      int classes,
      KernelKind kind,
      LabelEncoder encoder,
      boolean crossCheck) {
    this(settings, classes, kind, encoder, crossCheck, System::nanoTime);
  }

  ImageScorer(
      LossSettings settings,
      int classes,
      KernelKind kind,
      LabelEncoder encoder,
      boolean crossCheck,
      LongSupplier nanoTime) {
    clock = new KernelClock(nanoTime);
    this.settings = settings;
    this.kind = kind;
    this.encoder = encoder;
    this.crossCheck = crossCheck;
    kernelSettings = settings.kernelSettings(classes);
    formula = new LossFormula(settings, classes);
    sums = new BlockSums(kernelSettings);
    state = new ImageState(kernelSettings);
    labelValues = new int[Math.multiplyExact(classes, Tile.PIXELS)];
    narrow = lane(false);
  }

  /** From now on shows the blocks of images to an observer too. */
  public void observe(BlockObserver added) {
    observer = added;
  }

  private Lane lane(boolean isWide) {
    return new Lane(
        Kernels.create(kind, kernelSettings, isWide),
        new Tile(kernelSettings.classes(), kernelSettings.targets(), isWide));
  }

  /**
   * Scores one image.
   *
   * @param image what is scored
   * @param scores its open scores
   * @param labels its open mask
   * @param sampled whether a band of it is checked
   * @throws BadInputException where scores and mask do not fit, or a value has no loss
   * @throws IOException where the store fails
   */
  public ImageResult score(ImageRef image, ScoreReader scores, LabelReader labels, boolean sampled)
      throws IOException {
    ImageFaults.checkShapes(image, kernelSettings.classes(), scores.shape(), labels.shape());
    Lane lane = narrow;
    if (scores.elementType().wide()) {
      wide = wide == null ? lane(true) : wide;
      lane = wide;
    }
    Tile tile = lane.tile();
    state.reset();
    clock.reset();
    fingerprint.reset();
    if (observer != null) {
      observer.start();
    }
    TargetSource targets =
        new TargetSource(
            labels,
            encoder,
            kernelSettings.targets(),
            kernelSettings.classes(),
            image.truthPath(),
            labelValues);
    long pixels = scores.shape().pixelCount();
    long firstChecked =
        sampled
            ? BandChecker.firstBlock(image.imageId(), (pixels - 1) / Tile.PIXELS + 1)
            : Long.MAX_VALUE;
    BandChecker bandChecker = sampled ? startChecker() : null;
    boolean likeProbabilities = settings.activation() == Activation.SOFTMAX;
    for (long first = 0, block = 0; first < pixels; first += Tile.PIXELS, block++) {
      int count = (int) Math.min(Tile.PIXELS, pixels - first);
      read(scores, first, count, tile);
      targets.fill(first, count, tile);
      tile.fill(count);
      fingerprint.add(tile);
      likeProbabilities = likeProbabilities && likeProbabilities(tile);
      boolean checked = block >= firstChecked && block < firstChecked + BandChecker.BLOCKS;
      if (bandChecker != null && checked) {
        bandChecker.before(tile, scores.elementType(), block);
      }
      if (observer != null) {
        observer.block(tile);
      }
      clock.before();
      try {
        lane.kernel().score(tile, sums, state.blockCounts());
      } catch (InvalidScoreException e) {
        throw ImageFaults.of(e, image, scores.shape(), first);
      }
      clock.after();
      state.add(sums);
      if (bandChecker != null && checked) {
        bandChecker.after(sums, count);
      }
    }
    if (observer != null) {
      observer.end();
    }
    return result(
        image,
        scores,
        lane.kernel(),
        targets.fingerprint(),
        likeProbabilities,
        bandChecker == null ? null : bandChecker.finish());
  }

  /** About how long the kernel took for the last image, in nanoseconds, decoding left out. */
  public long kernelNanos() {
    return clock.nanos();
  }

  private BandChecker startChecker() {
    if (checker == null) {
      checker = new BandChecker(settings, kernelSettings.classes(), kind, crossCheck);
    }
    checker.start();
    return checker;
  }

  private static void read(ScoreReader scores, long first, int count, Tile tile)
      throws IOException {
    if (tile.wide()) {
      scores.read(first, count, tile.wideScores(), Tile.PIXELS);
    } else {
      scores.read(first, count, tile.scores(), Tile.PIXELS);
    }
  }

  /** Whether every score of the block lies in [0, 1] and those of every pixel sum to 1. */
  private static boolean likeProbabilities(Tile tile) {
    int classes = tile.wide() ? tile.wideScores().length : tile.scores().length;
    for (int pixel = 0; pixel < tile.pixelCount(); pixel++) {
      double sum = 0;
      for (int c = 0; c < classes / Tile.PIXELS; c++) {
        double score = tile.score(c, pixel);
        if (!(score >= 0 && score <= 1)) {
          return false;
        }
        sum += score;
      }
      if (Math.abs(sum - 1) > 0.01) {
        return false;
      }
    }
    return true;
  }

  private ImageResult result(
      ImageRef image,
      ScoreReader scores,
      FocalLossKernel kernel,
      long truthFingerprint,
      boolean likeProbabilities,
      @Nullable BandCheck check) {
    double[][] positive = state.positive();
    double[][] negative = state.negative();
    double[] lossSums = new double[positive.length];
    for (int g = 0; g < lossSums.length; g++) {
      lossSums[g] = formula.lossSum(positive[g], negative[g]);
    }
    ClassCounts counts = state.counts();
    return new ImageResult(
        image,
        scores.shape().spatial(),
        scores.elementType().label(),
        kernel.name(),
        counts,
        scores.shape().pixelCount() - counts.validPixels(),
        state.confusions(),
        positive,
        negative,
        state.crossEntropySum(),
        lossSums,
        state.labelQuality(),
        truthFingerprint,
        fingerprint.value(),
        likeProbabilities,
        check);
  }
}
