package io.github.focalaudit.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The vector kernel in JVMs of other vector widths, and without the vector module. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class VectorWidthIT {
  @Test
  void bitsDoNotDependOnTheVectorWidth() throws Exception {
    List<String> narrow = run("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=16");
    List<String> medium = run("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=32");
    List<String> wide = run("--add-modules=jdk.incubator.vector", "-XX:MaxVectorSize=64");
    assertThat(narrow).contains("lanes 4").hasSizeGreaterThan(700);
    assertThat(withoutLanes(medium)).isEqualTo(withoutLanes(narrow));
    assertThat(withoutLanes(wide)).isEqualTo(withoutLanes(narrow));
  }

  @Test
  void withoutTheModuleTheReferenceKernelScoresAndSaysSoOnce() throws Exception {
    List<String> lines = run("-Dorg.apache.logging.log4j.level=WARN");
    assertThat(lines).contains("lanes 0");
    assertThat(lines.stream().filter(line -> line.contains("--add-modules=jdk.incubator.vector")))
        .hasSize(1);
  }

  /** The bits alone: a JVM warns where its processor has no vectors of the width asked for. */
  private static List<String> withoutLanes(List<String> lines) {
    return lines.stream()
        .filter(line -> !line.startsWith("lanes") && !line.startsWith("WARNING"))
        .filter(line -> !line.contains("Server VM warning: MaxVectorSize"))
        .toList();
  }

  private static List<String> run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classPath, BlockBits.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
    return lines;
  }
}
