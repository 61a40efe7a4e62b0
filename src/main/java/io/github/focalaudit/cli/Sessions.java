package io.github.focalaudit.cli;

import io.github.focalaudit.launch.SparkSettings;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** The Spark session of a command: started when it is needed first, stopped before the end. */
final class Sessions implements Supplier<SparkSession>, AutoCloseable {
  private static final String STANDALONE = "spark://";

  /** How long a standalone master may take to accept a connection. */
  private static final int MASTER_MILLIS = 5_000;

  private final String name;
  private final SparkConf conf;
  private @Nullable SparkSession session;

  /**
   * @param name what the Spark UI shows
   */
  Sessions(String name) {
    this.name = name;
    this.conf = new SparkConf();
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.sql.shuffle.partitions", "16");
    conf.setIfMissing("spark.sql.debug.maxToStringFields", "500");
  }

  /**
   * Checks that a session could be started.
   *
   * @throws IllegalArgumentException where no master is configured
   */
  void checkMaster() {
    if (!conf.contains("spark.master")) {
      throw new IllegalArgumentException(
          "no Spark master: start by submit/focal-audit or spark-submit");
    }
  }

  /** The file systems that the session's configuration describes, without starting it. */
  Storage storage() {
    checkMaster();
    return storage(conf);
  }

  /**
   * The file systems that the configuration of Spark describes, for what needs no session.
   *
   * @throws IOException where a settings file of Spark cannot be read
   */
  static Storage configuredStorage() throws IOException {
    SparkConf conf = new SparkConf();
    SparkSettings.ofThisLaunch().values().forEach(conf::setIfMissing);
    return storage(conf);
  }

  private static Storage storage(SparkConf conf) {
    return new Storage(SparkHadoopUtil.get().newConfiguration(conf));
  }

  /**
   * The session.
   *
   * @throws UncheckedIOException where a standalone master cannot be reached, which Spark itself
   *     would find out after more than a minute
   */
  @Override
  public SparkSession get() {
    if (session == null) {
      checkMaster(conf.get("spark.master"));
      session = SparkSession.builder().config(conf).appName(name).getOrCreate();
    }
    return session;
  }

  private static void checkMaster(String master) {
    if (!master.startsWith(STANDALONE)) {
      return;
    }
    IOException failure = null;
    for (String address : master.substring(STANDALONE.length()).split(",")) {
      URI uri = URI.create("spark://" + address);
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), MASTER_MILLIS);
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new UncheckedIOException(
          "Spark master "
              + master
              + ": "
              + FileFaults.text(failure)
              + "; start it, or check --master",
          failure);
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.stop();
    }
  }
}
