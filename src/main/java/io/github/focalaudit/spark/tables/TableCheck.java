package io.github.focalaudit.spark.tables;

import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.spark.JobGroup;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.SparkSession;

/**
 * Whether the images table of an earlier run is there, from the footers of its files. Stateless.
 */
public final class TableCheck {
  private TableCheck() {}

  /**
   * Checks that a table can be read and has all its rows, at the cost of its footers.
   *
   * @throws IllegalArgumentException where a file is missing, cut off or damaged, with the cause
   */
  public static void check(SparkSession session, StoredRun run) {
    try (JobGroup group = JobGroup.begin(session, "Count the images of " + run.path())) {
      long rows;
      try {
        rows =
            RunTables.reader(session).schema(ImageTable.schema()).parquet(run.imagesPath()).count();
      } catch (Exception e) {
        // Spark throws checked exceptions of Scala code that declares none.
        if (e instanceof SparkThrowable) {
          throw new IllegalArgumentException(
              "run " + run.path() + ": cannot read its images table: " + RecordFile.rootCause(e),
              e);
        }
        throw e;
      }
      if (rows != run.scoredImages()) {
        throw new IllegalArgumentException(
            "run "
                + run.path()
                + ": its images table "
                + run.imagesPath()
                + " has "
                + rows
                + " rows, expected "
                + run.scoredImages());
      }
    }
  }
}
