package io.github.focalaudit.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.SparkEnv;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class ScoringMetricsTest {
  @Test
  void sparkHasOneSourceWithTheNumbersOfTheLastRun() throws IOException {
    try (SparkSession session =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .getOrCreate()) {
      ScoringMetrics.register(new Progress(session.sparkContext()));
      Progress progress = new Progress(session.sparkContext());
      ScoringMetrics.register(progress);
      progress.addScored(100, 2_000_000_000L, 1, 1);
      progress.addScored(23, 500_000_000L, 1, 1);
      progress.addRefused(7);
      var sources =
          CollectionConverters.asJava(
              SparkEnv.get().metricsSystem().getSourcesByName(ScoringMetrics.NAME));
      assertThat(sources).hasSize(1);
      var gauges = sources.iterator().next().metricRegistry().getGauges();
      Map<String, Object> values = new TreeMap<>();
      gauges.forEach((name, gauge) -> values.put(name, gauge.getValue()));
      assertThat(values)
          .containsOnly(
              entry("images", 2L),
              entry("bytes", 130L),
              entry("badInputs", 1L),
              entry("scoringSeconds", 2.5));
    }
  }
}
