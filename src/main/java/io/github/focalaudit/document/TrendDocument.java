package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code trend.json}: how a metric went over the last runs, this one included.
 *
 * @param metric name of the metric
 * @param points the runs, the oldest first
 */
public record TrendDocument(@JsonProperty(required = true) String metric, List<Point> points) {
  /** How it is written and read. */
  public static final DocumentFormat<TrendDocument> FORMAT =
      new DocumentFormat<>(TrendDocument.class, "trend", 1);

  /**
   * One run.
   *
   * @param run its id in the history
   * @param finishedAt when it ended
   * @param verdict what it came to
   * @param judged false for a run that passed without a gate; null else
   * @param value of the metric; null where it has none
   * @param z robust score against the window before it; null with too few runs
   * @param limit of |z|; null without z
   * @param cusumUp sum of increases over the golden run; null before the spread is known
   * @param cusumDown sum of decreases under it; null before the spread is known
   * @param note what fires; empty where nothing does
   */
  public record Point(
      String run,
      Instant finishedAt,
      VerdictStatus verdict,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean judged,
      @Nullable Double value,
      @Nullable Double z,
      @Nullable Double limit,
      @Nullable Double cusumUp,
      @Nullable Double cusumDown,
      String note) {}
}
