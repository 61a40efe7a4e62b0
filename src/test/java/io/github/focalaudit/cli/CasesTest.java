package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Small datasets as other programs write them. The expected means, at gamma 2, are those of float64
 * programs in NumPy that share nothing with this one.
 */
final class CasesTest {
  private static final double RELATIVE = 1e-6;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void aBatchOfOneHasOnePictureAsItsMask() throws Exception {
    JsonNode summary = score("batch-of-one", "pred", "png", "--layout", "nchw");
    assertMean(summary, 0.6217926109670674);
    assertThat(summary.path("images").path("scored").asInt()).isEqualTo(3);
  }

  @Test
  void indicesBeyondAPaletteOf21ColoursAreLabels() throws Exception {
    JsonNode summary = score("short-palette", "pred", "truth", "--ignore-index", "255");
    assertMean(summary, 0.039370721857093664);
    assertThat(summary.path("pixels").path("ignored").asInt()).isPositive();
  }

  private JsonNode score(String name, String predictions, String truth, String... more)
      throws IOException, URISyntaxException {
    Path input = Path.of(Objects.requireNonNull(getClass().getResource("/cases/" + name)).toURI());
    Path run = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("validate", "--no-progress"));
    arguments.addAll(List.of("--predictions", input.resolve(predictions).toString()));
    arguments.addAll(List.of("--truth", input.resolve(truth).toString()));
    arguments.addAll(List.of("--output", run.toString()));
    arguments.addAll(List.of(more));
    InProcess.Result result = InProcess.run(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return new ObjectMapper().readTree(run.resolve("summary.json").toFile());
  }

  private static void assertMean(JsonNode summary, double expected) {
    assertThat(summary.path("loss").path("mean").asDouble())
        .isCloseTo(expected, within(RELATIVE * expected));
  }
}
