package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.launch.Launch;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** An installation of Spark whose spark-submit prints its arguments, one a line. */
record FakeSpark(Path home) {
  static final Path LAUNCHER = Path.of("submit/focal-audit").toAbsolutePath();

  static FakeSpark in(Path folder) throws IOException {
    return of(folder, "spark-core_2.13-4.1.0.jar");
  }

  static FakeSpark of(Path folder, String coreJar) throws IOException {
    Path home = Files.createDirectories(folder.resolve("spark"));
    Files.createFile(Files.createDirectories(home.resolve("jars")).resolve(coreJar));
    FakeSpark spark = new FakeSpark(home);
    spark.script("#!/bin/sh\nfor a in \"$@\"; do echo \"$a\"; done\n");
    return spark;
  }

  /** Replaces spark-submit. */
  void script(String script) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path program = bin.resolve("spark-submit");
    Files.writeString(program, script);
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  /** What the launcher finds this Spark by, and the classes under test in place of the job jar. */
  Map<String, String> environment(Map<String, String> more) {
    Map<String, String> all = new HashMap<>();
    for (String own :
        List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "SPARK_SUBMIT_OPTS", "SPARK_CONF_DIR")) {
      all.put(own, "");
    }
    all.put("JAVA_HOME", System.getProperty("java.home"));
    all.put("SPARK_HOME", home.toString());
    all.put("FOCAL_AUDIT_JAR", classes().toString());
    all.putAll(more);
    return all;
  }

  private static Path classes() {
    try {
      return Path.of(Launch.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
