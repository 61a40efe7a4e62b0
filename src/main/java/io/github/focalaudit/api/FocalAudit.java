package io.github.focalaudit.api;

import io.github.focalaudit.evaluation.ArrayScorer;
import io.github.focalaudit.evaluation.ImageSums;
import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.storage.Storage;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/**
 * The public Java API: {@link #score} for an image in memory, {@link #on} for datasets and the runs
 * over them. Stateless and thread-safe.
 *
 * <pre>{@code
 * LossSettings loss = LossSettings.of(Preset.ONE_VS_REST);
 * ImageSums sums = FocalAudit.score(loss, logits, labels, classes);
 * System.out.println(sums.lossMean());
 * }</pre>
 */
public final class FocalAudit {
  private FocalAudit() {}

  /**
   * Settings of runs on a Spark session, with the file systems of its Hadoop configuration. The
   * session is not stopped; its configuration is left as it is.
   */
  public static DatasetAudit on(SparkSession session) {
    return on(new Storage(session.sparkContext().hadoopConfiguration()), () -> session);
  }

  /**
   * Settings of runs on a Spark session that may be started later.
   *
   * @param storage the file systems
   * @param session asked for when it is needed first, after the settings were checked
   */
  public static DatasetAudit on(Storage storage, Supplier<SparkSession> session) {
    return new DatasetAudit(storage, session);
  }

  /**
   * Scores one image in memory, without Spark: the same kernel, blocks and sums as a run, and so
   * the same bits as its row.
   *
   * @param loss the loss
   * @param scores {@code [classes, pixels]}, class-major: the score of class c at pixel i is at
   *     {@code c * pixels + i}; logits, or probabilities under activation none
   * @param labels {@code [pixels]} class indices, -1 for an ignored pixel; for the preset sigmoid
   *     {@code [classes, pixels]} of 0 and 1, -1 for an ignored element
   * @param classes number of classes, at least 1
   * @return the sums and counts of the image; its loss mean is null without valid pixels
   * @throws IllegalArgumentException where lengths do not fit, a label is out of range, or a score
   *     has no loss (NaN, +inf, all -inf); the message has the class and the pixel
   */
  public static ImageSums score(LossSettings loss, float[] scores, int[] labels, int classes) {
    return new ArrayScorer(loss, classes).score(scores, labels);
  }
}
