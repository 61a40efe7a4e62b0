package io.github.focalaudit.spark.tables;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.RuntimeConfig;
import org.apache.spark.sql.SparkSession;

/**
 * While open, Spark SQL runs without code generation, which costs half a second a JVM and gains
 * nothing below some ten thousand rows. Settings that were set before are kept. Other queries of
 * the session run without code generation too. Used by one thread.
 */
public final class RowByRow implements AutoCloseable {
  private static final String FACTORY = "spark.sql.codegen.factoryMode";
  private static final String WHOLE_STAGE = "spark.sql.codegen.wholeStage";

  private final RuntimeConfig conf;
  private final List<String> changed;

  public RowByRow(SparkSession session) {
    conf = session.conf();
    changed = Stream.of(FACTORY, WHOLE_STAGE).filter(key -> !conf.getAll().contains(key)).toList();
    if (changed.contains(FACTORY)) {
      conf.set(FACTORY, "NO_CODEGEN");
    }
    if (changed.contains(WHOLE_STAGE)) {
      conf.set(WHOLE_STAGE, false);
    }
  }

  @Override
  public void close() {
    changed.forEach(conf::unset);
  }
}
