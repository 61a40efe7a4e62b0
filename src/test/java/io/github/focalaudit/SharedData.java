package io.github.focalaudit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Data that lies beside the project and is not part of it: real predictions and reader fixtures.
 */
public final class SharedData {
  private static final Path ROOT =
      Path.of(System.getProperty("focalaudit.shared", "../shared")).toAbsolutePath().normalize();

  private SharedData() {}

  /** A file or folder of the shared data; the calling test is skipped where it is absent. */
  public static Path require(String relative) {
    Path path = ROOT.resolve(relative);
    assumeTrue(Files.exists(path), () -> "no " + path + ": the test that reads it is skipped");
    return path;
  }
}
