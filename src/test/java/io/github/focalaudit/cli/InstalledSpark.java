package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An installation of Spark, as a cluster has it: the jars of the embedded Spark without those of
 * the add-ons, and a spark-submit that runs what Spark's launcher prints, as Spark's own script
 * does.
 */
record InstalledSpark(Path home) {
  private static final Pattern ADD_ON = Pattern.compile("(nd4j|openblas|javacpp)-.*");

  static InstalledSpark in(Path folder) throws IOException {
    Path home = folder.resolve("installed-spark");
    Path jars = Files.createDirectories(home.resolve("jars"));
    Path embedded =
        Path.of(System.getProperty("focalaudit.sparkHome", "target/spark")).toAbsolutePath();
    try (Stream<Path> files = Files.list(embedded.resolve("jars"))) {
      for (Path file : files.toList()) {
        if (!ADD_ON.matcher(file.getFileName().toString()).matches()) {
          Files.createSymbolicLink(jars.resolve(file.getFileName()), file);
        }
      }
    }
    Path script = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
    Files.writeString(
        script,
        """
        #!/usr/bin/env bash
        java=${JAVA_HOME:+$JAVA_HOME/bin/}java
        words=()
        while IFS= read -r -d '' word; do
          words+=("${word#$'\\n'}")
        done < <("$java" -Xmx128m -cp "$SPARK_HOME/jars/*" org.apache.spark.launcher.Main \\
          org.apache.spark.deploy.SparkSubmit "$@")
        [ -n "${words[0]}" ] || words=("${words[@]:1}")
        exec "${words[@]}"
        """);
    assertThat(script.toFile().setExecutable(true, false)).isTrue();
    return new InstalledSpark(home);
  }

  /** Removes the links to jars, which JUnit would warn of one by one. */
  void release() throws IOException {
    try (Stream<Path> links = Files.list(home.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }

  /** What a container sets, and nothing else: no HOME, no locale. */
  List<String> bareEnvironment() {
    return List.of(
        "env",
        "-i",
        "-C",
        "/",
        "PATH=/usr/bin:/bin",
        "JAVA_HOME=" + System.getProperty("java.home"),
        "SPARK_HOME=" + home,
        "SPARK_SCALA_VERSION=2.13",
        "SPARK_LOCAL_IP=127.0.0.1");
  }
}
