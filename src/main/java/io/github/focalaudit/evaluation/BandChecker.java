package io.github.focalaudit.evaluation;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.kernel.BlockCounts;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.FocalLossKernel;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Kernels;
import io.github.focalaudit.kernel.Nd4jFocalLossKernel;
import io.github.focalaudit.kernel.Tile;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Scores a band of an image a second and a third time: with an independent kernel, which has to
 * agree, and with perturbed scores, which tells what the storage type costs. Used by one thread.
 */
final class BandChecker {
  /** Blocks of a band: 16,384 pixels. */
  static final int BLOCKS = 64;

  private final LossSettings settings;
  private final KernelSettings kernelSettings;
  private final @Nullable FocalLossKernel independent;
  private final FocalLossKernel reference;
  private final Tile copy;
  private final Tile perturbed;
  private final BlockSums sums;
  private final BlockCounts counts;
  private final BandState state;

  /**
   * @param kind the kernel that scores the images
   * @param independent whether a second opinion is wanted; it is asked where the ND4J add-on is on
   *     the class path
   */
  BandChecker(LossSettings settings, int classes, KernelKind kind, boolean independent) {
    this.settings = settings;
    kernelSettings = settings.kernelSettings(classes);
    this.independent = independent ? independent(kind) : null;
    reference = Kernels.create(KernelKind.REFERENCE, kernelSettings, true);
    copy = new Tile(classes, kernelSettings.targets(), true);
    perturbed = new Tile(classes, kernelSettings.targets(), true);
    sums = new BlockSums(kernelSettings);
    counts = new BlockCounts(kernelSettings);
    state = new BandState(kernelSettings.gammaCount(), classes, this.independent != null);
  }

  /** A kernel that shares no arithmetic with the one that scores; null where there is none. */
  private @Nullable FocalLossKernel independent(KernelKind kind) {
    if (kind == KernelKind.ND4J) {
      return Kernels.create(KernelKind.REFERENCE, kernelSettings, true);
    }
    return Nd4jFocalLossKernel.unavailable().isEmpty()
        ? Kernels.create(KernelKind.ND4J, kernelSettings, true)
        : null;
  }

  /** The first block of the band of an image, by a hash of its id. */
  static long firstBlock(String imageId, long blocks) {
    long range = Math.max(1, blocks - BLOCKS + 1);
    return Math.floorMod(new SplittableRandom(imageId.hashCode()).nextLong(), range);
  }

  void start() {
    state.reset();
  }

  /** Takes a filled tile of stored scores before it is scored. */
  void before(Tile tile, ElementType type, long block) {
    copy.widen(tile);
    perturbed.widen(tile);
    perturb(perturbed, type, block);
  }

  /** Takes the sums of the tile that {@link #before} has seen, and scores it again. */
  void after(BlockSums block, int pixelCount) {
    state.addScored(block, pixelCount);
    kernelSettings.drop(perturbed);
    reference.score(perturbed, sums, counts);
    state.addMoved(sums);
    kernelSettings.drop(copy);
    if (independent != null) {
      perturbed.widen(copy);
      independent.score(perturbed, sums, counts);
      state.addChecked(sums);
    }
    reference.score(copy, sums, counts);
    state.addBase(sums);
  }

  /** What was gathered since the start; the next start overwrites it. */
  BandState state() {
    return state;
  }

  private void perturb(Tile tile, ElementType type, long block) {
    SplittableRandom random = new SplittableRandom(block);
    double[] scores = tile.wideScores();
    boolean probabilities = settings.activation() == Activation.NONE;
    for (int i = 0; i < scores.length; i++) {
      double step = halfUnit(scores[i], type);
      double value = scores[i] + (random.nextBoolean() ? step : -step);
      scores[i] = probabilities ? Math.min(1, Math.max(0, value)) : value;
    }
  }

  /** Half a unit in the last place of a stored value; of a whole number for integer logits. */
  private static double halfUnit(double value, ElementType type) {
    if (!Double.isFinite(value)) {
      return 0;
    }
    return switch (type) {
      case F2 -> StrictMath.scalb(1d, Math.max(Math.getExponent(value), -14) - 11);
      case F4 -> Math.ulp((float) value) / 2d;
      case F8 -> Math.ulp(value) / 2;
      case U1 -> 0.5 / 255;
      case U2 -> 0.5 / 65535;
      default -> 0.5;
    };
  }
}
