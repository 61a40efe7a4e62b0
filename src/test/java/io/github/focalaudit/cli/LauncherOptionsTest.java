package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the launcher adds to the JVMs of driver and executors, seen by a stand-in for spark-submit.
 */
class LauncherOptionsTest {
  private static final String DRIVER = "spark.driver.defaultJavaOptions=";
  private static final String EXECUTOR = "spark.executor.defaultJavaOptions=";
  private static final String PARALLEL = "-XX:+UseParallelGC";

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private FakeSpark spark;

  @BeforeEach
  void makeSpark() throws Exception {
    spark = FakeSpark.in(folder);
  }

  /** The JVM options of the driver for these options of spark-submit. */
  private List<String> driverOptions(Map<String, String> environment, String... options)
      throws Exception {
    return jvmOptions(DRIVER, environment, options);
  }

  private List<String> jvmOptions(String key, Map<String, String> environment, String... options)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add(FakeSpark.LAUNCHER.toString());
    command.addAll(Arrays.asList(options));
    command.addAll(List.of("--", "validate"));
    return Scripts.output(folder, spark.environment(environment), 0, command.toArray(String[]::new))
        .stream()
        .filter(line -> line.startsWith(key))
        .flatMap(line -> Arrays.stream(line.substring(key.length()).split(" ")))
        .toList();
  }

  @Test
  void aLocalRunIsTunedAndTheJvmTakesEveryOption() throws Exception {
    List<String> options = driverOptions(Map.of());
    assertThat(options).contains(PARALLEL, "-XX:CompileCommand=quiet");
    assertThat(driverOptions(Map.of(), "--master", "local[2]")).isEqualTo(options);
    List<String> command = new ArrayList<>(List.of("java", "--add-modules=jdk.incubator.vector"));
    // Spark takes the quotes off.
    options.forEach(option -> command.add(option.replace("\"", "")));
    command.add("-version");
    assertThat(Scripts.output(folder, Map.of(), 0, command.toArray(String[]::new)))
        .noneMatch(line -> line.contains("rror") || line.contains("nrecognized"));
  }

  @Test
  void aCollectorThatTheUserNamesStaysAlone() throws Exception {
    Path properties = folder.resolve("own.conf");
    Files.writeString(properties, "spark.driver.extraJavaOptions -Xss2m -XX:+UseSerialGC\n");
    assertThat(driverOptions(Map.of(), "--driver-java-options", "-Xss2m -XX:+UseG1GC"))
        .contains("-XX:CompileCommand=quiet")
        .doesNotContain(PARALLEL);
    assertThat(driverOptions(Map.of(), "--conf", "spark.driver.extraJavaOptions=-XX:+UseZGC"))
        .doesNotContain(PARALLEL);
    assertThat(driverOptions(Map.of("SPARK_SUBMIT_OPTS", "-XX:+UseZGC"))).doesNotContain(PARALLEL);
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("java-opts"), "-XX:+UseSerialGC\n");
    assertThat(driverOptions(Map.of("SPARK_CONF_DIR", conf.toString()))).doesNotContain(PARALLEL);
    assertThat(driverOptions(Map.of(), "--properties-file", properties.toString()))
        .doesNotContain(PARALLEL);
    assertThat(driverOptions(Map.of("JDK_JAVA_OPTIONS", "-XX:+UseG1GC"), "--master", "local"))
        .doesNotContain(PARALLEL);
    Files.writeString(properties, "# spark.driver.extraJavaOptions -XX:+UseSerialGC\n");
    assertThat(driverOptions(Map.of(), "--properties-file", properties.toString()))
        .contains(PARALLEL);
  }

  @Test
  void executorsCompileLikeALocalRunAndKeepTheirCollector() throws Exception {
    List<String> local = new ArrayList<>(driverOptions(Map.of()));
    assertThat(jvmOptions(EXECUTOR, Map.of())).isEmpty();
    local.remove(PARALLEL);
    for (String master : List.of("yarn", "local-cluster[2,1,1024]", "spark://h:7077")) {
      assertThat(driverOptions(Map.of(), "--master", master)).isEqualTo(local);
      assertThat(jvmOptions(EXECUTOR, Map.of(), "--master", master))
          .isEqualTo(local.subList(1, local.size()));
    }
  }

  @Test
  void defaultsOfTheUserWin() throws Exception {
    assertThat(driverOptions(Map.of(), "--conf", DRIVER + "-Xss2m")).containsExactly("-Xss2m");
    assertThat(jvmOptions(EXECUTOR, Map.of(), "--master", "yarn", "--conf", EXECUTOR + "-Xss3m"))
        .containsExactly("-Xss3m");
  }

  @Test
  void aDriverInTheClusterIsTunedWithoutFilesOfThisMachine() throws Exception {
    String[] options = {"--master", "yarn", "--deploy-mode", "cluster"};
    assertThat(jvmOptions(DRIVER, Map.of(), options))
        .contains("-XX:CompileCommand=quiet")
        .doesNotContain(PARALLEL)
        .noneMatch(option -> option.contains("log4j"));
    assertThat(jvmOptions(EXECUTOR, Map.of(), options)).contains("-XX:CompileCommand=quiet");
  }
}
