package io.github.focalaudit.spark;

import com.codahale.metrics.Gauge;
import com.codahale.metrics.MetricRegistry;
import java.util.function.Supplier;
import org.apache.spark.SparkEnv;
import org.apache.spark.metrics.source.Source;

/**
 * A source of Spark's metrics system, on the driver: {@code focalAudit.images}, {@code
 * focalAudit.bytes}, {@code focalAudit.badInputs}, {@code focalAudit.kernelSeconds}, the time in
 * the kernel over all tasks, and {@code focalAudit.scoringSeconds}, the same with reading and
 * decoding. Whatever sink Spark is configured with reports them. Thread-safe: gauges are read by
 * Spark's reporter threads.
 */
public final class ScoringMetrics implements Source {
  /** The name of the source. */
  public static final String NAME = "focalAudit";

  private final MetricRegistry registry = new MetricRegistry();

  private ScoringMetrics(Progress progress, long refusedBefore) {
    gauge("images", progress::scored);
    gauge("bytes", progress::bytes);
    gauge("badInputs", () -> refusedBefore + progress.refusedInputs());
    gauge("kernelSeconds", progress::kernelSeconds);
    gauge("scoringSeconds", progress::scoringSeconds);
  }

  private <T> void gauge(String name, Supplier<T> value) {
    Gauge<T> gauge = value::get;
    registry.register(name, gauge);
  }

  /**
   * Registers a source for a run, in place of the one of an earlier run.
   *
   * @param refusedBefore inputs that were refused before the scoring
   */
  static void register(Progress progress, long refusedBefore) {
    SparkEnv environment = SparkEnv.get();
    if (environment != null) {
      ScoringMetrics metrics = new ScoringMetrics(progress, refusedBefore);
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
