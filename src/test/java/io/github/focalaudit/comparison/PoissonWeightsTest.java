package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PoissonWeightsTest {
  @Test
  void weightsArePoissonWithMeanOne() {
    int draws = 400_000;
    double[] seen = new double[30];
    for (int i = 0; i < draws; i++) {
      seen[PoissonWeights.weight(PoissonWeights.hash("scene-" + i % 100), i / 100)]++;
    }
    double probability = Math.exp(-1);
    for (int weight = 0; weight < 8; weight++) {
      // Five standard errors of a proportion.
      double error = 5 * Math.sqrt(probability * (1 - probability) / draws);
      assertThat(seen[weight] / draws).isCloseTo(probability, within(error));
      probability /= weight + 1;
    }
  }

  @Test
  void weightsOfTwoClustersAreUncorrelated() {
    int replicates = 100_000;
    double product = 0;
    for (int r = 0; r < replicates; r++) {
      product +=
          (PoissonWeights.weight(PoissonWeights.hash("a"), r) - 1)
              * (PoissonWeights.weight(PoissonWeights.hash("b"), r) - 1);
    }
    assertThat(product / replicates).isCloseTo(0, within(5 / Math.sqrt(replicates)));
  }
}
