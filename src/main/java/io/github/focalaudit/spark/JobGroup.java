package io.github.focalaudit.spark;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Puts the Spark jobs of a thread into the group {@code focal-audit}, with a description for the
 * Spark UI and interrupts on cancellation; {@link #close()} restores what the caller had set of
 * these, so that groups may be nested. Opened and closed by one thread.
 */
public final class JobGroup implements AutoCloseable {
  private static final String NAME = "focal-audit";

  /** What {@link SparkContext#setJobGroup} sets. */
  private static final List<String> SET =
      List.of("spark.jobGroup.id", "spark.job.description", "spark.job.interruptOnCancel");

  private final SparkContext context;
  private final Map<String, @Nullable String> before = new HashMap<>();

  private JobGroup(SparkContext context) {
    this.context = context;
    SET.forEach(property -> before.put(property, context.getLocalProperty(property)));
  }

  /** Puts the jobs that this thread starts from now on into the group. */
  public static JobGroup begin(SparkSession session, String description) {
    JobGroup group = new JobGroup(session.sparkContext());
    group.context.setJobGroup(NAME, description, true);
    return group;
  }

  @Override
  public void close() {
    before.forEach(context::setLocalProperty);
  }
}
