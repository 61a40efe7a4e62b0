package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.cli.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in cluster deploy mode, where spark-submit ends with 0 or 1 whatever was said. */
class ClusterModeIT {
  private static final Path ROOT = Path.of(System.getProperty("focalaudit.basedir", "."));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  /** A Spark installation whose spark-submit does as it is told. */
  @BeforeEach
  void makeSpark() throws IOException {
    Files.createDirectories(folder.resolve("spark/bin"));
    Files.createSymbolicLink(
        folder.resolve("spark/jars"), ROOT.toAbsolutePath().resolve("target/spark/jars"));
  }

  @AfterEach
  void leaveTheJars() throws IOException {
    Files.delete(folder.resolve("spark/jars"));
  }

  private Result launch(String script, String... arguments) throws Exception {
    Path submit = folder.resolve("spark/bin/spark-submit");
    Files.writeString(
        submit, "#!/bin/bash\nprintf '%s\\n' \"$@\" > " + folder + "/passed\n" + script);
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "SPARK_HOME=" + folder.resolve("spark"),
                ROOT.resolve("submit/focal-audit").toString(),
                "--master",
                "yarn",
                "--deploy-mode",
                "cluster",
                "--"));
    command.addAll(List.of(arguments));
    return Launched.execute(folder, command);
  }

  /** Writes a verdict into what stands after {@code --output}. */
  private static String verdict(int exitCode) {
    return """
        while [ "$1" != --output ]; do shift; done
        mkdir -p "$2"
        echo '{"schemaVersion": 1, "verdict": "fail", "exitCode": %d, "reason": "said so"}' > "$2/verdict.json"
        exit 1
        """
        .formatted(exitCode);
  }

  @Test
  void theExitCodeIsThatOfTheVerdict() throws Exception {
    Result result =
        launch(verdict(3), "validate", "--output", folder.resolve("runs/run-{utc}").toString());
    assertThat(result.exitCode()).as(result.err()).isEqualTo(3);
    assertThat(result.out()).contains("verdict fail: said so");
    try (Stream<Path> runs = Files.list(folder.resolve("runs"))) {
      assertThat(runs.map(path -> path.getFileName().toString()))
          .singleElement()
          .asString()
          .matches("run-\\d{8}T\\d{6}Z");
    }
    assertThat(folder.resolve("passed"))
        .content()
        .contains("--conf\nspark.yarn.maxAppAttempts=1\n");
  }

  @Test
  void aRunWithoutVerdictFailed() throws Exception {
    Result result = launch("exit 0\n", "validate", "--output", folder.resolve("run").toString());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("no verdict at").contains("the run failed");
  }

  @Test
  void theVerdictOfAnEarlierRunDoesNotCount() throws Exception {
    Path run = Files.createDirectories(folder.resolve("run"));
    Files.writeString(run.resolve("verdict.json"), "{\"verdict\": \"pass\", \"exitCode\": 0}");
    assertThat(run.resolve("verdict.json").toFile().setLastModified(1_000_000_000_000L)).isTrue();
    Result result = launch("exit 0\n", "validate", "--output=" + run);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("is of an earlier run");
  }

  /**
   * A master and workers, and the jars of the embedded Spark with its class for spark-submit in
   * place of the script.
   */
  @Test
  void aDriverOnAStandaloneClusterIsWaitedFor() throws Exception {
    Path submit = folder.resolve("spark/bin/spark-submit");
    Files.writeString(
        submit,
        "#!/bin/bash\nexec java -Xmx512m -cp \"$SPARK_HOME/jars/*\""
            + " org.apache.spark.deploy.SparkSubmit \"$@\"\n");
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    Result sample = Launched.run(folder, Nights.sampleArguments(folder));
    assertThat(sample.exitCode()).as(sample.err()).isZero();
    Nights nights = Nights.beside(folder);
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      Result pass = onCluster(cluster, "--predictions", nights.path("data/predictions"));
      assertThat(pass.exitCode()).as(pass.out() + pass.err()).isZero();
      assertThat(pass.out())
          .contains("verdict scored, not judged: " + Nights.IMAGES + " images scored");
      // Spark itself calls this one finished, and returns 0.
      Result failed = onCluster(cluster, "--predictions", nights.path("none"));
      assertThat(failed.exitCode()).as(failed.out() + failed.err()).isEqualTo(2);
      assertThat(failed.out()).contains("verdict error: ").contains("none");
    }
  }

  private Result onCluster(StandaloneCluster cluster, String... inputs) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "SPARK_HOME=" + folder.resolve("spark"),
                ROOT.resolve("submit/focal-audit").toString(),
                "--master",
                cluster.url(),
                "--deploy-mode",
                "cluster",
                "--driver-memory",
                "512m",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.cores.max=1",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--",
                "validate",
                "--truth",
                folder.resolve("data/truth").toString(),
                "--cross-check",
                "0",
                "--no-progress",
                "--output",
                folder.resolve("runs/run-{utc}").toString()));
    command.addAll(List.of(inputs));
    return Launched.execute(folder, command);
  }
}
