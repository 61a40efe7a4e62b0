package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.focalaudit.cli.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded Spark in surroundings that are not a developer's. */
class LauncherIT {
  private static final Path ROOT =
      Path.of(System.getProperty("focalaudit.basedir", ".")).toAbsolutePath().normalize();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void writeSample() throws Exception {
    Result sample = Launched.run(folder, Nights.sampleArguments(folder));
    assertThat(sample.exitCode()).as(sample.err()).isZero();
  }

  private Result validate(Path launcher, String... before) throws Exception {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        List.of(
            launcher.toString(),
            "validate",
            "--manifest",
            folder.resolve("data/manifest.csv").toString(),
            "--cross-check",
            "1",
            "--output",
            folder.resolve("runs/one").toString()));
    return Launched.execute(folder, command);
  }

  private static void assertPasses(Result result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("cross-check passed");
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Test
  void anInstallationWithBlanksIsRunWithoutALocale() throws Exception {
    Path root = Files.createDirectories(folder.resolve("with blanks"));
    for (String part : List.of("submit", "conf")) {
      Path copies = Files.createDirectories(root.resolve(part));
      try (Stream<Path> files = Files.list(ROOT.resolve(part))) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Files.copy(file, copies.resolve(file.getFileName()));
        }
      }
    }
    Path target = Files.createSymbolicLink(root.resolve("target"), ROOT.resolve("target"));
    Path launcher = root.resolve("submit/focal-audit");
    assertPasses(validate(launcher, "env", "-u", "LANG", "-u", "LC_ALL", "-u", "LC_CTYPE"));
    Files.delete(target);
  }

  @Test
  void aUserWithoutANameRunsIt() throws Exception {
    assumeTrue(isRoot() && Files.exists(Path.of("/usr/bin/setpriv")), "needs root and setpriv");
    assumeTrue(
        Files.getPosixFilePermissions(ROOT)
            .containsAll(PosixFilePermissions.fromString("------r-x")),
        "needs a checkout that others may read");
    Path runs = Files.createDirectories(folder.resolve("runs"));
    for (Path path : List.of(folder, runs)) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    assertPasses(
        validate(
            ROOT.resolve("submit/focal-audit"),
            "setpriv",
            "--reuid=54321",
            "--regid=54321",
            "--clear-groups",
            "env",
            "HOME=/"));
  }

  @Test
  void aTemporaryFolderWithoutExecutionIsToldBeforeAnythingIsScored() throws Exception {
    assumeTrue(isRoot() && Files.exists(Path.of("/usr/bin/unshare")), "needs root and unshare");
    Path mounted = Files.createDirectories(folder.resolve("noexec"));
    Result result =
        Launched.execute(
            folder,
            List.of(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o noexec tmpfs \"$1\" || exit 77; TMPDIR=$1 exec \"$2\" validate",
                "sh",
                mounted.toString(),
                ROOT.resolve("submit/focal-audit").toString()));
    assumeTrue(result.exitCode() != 77, "no mounts here");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.complaints())
        .containsExactly(
            "focal-audit: native libraries cannot run in "
                + mounted
                + " (noexec?); set TMPDIR to another folder");
  }

  @Test
  void theProgramItselfRefusesANewerJava() throws Exception {
    Path java = newerJava();
    assumeTrue(java != null, "no JDK 22 or later beside this one");
    Result result =
        Launched.execute(
            folder, List.of(java + "", "-cp", jar().toString(), Main.class.getName(), "--version"));
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).matches("focal-audit: needs Java 17 or 21, got \\d\\d from .*\\s+");
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(ROOT.resolve("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("focal-audit-.*-spark-.*\\.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static @Nullable Path newerJava() throws IOException {
    Path homes = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(homes)) {
      return null;
    }
    try (Stream<Path> files = Files.list(homes)) {
      return files
          .filter(home -> home.getFileName().toString().matches(".*-(2[2-9]|[3-9]\\d)\\b.*"))
          .map(home -> home.resolve("bin/java"))
          .filter(Files::isExecutable)
          .findFirst()
          .orElse(null);
    }
  }
}
