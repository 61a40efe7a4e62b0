package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.cli.Launched.Result;
import io.github.focalaudit.run.BuildInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The archive as it is installed: read-only, run by another user without a home, from another
 * folder, with nothing in the environment but where Java and Spark are, and keys for S3.
 */
class DistributionIT {
  /** None where this user may not change users. */
  private static final List<String> ANOTHER_USER =
      Files.exists(Path.of("/usr/bin/setpriv")) && System.getProperty("user.name").equals("root")
          ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups")
          : List.of();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static Distribution distribution;

  @SuppressWarnings("NullAway.Init")
  private static InstalledSpark spark;

  @BeforeAll
  static void install() throws Exception {
    distribution = Distribution.in(folder);
    spark = InstalledSpark.in(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  @AfterAll
  static void release() throws Exception {
    distribution.release(folder);
    spark.release();
  }

  private static List<String> bare(String... more) {
    List<String> command = new ArrayList<>(spark.bareEnvironment());
    command.addAll(S3Server.credentials());
    command.addAll(List.of(more));
    command.addAll(ANOTHER_USER);
    return command;
  }

  private static Result launch(List<String> sparkOptions, String... arguments) throws Exception {
    List<String> command = bare();
    command.add(distribution.launcher().toString());
    command.addAll(sparkOptions);
    command.add("--");
    command.addAll(List.of(arguments));
    return Launched.execute(folder, command);
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    Result result = launch(List.of(), "--version");
    BuildInfo build = BuildInfo.current();
    assertThat(result.err()).isEmpty();
    assertThat(result.out().strip())
        .isEqualTo("focal-audit " + build.version() + " (" + build.commit() + ")");
    assertThat(Files.readString(distribution.root().resolve("README.md")))
        .startsWith("# Focal Audit " + build.version() + "\n")
        .contains("commit " + build.commit());
  }

  @Test
  void itHoldsWhatItNeedsAndNoSpark() throws Exception {
    Path root = distribution.root();
    Result sums =
        Launched.execute(
            folder,
            List.of("env", "-C", root.toString(), "sha256sum", "--check", "--quiet", "SHA256SUMS"));
    assertThat(sums.exitCode()).as(sums.err()).isZero();
    try (Stream<Path> files = Files.walk(root)) {
      List<String> names =
          files.filter(Files::isRegularFile).map(file -> "" + root.relativize(file)).toList();
      assertThat(names)
          .contains(
              "LICENSE",
              "NOTICE",
              "conf/spark-defaults.conf.template",
              "docs/cluster.md",
              "submit/nightly",
              "submit/recompute.py",
              "submit/kubernetes/Containerfile",
              "nd4j/nd4j-api-1.0.0-M2.1.jar",
              "s3/hadoop-aws-3.4.2.jar")
          .noneMatch(name -> name.contains("spark-core") || name.contains("hadoop-client"));
      assertThat(Files.readAllLines(root.resolve("SHA256SUMS"))).hasSize(names.size() - 1);
    }
  }

  @Test
  void itListsItsComponents() throws Exception {
    Path list = distribution.root().resolve("sbom.xml");
    assumeTrue(Files.exists(list), "an offline build has no bill of materials");
    assertThat(Files.readString(list))
        .contains("http://cyclonedx.org/schema/bom/", "pkg:maven/info.picocli/picocli@")
        .contains("pkg:maven/org.nd4j/nd4j-native@", "pkg:maven/software.amazon.awssdk/s3@")
        .doesNotContain("spark-core");
  }

  @Test
  void withoutSparkItSaysWhatToSet() throws Exception {
    List<String> command = bare("SPARK_HOME=");
    command.addAll(List.of(distribution.launcher().toString(), "validate"));
    Result result = Launched.execute(folder, command);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo("focal-audit: no Spark: set SPARK_HOME to an installation of Spark 4.1\n");
  }

  /** Both deploy modes; scores and masks from S3 and from files; a gate, a history, a report. */
  @Test
  void itRunsOnAClusterAgainstS3WithTheAddOns() throws Exception {
    Result sample = Launched.run(folder, Nights.sampleArguments(folder));
    assertThat(sample.exitCode()).as(sample.err()).isZero();
    // Without a relative rule, so that the first run can pass.
    Files.writeString(
        folder.resolve("data/gate.yaml"),
        "version: 1\nrules:\n  - metric: images.coverage\n    min: 1\n");
    List<String> worker = new ArrayList<>(List.of("env"));
    worker.addAll(S3Server.credentials());
    worker.addAll(ANOTHER_USER);
    try (S3Server s3 = S3Server.start(folder);
        StandaloneCluster cluster = StandaloneCluster.start(folder, 2, worker)) {
      s3.makeBucket("data");
      s3.makeBucket("runs");
      s3.upload(folder.resolve("data"), "data");
      List<String> options = new ArrayList<>(S3Server.options(s3.server().url()));
      options.addAll(List.of("--master", cluster.url(), "--driver-memory", "512m"));
      options.addAll(List.of("--conf", "spark.executor.memory=512m"));
      options.addAll(List.of("--conf", "spark.cores.max=1"));
      options.addAll(List.of("--conf", "spark.driver.host=127.0.0.1"));

      Result client = validate(options, "client", "s3a://data", "s3a://runs/one");
      assertThat(client.out()).contains("cross-check passed");
      Result driver = validate(options, "cluster", folder + "/data", "s3a://runs/two");
      assertThat(driver.out()).contains("verdict pass: ");

      JsonNode one = s3.json("runs/one/summary.json");
      assertThat(one.path("images").path("scored").asInt()).isEqualTo(Nights.IMAGES);
      assertThat(one.path("loss")).isEqualTo(s3.json("runs/two/summary.json").path("loss"));
      assertThat(s3.json("runs/two/comparison.json").path("baseline").asText())
          .isEqualTo("s3a://runs/one");
      Result history = launch(options, "history", "--history", "s3a://runs/history");
      assertThat(history.out())
          .as(history.err())
          .contains("golden run one")
          .containsPattern("(?m)^\\S+ +two +pass ");
      Result report =
          launch(S3Server.options(s3.server().url()), "report", "--run", "s3a://runs/two");
      assertThat(report.exitCode()).as(report.err()).isZero();
      assertThat(s3.text("runs/two/report.html")).contains("<html");
    }
  }

  private static Result validate(List<String> options, String mode, String inputs, String run)
      throws Exception {
    List<String> all = new ArrayList<>(options);
    all.addAll(List.of("--deploy-mode", mode));
    Result result =
        launch(
            all,
            "validate",
            "--predictions",
            inputs + "/predictions",
            "--truth",
            inputs + "/truth",
            "--no-progress",
            "--history",
            "s3a://runs/history",
            "--gate",
            "s3a://data/gate.yaml",
            "--baseline",
            "golden",
            "--output",
            run);
    assertThat(result.exitCode()).as(mode + ": " + result.out() + result.err()).isZero();
    return result;
  }

  @Test
  void aMissingClientIsOneLineThatNamesTheJar() throws Exception {
    Path addOn = distribution.root().resolve("s3/hadoop-aws-3.4.2.jar");
    String start = "focal-audit: no file system for s3a://runs/history: ";
    assertThat(withoutLauncher("").complaints())
        .singleElement()
        .asString()
        .startsWith(start + "hadoop-aws-3.4.2.jar is not on the class path");
    assertThat(withoutLauncher(":" + addOn).complaints())
        .singleElement()
        .asString()
        .startsWith(start + "the AWS SDK's jars are not on the class path");
  }

  private static Result withoutLauncher(String addOn) throws Exception {
    Path jar = Path.of(System.getProperty("focalaudit.jar", "target/focal-audit.jar"));
    Result result =
        Launched.execute(
            folder,
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                jar + ":" + spark.home() + "/jars/*" + addOn,
                Main.class.getName(),
                "history",
                "--history",
                "s3a://runs/history"));
    assertThat(result.exitCode()).isEqualTo(2);
    return result;
  }
}
