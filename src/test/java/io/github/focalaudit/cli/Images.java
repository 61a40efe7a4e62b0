package io.github.focalaudit.cli;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Images of two classes and 4 x 4 pixels in {@code p} (npy) and {@code t} (png), and runs over
 * them.
 */
record Images(Path folder) {
  static final int SIZE = 4;

  /** Scores that differ by image, and a mask of one label. */
  Images add(String id, int label) throws IOException {
    float[] scores = new float[2 * SIZE * SIZE];
    Arrays.fill(scores, 0, SIZE * SIZE, 1 + id.hashCode() % 7 / 8f);
    Files.createDirectories(folder.resolve("p"));
    Files.createDirectories(folder.resolve("t"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/" + id + ".npy"))) {
      NpyWriter.write(out, ElementType.F4, new int[] {2, SIZE, SIZE}, scores);
    }
    int[] labels = new int[SIZE * SIZE];
    Arrays.fill(labels, label);
    try (OutputStream out = Files.newOutputStream(folder.resolve("t/" + id + ".png"))) {
      PngLabelWriter.write(out, SIZE, SIZE, 8, labels);
    }
    return this;
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  InProcess.Result validate(String run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--ignore-index", "255", "--partitions", "1"));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--cross-check")) {
      arguments.addAll(List.of("--cross-check", "0"));
    }
    return InProcess.validate(path("p"), path("t"), path(run), arguments.toArray(String[]::new));
  }
}
