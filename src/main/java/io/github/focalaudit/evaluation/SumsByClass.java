package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.kernel.BlockSums;
import io.github.focalaudit.sum.ExactSum;
import java.util.stream.Stream;

/**
 * Exact positive and negative sums, for every gamma and class. Adding and merging are free of
 * order. Not thread-safe.
 */
final class SumsByClass {
  private final int gammas;
  private final int classes;
  private final ExactSum[] positive;
  private final ExactSum[] negative;

  SumsByClass(int gammas, int classes) {
    this(gammas, classes, sums(gammas * classes), sums(gammas * classes));
  }

  private SumsByClass(int gammas, int classes, ExactSum[] positive, ExactSum[] negative) {
    this.gammas = gammas;
    this.classes = classes;
    this.positive = positive;
    this.negative = negative;
  }

  private static ExactSum[] sums(int count) {
    return Stream.generate(ExactSum::new).limit(count).toArray(ExactSum[]::new);
  }

  void reset() {
    for (int i = 0; i < positive.length; i++) {
      positive[i].reset();
      negative[i].reset();
    }
  }

  void add(BlockSums sums) {
    for (int g = 0; g < gammas; g++) {
      for (int c = 0; c < classes; c++) {
        positive[g * classes + c].add(sums.positive(g, c));
        negative[g * classes + c].add(sums.negative(g, c));
      }
    }
  }

  void add(double[][] positives, double[][] negatives) {
    for (int g = 0; g < gammas; g++) {
      for (int c = 0; c < classes; c++) {
        positive[g * classes + c].add(positives[g][c]);
        negative[g * classes + c].add(negatives[g][c]);
      }
    }
  }

  void merge(SumsByClass other) {
    for (int i = 0; i < positive.length; i++) {
      positive[i].merge(other.positive[i]);
      negative[i].merge(other.negative[i]);
    }
  }

  double[][] positive() {
    return values(positive);
  }

  double[][] negative() {
    return values(negative);
  }

  private double[][] values(ExactSum[] sums) {
    double[][] values = new double[gammas][classes];
    for (int g = 0; g < gammas; g++) {
      for (int c = 0; c < classes; c++) {
        values[g][c] = sums[g * classes + c].value();
      }
    }
    return values;
  }

  void write(ByteWriter target) {
    for (int i = 0; i < positive.length; i++) {
      positive[i].write(target);
      negative[i].write(target);
    }
  }

  static SumsByClass read(int gammas, int classes, ByteReader source) {
    ExactSum[] positive = new ExactSum[gammas * classes];
    ExactSum[] negative = new ExactSum[gammas * classes];
    for (int i = 0; i < positive.length; i++) {
      positive[i] = ExactSum.read(source);
      negative[i] = ExactSum.read(source);
    }
    return new SumsByClass(gammas, classes, positive, negative);
  }
}
