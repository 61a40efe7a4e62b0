package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.storage.FaultFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs over a small dataset on {@code fault:}, where inputs, run directory and history are: our
 * stores, Spark's readers and its committers alike get their failures from {@link FaultFileSystem}.
 */
final class FaultedRun implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String HADOOP = "spark.hadoop.";

  private final Path folder;

  /** Makes the dataset. */
  FaultedRun(Path folder, int images) {
    this.folder = folder;
    InProcess.Result sample =
        InProcess.run(
            "sample",
            "--output",
            folder.resolve("data").toString(),
            "--images",
            "" + images,
            "--height",
            "16",
            "--width",
            "16",
            "--classes",
            "3",
            "--seed",
            "5");
    assertThat(sample.exitCode()).as(sample.err()).isZero();
    FaultFileSystem.settings().forEach((name, value) -> System.setProperty(HADOOP + name, value));
  }

  /** Scores the dataset, with whatever fault is planned. */
  InProcess.Result validate(String run, String... more) {
    List<String> arguments = new ArrayList<>(List.of("--cross-check", "0"));
    arguments.addAll(List.of(more));
    return InProcess.validate(
        path("data/predictions"), path("data/truth"), path(run), arguments.toArray(String[]::new));
  }

  String path(String name) {
    return "fault:" + folder.resolve(name);
  }

  Path local(String name) {
    return folder.resolve(name);
  }

  /** What a run leaves as numbers, without what may differ; null where it has no summary. */
  @Nullable JsonNode numbers(String run) throws IOException {
    Path file = local(run).resolve("summary.json");
    if (!Files.exists(file)) {
      return null;
    }
    ObjectNode summary = (ObjectNode) JSON.readTree(file.toFile());
    summary.remove(Set.of("timing", "provenance"));
    return summary;
  }

  /** The verdict; missing where there is none. */
  JsonNode verdict(String run) throws IOException {
    Path file = local(run).resolve("verdict.json");
    return Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.missingNode();
  }

  @Override
  public void close() {
    FaultFileSystem.reset();
    FaultFileSystem.settings().keySet().forEach(name -> System.clearProperty(HADOOP + name));
  }
}
