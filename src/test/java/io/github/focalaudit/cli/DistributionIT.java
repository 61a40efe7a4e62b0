package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

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
 * folder, with nothing in the environment but where Java and Spark are.
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
    Path data = Files.createDirectories(folder.resolve("shared"));
    for (Path path : List.of(folder, data)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    Result sample = launch(Nights.sampleArguments(folder.resolve("shared")));
    assertThat(sample.exitCode()).as(sample.err()).isZero();
  }

  @AfterAll
  static void release() throws Exception {
    distribution.release(folder);
    spark.release();
  }

  private static Result launch(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(spark.bareEnvironment());
    command.addAll(ANOTHER_USER);
    command.add(distribution.launcher().toString());
    command.addAll(List.of(arguments));
    return Launched.execute(folder, command);
  }

  private static Result validate(String run, String... before) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(before));
    arguments.addAll(
        List.of(
            "validate",
            "--predictions",
            folder.resolve("shared/data/predictions").toString(),
            "--truth",
            folder.resolve("shared/data/truth").toString(),
            "--no-progress",
            "--output",
            folder.resolve("shared/" + run).toString()));
    return launch(arguments.toArray(String[]::new));
  }

  @Test
  void itSaysWhatItIs() throws Exception {
    Result result = launch("--version");
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
          files.filter(Files::isRegularFile).map(f -> "" + root.relativize(f)).toList();
      assertThat(names)
          .contains(
              "LICENSE",
              "NOTICE",
              "conf/spark-defaults.conf.template",
              "docs/cluster.md",
              "submit/nightly",
              "submit/recompute.py",
              "submit/kubernetes/Containerfile",
              "nd4j/nd4j-api-1.0.0-M2.1.jar")
          .noneMatch(name -> name.contains("spark-core"));
      assertThat(Files.readAllLines(root.resolve("SHA256SUMS"))).hasSize(names.size() - 1);
    }
    assertThat(Files.readString(root.resolve("sbom.xml")))
        .contains("http://cyclonedx.org/schema/bom/", "pkg:maven/info.picocli/picocli@")
        .contains("pkg:maven/org.nd4j/nd4j-native@")
        .doesNotContain("spark-core");
  }

  @Test
  void itScoresOnAClusterInBothDeployModesWithTheCrossCheckOfTheAddOn() throws Exception {
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2, ANOTHER_USER)) {
      for (String mode : List.of("client", "cluster")) {
        Result result =
            validate(
                mode,
                "--master",
                cluster.url(),
                "--deploy-mode",
                mode,
                "--driver-memory",
                "512m",
                "--conf",
                "spark.executor.memory=512m",
                "--conf",
                "spark.cores.max=1",
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--");
        assertThat(result.exitCode()).as(result.out() + result.err()).isZero();
        // In cluster mode this is the driver's to print.
        assertThat(mode.equals("cluster") || result.out().contains("cross-check passed")).isTrue();
      }
    }
    assertThat(Launched.summary(folder.resolve("shared/cluster")))
        .isEqualTo(Launched.summary(folder.resolve("shared/client")));
  }

  @Test
  void withoutSparkItSaysWhatToSet() throws Exception {
    List<String> command = new ArrayList<>(spark.bareEnvironment());
    command.add("SPARK_HOME=");
    command.addAll(List.of(distribution.launcher().toString(), "validate"));
    Result result = Launched.execute(folder, command);
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo("focal-audit: no Spark: set SPARK_HOME to an installation of Spark 4.1\n");
  }
}
