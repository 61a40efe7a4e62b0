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
      ScoringMetrics.register(new Progress(session.sparkContext()), 0);
      Progress progress = new Progress(session.sparkContext());
      ScoringMetrics.register(progress, 3);
      progress.addScored(100, 2_000_000_000L, 1_500_000_000L, 1, 1);
      progress.addScored(23, 500_000_000L, 250_000_000L, 1, 1);
      progress.addRefused(7);
      assertThat(registered())
          .containsOnly(
              entry("images", 2L),
              entry("bytes", 130L),
              entry("badInputs", 4L),
              entry("kernelSeconds", 1.75),
              entry("scoringSeconds", 2.5));
    }
  }

  /** The values of the one source that Spark has. */
  static Map<String, Object> registered() {
    var sources =
        CollectionConverters.asJava(
            SparkEnv.get().metricsSystem().getSourcesByName(ScoringMetrics.NAME));
    assertThat(sources).hasSize(1);
    Map<String, Object> values = new TreeMap<>();
    sources
        .iterator()
        .next()
        .metricRegistry()
        .getGauges()
        .forEach((name, gauge) -> values.put(name, gauge.getValue()));
    return values;
  }
}
