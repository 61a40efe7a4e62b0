package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the launcher finds its parts, and what it says where one of them is missing. */
class LauncherTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeSpark spark;

  @BeforeEach
  void makeSpark() throws IOException {
    spark = FakeSpark.in(folder);
  }

  private List<String> launch(
      int exitCode, Path launcher, Map<String, String> more, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("env", launcher.toString()));
    command.addAll(List.of(arguments));
    return Scripts.output(
        folder, spark.environment(more), exitCode, command.toArray(String[]::new));
  }

  private void assertRefused(Map<String, String> environment, String message) throws Exception {
    assertThat(launch(2, FakeSpark.LAUNCHER, environment, "validate"))
        .containsExactly("focal-audit: " + message);
  }

  /** The launcher and its defaults in another folder. */
  private Path installed(String name) throws IOException {
    Path root = folder.resolve(name);
    for (String part : List.of("submit", "conf")) {
      Path target = Files.createDirectories(root.resolve(part));
      try (Stream<Path> files = Files.list(ROOT.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, target.resolve(file.getFileName()));
        }
      }
    }
    return root;
  }

  @Test
  void aChainOfLinksAndCdpathLeadToTheInstallation() throws Exception {
    Path first = Files.createSymbolicLink(folder.resolve("first"), FakeSpark.LAUNCHER);
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path second = Files.createSymbolicLink(bin.resolve("focal-audit"), Path.of("../first"));
    assertThat(first).exists();
    assertThat(launch(0, second, Map.of("CDPATH", ".:" + folder), "validate"))
        .anyMatch(line -> line.contains(ROOT.resolve("conf") + "/"))
        .endsWith("validate");
  }

  @Test
  void theNewestJarThatIsNotEmptyIsTaken() throws Exception {
    Path root = installed("an installation");
    Path launcher = root.resolve("submit/focal-audit");
    Map<String, String> environment = Map.of("FOCAL_AUDIT_JAR", "");
    assertThat(launch(2, launcher, environment, "validate"))
        .containsExactly(
            "focal-audit: no job jar in "
                + root
                + "/target; build it with: mvn -DskipTests package");
    // Folders of classes stand in for jars.
    Path classes = Path.of(spark.environment(Map.of()).get("FOCAL_AUDIT_JAR"));
    Files.createFile(root.resolve("focal-audit-0.0.9-spark-4.1_2.13.jar"));
    Path older = root.resolve("focal-audit-0.1.0-spark-4.1_2.13.jar");
    Path newer = Files.createDirectories(root.resolve("target"));
    newer = newer.resolve("focal-audit-0.0.1-spark-4.1_2.13.jar");
    Files.writeString(older, "older");
    Files.setLastModifiedTime(older, FileTime.fromMillis(1_000_000_000_000L));
    Files.createSymbolicLink(newer, classes);
    assertThat(launch(0, launcher, environment, "validate"))
        .containsSubsequence("--class", "io.github.focalaudit.cli.Main", newer.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a:b", "a,b", "a#b"})
  void aPathThatSparkCannotLoadJarsFromIsRefused(String name) throws Exception {
    Path root = installed(name);
    assertThat(launch(2, root.resolve("submit/focal-audit"), Map.of(), "validate"))
        .containsExactly(
            "focal-audit: "
                + root
                + ": Spark cannot load jars from a path with : , or #; install under another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"with blanks", "quote'd", "ünï", "100%41"})
  void aPathWithOtherCharactersWorks(String name) throws Exception {
    Path root = installed(name);
    Path addOn = Files.createDirectories(root.resolve("nd4j")).resolve("nd4j.jar");
    Files.createFile(addOn);
    assertThat(launch(0, root.resolve("submit/focal-audit"), Map.of("LANG", ""), "validate"))
        .containsSubsequence("--jars", addOn.toString())
        .anyMatch(line -> line.contains("\"-Dlog4j2.configurationFile=" + root + "/conf/log4j2."));
  }

  /** Elsewhere than at a terminal nothing stands between the program and its standard error. */
  @Test
  void aTerminalIsNotGreetedByTheIncubatorWarning() throws Exception {
    String warning = "WARNING: Using incubator modules: jdk.incubator.vector";
    spark.script("#!/bin/sh\necho '" + warning + "' >&2\necho 'a message' >&2\nsleep 1\nexit 3\n");
    assertThat(launch(3, FakeSpark.LAUNCHER, Map.of(), "validate")).endsWith(warning, "a message");
    assertThat(atTerminal(3)).endsWith("a message").doesNotContain(warning);
    spark.script("#!/bin/sh\necho 'a message' >&2\nsleep 1\n");
    assertThat(atTerminal(0)).endsWith("a message");
  }

  private List<String> atTerminal(int exitCode) throws Exception {
    return Scripts.output(
            folder,
            spark.environment(Map.of()),
            exitCode,
            "script",
            "-qec",
            "'" + FakeSpark.LAUNCHER + "' validate",
            "/dev/null")
        .stream()
        .map(String::strip)
        .toList();
  }

  @Test
  void theClientForS3IsAddedWhereItIsNeeded() throws Exception {
    Path root = installed("s3 installed");
    Path jar = Files.createDirectories(root.resolve("s3")).resolve("hadoop-aws-3.4.2.jar");
    Files.createFile(jar);
    Path launcher = root.resolve("submit/focal-audit");
    String limit = "spark.hadoop.fs.s3a.attempts.maximum=3";
    Path manifest =
        Files.writeString(folder.resolve("manifest.csv"), "image,prediction\na,s3a://b/a.npy\n");
    Path coreSite = Files.createDirectories(folder.resolve("hadoop")).resolve("core-site.xml");
    Files.writeString(coreSite, "<value>s3a://bucket</value>");
    Map<String, String> none = Map.of();
    for (List<String> output :
        List.of(
            launch(0, launcher, none, "validate", "--truth", "s3a://b/truth"),
            launch(0, launcher, none, "validate", "--manifest=" + manifest),
            launch(0, launcher, none, "--conf", "spark.eventLog.dir=s3a://b/l", "--", "validate"),
            launch(
                0, launcher, Map.of("HADOOP_CONF_DIR", coreSite.getParent() + ""), "validate"))) {
      assertThat(output).containsSubsequence(limit, "--jars", jar.toString());
    }
    assertThat(launch(0, launcher, none, "validate", "--truth", "/b/truth"))
        .doesNotContain(limit, "--jars");
    Files.createFile(spark.home().resolve("jars/hadoop-aws-3.4.1.jar"));
    assertThat(launch(0, launcher, none, "validate", "--truth", "s3a://b/truth"))
        .contains(limit)
        .doesNotContain("--jars");
  }

  @Test
  void anotherSparkIsRefused() throws Exception {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    assertRefused(
        Map.of("SPARK_HOME", empty.toString()),
        "SPARK_HOME=" + empty + " is no Spark: it has no jars/spark-core_*.jar");
    Path old = FakeSpark.of(empty, "spark-core_2.12-3.5.1.jar").home();
    assertRefused(
        Map.of("SPARK_HOME", old.toString()),
        "needs Spark 4.1, got spark-core_2.12-3.5.1.jar in SPARK_HOME=" + old);
  }

  @Test
  void anotherJavaIsRefused() throws Exception {
    assertRefused(
        Map.of("JAVA_HOME", "/nope"), "no /nope/bin/java; set JAVA_HOME to a JDK 17 or 21");
    Path home = folder.resolve("jdk");
    Files.createDirectories(home.resolve("bin"));
    Path java = Scripts.program(folder, "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019' >&2\n");
    Files.move(java, home.resolve("bin/java"));
    String message = " from " + home + "/bin/java; set JAVA_HOME";
    assertRefused(
        Map.of("JAVA_HOME", home.toString()), "needs Java 17 or 21, got 11.0.2" + message);
    Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"X\"\nJAVA_VERSION=\"25.0.3\"\n");
    assertRefused(
        Map.of("JAVA_HOME", home.toString()), "needs Java 17 or 21, got 25.0.3" + message);
    assertThat(Main.unsuitableJava(25))
        .isEqualTo(
            "needs Java 17 or 21, got 25 from "
                + System.getProperty("java.home")
                + "; set JAVA_HOME");
    assertThat(Main.unsuitableJava(21)).isNull();
  }

  @Test
  void aTemporaryFolderThatRunsNoProgramsIsRefused() throws Exception {
    assertThat(launch(2, FakeSpark.LAUNCHER, Map.of("TMPDIR", "/proc"), "validate"))
        .contains("focal-audit: cannot write to /proc; set TMPDIR to another folder");
    Path tmp = Files.createDirectories(folder.resolve("t m p"));
    spark.script("#!/bin/sh\necho \"$SPARK_SUBMIT_OPTS\"\n");
    assertThat(
            launch(
                0,
                FakeSpark.LAUNCHER,
                Map.of("TMPDIR", tmp.toString(), "SPARK_SUBMIT_OPTS", "-Dmine"),
                "validate"))
        .endsWith("\"-Djava.io.tmpdir=" + tmp + "\" -Dmine");
    assertThat(tmp).isEmptyDirectory();
  }

  @Test
  void theSettingsOfTheInstallationCount() throws Exception {
    Files.writeString(
        spark.home().resolve("bin/load-spark-env.sh"), "export OMP_NUM_THREADS=3\n$UNSET; false\n");
    Path conf = Files.createDirectories(spark.home().resolve("conf"));
    Files.writeString(
        conf.resolve("spark-defaults.conf"),
        "spark.submit.deployMode : cluster\nspark.master=yarn\nspark.yarn.maxAppAttempts 2\n");
    assertThat(launch(0, FakeSpark.LAUNCHER, Map.of(), "validate", "--dry-run"))
        .contains("spark.executorEnv.OMP_NUM_THREADS=3")
        .contains("spark.standalone.submit.waitAppCompletion=true")
        .noneMatch(line -> line.contains("log4j") || line.contains("maxAppAttempts"));
    assertThat(
            launch(
                0,
                FakeSpark.LAUNCHER,
                Map.of(),
                "--deploy-mode=client",
                "--conf",
                "spark.standalone.submit.waitAppCompletion=false",
                "--",
                "validate",
                "--output",
                "/no/run"))
        .contains("--deploy-mode=client", "spark.standalone.submit.waitAppCompletion=false")
        .doesNotContain("spark.standalone.submit.waitAppCompletion=true")
        .anyMatch(line -> line.contains("log4j"));
  }
}
