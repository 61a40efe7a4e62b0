package io.github.focalaudit.evaluation;

import io.github.focalaudit.evaluation.ImageResult.Confusion;
import io.github.focalaudit.kernel.BlockCounts;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The mergeable state of an image, or of a part of it: exact sums over its blocks, and counts. The
 * order of blocks and parts does not matter. Made once for a task and reset for every image. Not
 * thread-safe.
 */
final class ImageState {
  private final boolean labels;
  private final SumsByClass sums;
  private final BlockCounts blockCounts;
  private final ExactSum crossEntropy = new ExactSum();
  private final ExactSum qualityWeight = new ExactSum();
  private final ExactSum qualityWeighted = new ExactSum();
  private final int classes;

  ImageState(KernelSettings settings) {
    labels = settings.targets() == TargetKind.LABELS;
    classes = settings.classes();
    sums = new SumsByClass(settings.gammaCount(), classes);
    blockCounts = new BlockCounts(settings);
  }

  void reset() {
    sums.reset();
    blockCounts.reset();
    crossEntropy.reset();
    qualityWeight.reset();
    qualityWeighted.reset();
  }

  /** The counts that a kernel adds to. */
  BlockCounts blockCounts() {
    return blockCounts;
  }

  /** Adds the sums of a block. */
  void add(BlockSums block) {
    sums.add(block);
    crossEntropy.add(block.crossEntropy());
    qualityWeight.add(block.qualityWeight());
    qualityWeighted.add(block.qualityWeighted());
  }

  double[][] positive() {
    return sums.positive();
  }

  double[][] negative() {
    return sums.negative();
  }

  double crossEntropySum() {
    return crossEntropy.value();
  }

  @Nullable Double labelQuality() {
    double weight = qualityWeight.value();
    return labels && weight > 0 ? qualityWeighted.value() / weight : null;
  }

  ClassCounts counts() {
    ClassCounts counts = new ClassCounts(classes);
    counts.add(blockCounts);
    return counts;
  }

  List<Confusion> confusions() {
    List<Confusion> confusions = new ArrayList<>();
    for (int truth = 0; labels && truth < classes; truth++) {
      for (int prediction = 0; prediction < classes; prediction++) {
        long pixels = blockCounts.confusion(truth, prediction);
        if (pixels > 0) {
          confusions.add(new Confusion(truth, prediction, pixels));
        }
      }
    }
    return confusions;
  }
}
