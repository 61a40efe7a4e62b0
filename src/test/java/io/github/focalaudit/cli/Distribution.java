package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The archive of the build, unpacked into a folder that nobody may write to. */
record Distribution(Path root) {
  private static final Path JOB_JAR =
      Path.of(System.getProperty("focalaudit.jar", "target/focal-audit.jar")).toAbsolutePath();

  static Distribution in(Path folder) throws IOException, InterruptedException {
    String name = JOB_JAR.getFileName().toString().replaceFirst("\\.jar$", "");
    Path archive = JOB_JAR.resolveSibling(name + ".tar.gz");
    Path target = Files.createDirectories(folder.resolve("opt"));
    run(folder, "tar", "-xzf", archive.toString(), "-C", target.toString());
    run(folder, "chmod", "-R", "a-w", target.toString());
    return new Distribution(target.resolve(name));
  }

  private static void run(Path folder, String... command) throws IOException, InterruptedException {
    Launched.Result result = Launched.execute(folder, List.of(command));
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  Path launcher() {
    return root.resolve("submit/focal-audit");
  }

  /** Makes it deletable again. */
  void release(Path folder) throws IOException, InterruptedException {
    run(folder, "chmod", "-R", "u+w", root.resolveSibling(".").normalize().toString());
  }
}
