package io.github.focalaudit.spark.tables;

import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.SparkSession;

/** Reads the tables of a run directory. Thread-safe. */
final class RunTables {
  private RunTables() {}

  /** A reader that takes every path literally: brackets and stars in it are no pattern. */
  static DataFrameReader reader(SparkSession session) {
    return session.read().option("__globPaths__", "false");
  }
}
