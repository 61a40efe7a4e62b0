package io.github.focalaudit.run;

import io.github.focalaudit.report.html.Report;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Builds the report of a finished run. Used by one thread. */
public final class RunReport {
  private final Storage storage;
  private final Supplier<SparkSession> session;

  /**
   * @param session asked for where tables have to be read
   */
  public RunReport(Storage storage, Supplier<SparkSession> session) {
    this.storage = storage;
    this.session = session;
  }

  /**
   * Writes {@code report.html} of a run, from the run directory alone. Where the run was not
   * audited, the tables are asked first and {@code audit.json} is written.
   *
   * @return the page
   * @throws IllegalArgumentException where the directory is not a run's
   */
  public String rebuild(String run) throws IOException {
    String path = storage.resolve(run);
    if (!storage.exists(StoragePaths.child(path, RunDirectory.SUMMARY))) {
      throw new IllegalArgumentException(
          "--run " + path + " is not a run directory: it has no " + RunDirectory.SUMMARY);
    }
    if (!storage.exists(StoragePaths.child(path, RunDirectory.AUDIT))) {
      new Audit(storage, session.get(), path, Report.classNames(storage, path)).ofTables();
    }
    String page = StoragePaths.child(path, RunDirectory.REPORT);
    storage.writeAtomically(page, Report.build(storage, path));
    return page;
  }
}
