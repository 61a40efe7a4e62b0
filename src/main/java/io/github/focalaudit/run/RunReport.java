package io.github.focalaudit.run;

import io.github.focalaudit.document.StoredRun;
import io.github.focalaudit.report.html.Report;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;

/** Builds the report of a stored run. Used by one thread. */
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
   * @param unfinished whether a run without a verdict will do
   * @return the page
   * @throws IllegalArgumentException where the directory is not a run's, or the run is not finished
   */
  public String rebuild(String run, boolean unfinished) throws IOException {
    String path = storage.resolve(run);
    if (!unfinished) {
      RunDirectory.checkFinished(storage, path);
    }
    if (!storage.exists(StoragePaths.child(path, RunDirectory.SUMMARY))) {
      throw new IllegalArgumentException(
          Setting.RUN + " " + path + " is not a run directory: it has no " + RunDirectory.SUMMARY);
    }
    if (!storage.exists(StoragePaths.child(path, RunDirectory.AUDIT))) {
      new Audit(storage, session.get(), path, StoredRun.readUnfinished(storage, path).classNames())
          .ofTables();
    }
    String page = StoragePaths.child(path, RunDirectory.REPORT);
    RunDirectory.write(storage, path, RunDirectory.REPORT, Report.build(storage, path));
    return page;
  }
}
