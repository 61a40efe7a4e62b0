package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A made-up dataset with the outputs of two models: {@code manifest.csv} of a good one, {@code
 * flat.csv} of one that predicts nothing, and a gate that the second does not pass.
 */
record Nights(Path folder) {
  static final int IMAGES = 24;
  static final int CLASSES = 3;
  private static final int SIZE = 32;

  static Nights write(Path folder) throws IOException {
    InProcess.Result sample = InProcess.run(sampleArguments(folder));
    assertThat(sample.exitCode()).as(sample.err()).isEqualTo(0);
    return beside(folder);
  }

  /** What the sample is made with. */
  static String[] sampleArguments(Path folder) {
    return new String[] {
      "sample",
      "--output",
      folder.resolve("data").toString(),
      "--images",
      "" + IMAGES,
      "--height",
      "" + SIZE,
      "--width",
      "" + SIZE,
      "--classes",
      "" + CLASSES,
      "--dtype",
      "f4",
      "--seed",
      "3"
    };
  }

  /** The second model and the gate, beside a sample that is there. */
  static Nights beside(Path folder) throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("data/manifest.csv"));
    Files.createDirectories(folder.resolve("data/flat"));
    List<String> flat = new ArrayList<>(List.of(lines.get(0)));
    for (String line : lines.subList(1, lines.size())) {
      String id = line.substring(0, line.indexOf(','));
      flat.add(line.replace("predictions/", "flat/"));
      // Logits that differ by image keep the losses of the images apart.
      float[] scores = new float[CLASSES * SIZE * SIZE];
      Arrays.fill(scores, 0, SIZE * SIZE, id.hashCode() % 8 / 16f);
      try (OutputStream out = Files.newOutputStream(folder.resolve("data/flat/" + id + ".npy"))) {
        NpyWriter.write(out, ElementType.F4, new int[] {CLASSES, SIZE, SIZE}, scores);
      }
    }
    Files.write(folder.resolve("data/flat.csv"), flat);
    Files.writeString(
        folder.resolve("gate.yaml"),
        """
        version: 1
        replicates: 400
        rules:
          - metric: loss.mean
            maxIncrease: 10%
          - metric: slice[weather=*].loss.mean
            max: 10
          - metric: images.coverage
            min: 1
        """);
    Files.writeString(
        folder.resolve("accepts.yaml"), "version: 1\nrules: [{metric: loss.mean, max: 100}]\n");
    return new Nights(folder);
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  InProcess.Result validate(String manifest, String run, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "validate",
                "--manifest",
                path("data/" + manifest),
                "--output",
                path(run),
                "--cross-check",
                "0",
                "--no-progress",
                "--slice",
                "weather",
                "--slice",
                "scene,weather"));
    arguments.addAll(List.of(more));
    return InProcess.run(arguments.toArray(String[]::new));
  }

  JsonNode json(String file) throws IOException {
    return new ObjectMapper().readTree(folder.resolve(file).toFile());
  }
}
