package io.github.focalaudit.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * A source of Spark's metrics system, on the driver: {@code focalAudit.images}, {@code
 * focalAudit.bytes}, {@code focalAudit.badInputs} and {@code focalAudit.scoringSeconds}, the time
 * in decoding and kernel over all tasks. Whatever sink Spark is told to use reports them.
 */
public final class ScoringMetrics implements Source {
  /** The name of the source. */
  public static final String NAME = "focalAudit";

  private final MetricRegistry registry = new MetricRegistry();

  ScoringMetrics(Progress progress) {
    gauge("images", progress::scored);
    gauge("bytes", progress::bytes);
    gauge("badInputs", progress::refusedInputs);
    gauge("scoringSeconds", progress::scoringSeconds);
  }

  private <T> void gauge(String name, Supplier<T> value) {
    Gauge<T> gauge = value::get;
    registry.register(name, gauge);
  }

  /** Registers a source for a run, in place of the one of an earlier run. */
  static void register(Progress progress) {
    SparkEnv environment = SparkEnv.get();
    if (environment != null) {
      ScoringMetrics metrics = new ScoringMetrics(progress);
      environment
          .metricsSystem()
          .getSourcesByName(NAME)
          .foreach(
              source -> {
                environment.metricsSystem().removeSource(source);
                return null;
              });
      environment.metricsSystem().registerSource(metrics);
    }
  }

  @Override
  public String sourceName() {
    return NAME;
  }

  @Override
  public MetricRegistry metricRegistry() {
    return registry;
  }
}
