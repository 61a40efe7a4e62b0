package io.github.focalaudit.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Spark master and workers in JVMs of their own, on loopback. */
final class StandaloneCluster implements AutoCloseable {
  private static final long START_SECONDS = 120;

  private final Path folder;
  private final int port;
  private final List<String> prefix;
  private final List<Process> processes = new ArrayList<>();

  private StandaloneCluster(Path folder, int port, List<String> prefix) {
    this.folder = folder;
    this.port = port;
    this.prefix = prefix;
  }

  static StandaloneCluster start(Path scratch, int workers)
      throws IOException, InterruptedException {
    return start(scratch, workers, List.of());
  }

  /**
   * @param prefix of the commands, which may change the user
   */
  static StandaloneCluster start(Path scratch, int workers, List<String> prefix)
      throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(scratch, "cluster");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    StandaloneCluster cluster = new StandaloneCluster(folder, ServerProcess.freePort(), prefix);
    try {
      cluster.launch(
          "master",
          "org.apache.spark.deploy.master.Master",
          "--host",
          "127.0.0.1",
          "--port",
          Integer.toString(cluster.port),
          "--webui-port",
          "0");
      cluster.await("master", "I have been elected leader");
      for (int i = 0; i < workers; i++) {
        cluster.launch(
            "worker" + i,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "-c",
            "1",
            "-m",
            "1g",
            "-d",
            folder.resolve("work" + i).toString(),
            cluster.url());
        cluster.await("worker" + i, "Successfully registered with master");
      }
      return cluster;
    } catch (IOException | InterruptedException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  String url() {
    return "spark://127.0.0.1:" + port;
  }

  /** Folders of executors that the workers made. */
  long executorsSeen() throws IOException {
    try (Stream<Path> files = Files.walk(folder, 4)) {
      return files.filter(path -> path.endsWith("stdout")).count();
    }
  }

  private void launch(String name, String mainClass, String... arguments) throws IOException {
    String home = System.getProperty("focalaudit.sparkHome", "target/spark");
    List<String> command = new ArrayList<>(prefix);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            home + "/jars/*",
            mainClass));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(log(name).toFile());
    builder.environment().put("SPARK_HOME", home);
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    processes.add(builder.start());
  }

  private Path log(String name) {
    return folder.resolve(name + ".log");
  }

  private void await(String name, String message) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.readString(log(name), StandardCharsets.UTF_8).contains(message)) {
      if (System.nanoTime() > end || !processes.get(processes.size() - 1).isAlive()) {
        throw new IllegalStateException(name + " did not start: " + Files.readString(log(name)));
      }
      Thread.sleep(100);
    }
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      Process process = processes.get(i);
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
