package io.github.focalaudit.spark;

import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;

/** Spark inside the test's own JVM, on loopback. */
public final class LocalSpark {
  private LocalSpark() {}

  /** Starts a session or takes the one that runs. */
  public static SparkSession start(String master, boolean kryo) {
    SparkConf conf =
        new SparkConf()
            .setMaster(master)
            .setAppName("test")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "2");
    if (kryo) {
      conf.set("spark.serializer", "org.apache.spark.serializer.KryoSerializer");
    }
    return SparkSession.builder().config(conf).getOrCreate();
  }
}
