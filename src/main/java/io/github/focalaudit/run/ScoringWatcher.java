package io.github.focalaudit.run;

import io.github.focalaudit.spark.Progress;

/** Is called when the scoring of a dataset starts and ends, by the thread that runs it. */
@FunctionalInterface
public interface ScoringWatcher {
  /** Does not watch. */
  ScoringWatcher NONE = (progress, images) -> {};

  /**
   * Scoring is about to start.
   *
   * @param progress how far it is; may be read by any thread at any time
   * @param images to score
   */
  void start(Progress progress, int images);

  /** Scoring has ended, or failed; the audit and the verdict follow. */
  default void end() {}
}
