package io.github.focalaudit.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunFactsTest {
  @Test
  void aQuantileOfAWholeNumberOfImagesIsThatImage() {
    double[] means = IntStream.rangeClosed(1, 100).asDoubleStream().toArray();
    RunTotals none = new RunTotals(new MetricPlan(Scores.VIEW, Scores.NAMES, List.of()));
    RunFacts facts = new RunFacts(none, 100, 100, 0, means, Map.of(), 1, Map.of());
    assertThat(facts.value(MetricName.parse("images.lossQuantile[0.55]"))).isEqualTo(55d);
    assertThat(facts.value(MetricName.parse("images.lossQuantile[0.551]"))).isEqualTo(56d);
  }
}
