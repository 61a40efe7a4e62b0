package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.Fingerprint;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
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
  private final BlockLoop loop;
  private final Fingerprint fingerprint = Fingerprint.ofScores();
  private final int[] labelValues;
  private @Nullable BandChecker checker;
  private @Nullable BlockObserver observer;

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
    this.settings = settings;
    this.kind = kind;
    this.encoder = encoder;
    this.crossCheck = crossCheck;
    kernelSettings = settings.kernelSettings(classes);
    formula = new LossFormula(settings, classes);
    loop = new BlockLoop(kernelSettings, kind, nanoTime);
    labelValues = new int[Math.multiplyExact(classes, Tile.PIXELS)];
  }

  /** From now on shows the blocks of images to an observer too. */
  public void observe(BlockObserver added) {
    observer = added;
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
    FileBlocks blocks = blocks(image, scores, labels, sampled);
    ImageState state = run(scores, 0, scores.shape().pixelCount(), blocks);
    BandState check = blocks.check();
    return new ImageResult(
        state.sums(formula),
        new ImageProvenance(
            image,
            scores.shape().spatial(),
            scores.elementType().label(),
            loop.kernelName(scores.elementType().wide()),
            blocks.truthFingerprint().value(),
            blocks.predictionFingerprint().value(),
            blocks.likeProbabilities(),
            check == null ? null : check.finish(formula)));
  }

  /**
   * Scores some blocks of an image.
   *
   * @param firstBlock the first of them, from 0
   * @param blockCount how many, at least 1
   * @return the bytes of a {@link UnitState}
   * @throws BadInputException as {@link #score}
   * @throws IOException where the store fails
   */
  public byte[] scoreUnit(
      ImageRef image,
      ScoreReader scores,
      LabelReader labels,
      boolean sampled,
      long firstBlock,
      long blockCount)
      throws IOException {
    FileBlocks blocks = blocks(image, scores, labels, sampled);
    long from = Math.multiplyExact(firstBlock, Tile.PIXELS);
    long to = Math.min(scores.shape().pixelCount(), from + blockCount * Tile.PIXELS);
    scores.restrict(from, to);
    labels.restrict(from, to);
    ImageState state = run(scores, from, to, blocks);
    return new UnitState(
            image,
            scores.shape(),
            scores.elementType(),
            loop.kernelName(scores.elementType().wide()),
            labels.shape().classes(),
            from,
            state,
            blocks)
        .toBytes();
  }

  private FileBlocks blocks(ImageRef image, ScoreReader scores, LabelReader labels, boolean sampled)
      throws BadInputException {
    ImageFaults.checkShapes(image, kernelSettings.classes(), scores.shape(), labels.shape());
    fingerprint.reset();
    TargetSource targets =
        new TargetSource(
            labels,
            encoder,
            kernelSettings.targets(),
            kernelSettings.classes(),
            image.truthPath(),
            labelValues);
    return new FileBlocks(
        image,
        scores,
        targets,
        fingerprint,
        sampled ? startChecker() : null,
        observer,
        kernelSettings);
  }

  private ImageState run(ScoreReader scores, long from, long to, FileBlocks blocks)
      throws IOException {
    if (observer != null) {
      observer.start();
    }
    ImageState state = loop.run(scores.elementType().wide(), from, to, blocks);
    if (observer != null) {
      observer.end();
    }
    return state;
  }

  /** About how long the kernel took for the last image, in nanoseconds, decoding left out. */
  public long kernelNanos() {
    return loop.kernelNanos();
  }

  private BandChecker startChecker() {
    if (checker == null) {
      checker = new BandChecker(settings, kernelSettings.classes(), kind, crossCheck);
    }
    checker.start();
    return checker;
  }
}
