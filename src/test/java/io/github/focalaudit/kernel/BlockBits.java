package io.github.focalaudit.kernel;

import java.util.SplittableRandom;

/** Prints the bits of scored blocks, for comparison between JVMs. */
final class BlockBits {
  private BlockBits() {}

  public static void main(String[] args) {
    System.out.println("lanes " + Kernels.lanes());
    print(Activation.SOFTMAX, TargetKind.LABELS, 2);
    print(Activation.SOFTMAX, TargetKind.LABELS, 3);
    print(Activation.SOFTMAX, TargetKind.LABELS, 6);
    print(Activation.SOFTMAX, TargetKind.LABELS, 9);
    print(Activation.SOFTMAX, TargetKind.LABELS, 21);
    print(Activation.SIGMOID, TargetKind.ELEMENTS, 3);
    print(Activation.NONE, TargetKind.LABELS, 4);
    print(Activation.NONE, TargetKind.ELEMENTS, 1);
    printFingerprints();
  }

  private static void printFingerprints() {
    SplittableRandom random = new SplittableRandom(5);
    Tile tile = new Tile(3, TargetKind.LABELS, false);
    for (int i = 0; i < tile.scores().length; i++) {
      tile.scores()[i] = (float) random.nextDouble();
    }
    Fingerprint scores = Fingerprint.ofScores();
    scores.add(tile);
    Fingerprint values = Fingerprint.ofValues();
    values.add(random.ints(251).toArray(), 1, 250);
    System.out.println("fingerprints " + scores.value() + " " + values.value());
  }

  private static void print(Activation activation, TargetKind targetKind, int classes) {
    for (double[] gammas : new double[][] {{2}, {2, 1, 0, 0.5, 0.7, 3}}) {
      KernelSettings settings = new KernelSettings(classes, activation, targetKind, gammas, 1e-8);
      FocalLossKernel kernel = Kernels.create(KernelKind.VECTOR, settings, false);
      SplittableRandom random = new SplittableRandom(classes);
      for (RandomBlocks.Scores scoreKind : RandomBlocks.Scores.values()) {
        for (RandomBlocks.Targets kind : RandomBlocks.Targets.values()) {
          double[][] scores = RandomBlocks.scores(random, settings, 500, scoreKind);
          int[][] targets = RandomBlocks.targets(random, settings, scores, kind);
          Scored scored = Scored.score(kernel, settings, scores, targets, false);
          System.out.println(activation + " " + classes + " " + scoreKind + " " + kind);
          print(scored);
        }
      }
    }
  }

  private static void print(Scored scored) {
    StringBuilder text = new StringBuilder(scored.settings.gammaCount() * 64);
    for (int g = 0; g < scored.settings.gammaCount(); g++) {
      for (int c = 0; c < scored.settings.classes(); c++) {
        text.append(Double.toHexString(scored.positive[g][c])).append(' ');
        text.append(Double.toHexString(scored.negative[g][c])).append(' ');
      }
    }
    text.append(Double.toHexString(scored.crossEntropy)).append(' ');
    text.append(Double.toHexString(scored.qualityWeight)).append(' ');
    text.append(Double.toHexString(scored.qualityWeighted)).append(' ');
    text.append(scored.counts.clampedElements());
    System.out.println(text);
  }
}
