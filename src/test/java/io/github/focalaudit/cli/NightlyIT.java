package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.cli.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nights in a row by {@code submit/nightly}, as a scheduler runs it. */
class NightlyIT {
  private static final Path ROOT = Path.of(System.getProperty("focalaudit.basedir", "."));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @SuppressWarnings("NullAway.Init")
  private Nights nights;

  private final TreeSet<String> seen = new TreeSet<>();

  @BeforeEach
  void writeModels() throws Exception {
    Result sample = Launched.run(folder, Nights.sampleArguments(folder));
    assertThat(sample.exitCode()).as(sample.err()).isZero();
    nights = Nights.beside(folder);
  }

  /** One night: its exit code is checked, its run directory's name returned. */
  private String night(String model, String baseline, int exitCode) throws Exception {
    Path settings = folder.resolve("nightly.env");
    Files.writeString(
        settings,
        String.join(
            "\n",
            "PREDICTIONS=" + nights.path("data/" + model),
            "TRUTH=" + nights.path("data/truth"),
            "RUNS=" + nights.path("runs"),
            "GATE=" + nights.path("gate.yaml"),
            "BASELINE=" + baseline,
            "KEEP=1",
            "VALIDATE_OPTIONS=(--ignore-index 255 --cross-check 0 --metadata "
                + nights.path("weather.csv")
                + ")",
            ""));
    Result result =
        Launched.execute(
            folder, List.of(ROOT.resolve("submit/nightly").toString(), settings.toString()));
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(exitCode);
    String run = runs().stream().filter(seen::add).reduce((a, b) -> b).orElseThrow();
    assertThat(nights.json("runs/" + run + "/verdict.json").path("exitCode").asInt())
        .isEqualTo(exitCode);
    return run;
  }

  private List<String> runs() throws IOException {
    try (Stream<Path> found = Files.list(folder.resolve("runs"))) {
      return found
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("run-"))
          .sorted()
          .toList();
    }
  }

  private String history(String... more) throws Exception {
    List<String> command =
        Stream.concat(
                Stream.of("history", "--history", nights.path("runs/history")), Stream.of(more))
            .toList();
    Result result = Launched.run(folder, command.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void aFailingNightIsReportedKeptAndNeverTheNextBaseline() throws Exception {
    List<String> manifest = Files.readAllLines(folder.resolve("data/manifest.csv"));
    int weather = List.of(manifest.get(0).split(",")).indexOf("weather");
    Files.write(
        folder.resolve("weather.csv"),
        manifest.stream()
            .map(line -> line.split(",")[0] + "," + line.split(",")[weather])
            .toList());

    // Nothing to compare with: undecided, until a person has looked at it.
    String first = night("predictions", "golden", 5);
    assertThat(history("--golden", first)).contains("golden run " + first);

    String good = night("predictions", "golden", 0);
    assertThat(runs()).containsExactly(first, good);

    String bad = night("flat", "golden", 3);
    JsonNode rule = nights.json("runs/" + bad + "/verdict.json").path("rules").path(0);
    assertThat(rule.path("status").asText()).isEqualTo("fail");
    assertThat(rule.path("reason").asText()).contains("above the margin");
    assertThat(folder.resolve("runs/" + bad + "/junit.xml")).content().contains("<failure");
    assertThat(nights.json("runs/" + bad + "/comparison.json").path("baseline").asText())
        .endsWith("/" + first);

    String again = night("predictions", "last", 0);
    assertThat(nights.json("runs/" + again + "/comparison.json").path("baseline").asText())
        .as("the last run that passed, not the failed one")
        .endsWith("/" + good);
    // One is kept, and besides it the golden run and the last one that failed.
    assertThat(runs()).containsExactly(first, bad, again);
    assertThat(history().lines().filter(line -> line.contains("run-2")))
        .hasSize(5)
        .anyMatch(line -> line.contains(bad) && line.contains(" fail "));
  }
}
