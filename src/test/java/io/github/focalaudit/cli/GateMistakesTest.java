package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user can get wrong around a gate, and what is said. */
class GateMistakesTest {
  @TempDir static Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private static Nights nights;

  @BeforeAll
  static void validateTwoModels() throws IOException {
    nights = Nights.write(folder);
    InProcess.Result good = validate("manifest.csv", "good", "--history", path("history"));
    assertThat(good.exitCode()).as(good.err()).isEqualTo(0);
    InProcess.Result bad = validate("flat.csv", "bad");
    assertThat(bad.exitCode()).as(bad.err()).isEqualTo(0);
  }

  private static String path(String name) {
    return nights.path(name);
  }

  private static InProcess.Result validate(String manifest, String run, String... more) {
    return nights.validate(manifest, run, more);
  }

  private static JsonNode json(String file) throws IOException {
    return nights.json(file);
  }

  @Test
  void usageMistakesAreFoundBeforeAnythingIsScored() throws IOException {
    Files.writeString(folder.resolve("typo.yaml"), "version: 1\nrules:\n  - metrik: loss.mean\n");
    Files.writeString(
        folder.resolve("eps.yaml"), "version: 1\nrules: [{metric: loss.mean, max: 1}]\n");
    assertUsage("line 3, key rules[0].metrik: is unknown", "--gate", path("typo.yaml"));
    assertUsage("is a directory, expected a file", "--gate", path("data"));
    Files.writeString(
        folder.resolve("checked.yaml"),
        "version: 1\ncrossCheck: required\nrules: [{metric: loss.mean, max: 1}]\n");
    assertUsage(
        "--cross-check 0 switches off what gate file " + path("checked.yaml") + " requires",
        "--gate",
        path("checked.yaml"));
    assertUsage("--slice weather gives 4 slices, at most 1", "--max-slices", "1");
    assertUsage(
        "--slice weather,weather: a name of a column is empty or given twice",
        "--slice",
        "weather,weather");
    assertUsage("--slice mood: no image has that column", "--slice", "mood");
    assertUsage("--cluster mood: no image has that column", "--cluster", "mood");
    assertUsage("neither a run directory nor a run of the history", "--baseline", path("data"));
    assertUsage("eps 0.001 against 1.0E-8", "--baseline", path("good"), "--eps", "0.001");
    assertUsage("gamma 1.0 against [2.0]", "--baseline", path("good"), "--gamma", "1");
  }

  @Test
  void aTrendOfNoRunIsRefused() {
    InProcess.Result last = InProcess.run("history", "--history", path("history"), "--last", "0");
    assertThat(last.exitCode()).as(last.err()).isEqualTo(2);
    assertThat(last.err()).contains("--last has to be at least 1, got 0");
  }

  @Test
  void aRuleAboutEverySliceHasALimitToo() throws IOException {
    Files.writeString(
        folder.resolve("pattern.yaml"),
        "version: 1\nrules: [{metric: 'slice[weather=*].loss.mean', max: 1}]\n");
    String message = "a rule about every slice by weather gives 4 slices, at most 3";
    InProcess.Result scored =
        InProcess.run(
            "validate",
            "--manifest",
            path("data/manifest.csv"),
            "--output",
            path("unscored"),
            "--max-slices",
            "3",
            "--gate",
            path("pattern.yaml"));
    assertThat(scored.exitCode()).as(scored.err()).isEqualTo(2);
    assertThat(scored.err()).contains(message);
    assertCompare(
        message, "--baseline", path("bad"), "--max-slices", "3", "--gate", path("pattern.yaml"));
  }

  private static void assertUsage(String message, String... more) throws IOException {
    InProcess.Result result = validate("manifest.csv", "never", more);
    assertThat(result.exitCode()).as(message + ": " + result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    // The directory stays free for the next try, and says why the last one came to nothing.
    JsonNode verdict = json("never/verdict.json");
    assertThat(verdict.path("verdict").asText()).isEqualTo("error");
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(2);
    assertThat(verdict.path("reason").asText()).contains(message);
    try (Stream<Path> files = Files.list(folder.resolve("never"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("_focal-audit-run", "verdict.json");
    }
  }

  @Test
  void aHistoryThatCannotBeMadeIsFoundBeforeAnythingIsScored() throws IOException {
    String inside = path("data/manifest.csv") + "/history";
    assertUsage("--history " + inside + ": cannot make the directory", "--history", inside);
  }

  @Test
  void aDamagedHistoryIsFoundBeforeAnythingIsScored() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("damaged/runs"));
    Files.writeString(runs.resolve("20260102T030405.678Z-x.json"), "{\"schemaVersion\": 1, ");
    String history = path("damaged");
    assertUsage("20260102T030405.678Z-x.json cannot be read", "--history", history);
    Files.delete(runs.resolve("20260102T030405.678Z-x.json"));
    Path golden = Files.createDirectories(folder.resolve("damaged/golden"));
    Files.writeString(golden.resolve("000001"), "gone\n");
    assertUsage("golden run gone of " + golden + "/000001 is not there", "--history", history);
  }

  @Test
  void aDamagedBaselineIsFoundBeforeAnythingIsScored() throws IOException {
    Path baseline = Files.createDirectory(folder.resolve("lost"));
    for (String name : List.of("summary.json", "verdict.json")) {
      Files.copy(folder.resolve("good/" + name), baseline.resolve(name));
    }
    assertUsage("lost: cannot read its images table", "--baseline", path("lost"));
    Path table = Files.createDirectory(baseline.resolve("images"));
    assertUsage("lost/images has 0 rows, expected " + Nights.IMAGES, "--baseline", path("lost"));
    byte[] part = Files.readAllBytes(parquet(folder.resolve("good/images")));
    Files.write(table.resolve("part-0.parquet"), Arrays.copyOf(part, part.length - 9));
    assertUsage("lost: cannot read its images table", "--baseline", path("lost"));
    Files.writeString(baseline.resolve("summary.json"), "{\"loss\": ");
    assertUsage(
        "lost/summary.json cannot be read: Unexpected end-of-input", "--baseline", path("lost"));
  }

  private static Path parquet(Path table) throws IOException {
    try (Stream<Path> files = Files.list(table)) {
      return files.filter(file -> file.toString().endsWith(".parquet")).findFirst().orElseThrow();
    }
  }

  @Test
  void aMistakeNeverTouchesAnotherRunsVerdict() throws IOException {
    byte[] before = Files.readAllBytes(folder.resolve("good/verdict.json"));
    for (String more : List.of("--no-progress", "--overwrite")) {
      InProcess.Result result = validate("manifest.csv", "good", "--slice", "mood", more);
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(folder.resolve("good/verdict.json")).hasBinaryContent(before);
    }
    InProcess.Result dry = validate("manifest.csv", "dry", "--slice", "mood", "--dry-run");
    assertThat(dry.exitCode()).isEqualTo(2);
    assertThat(folder.resolve("dry")).doesNotExist();
  }

  @Test
  void aRunIsNeverComparedWithItself() throws IOException {
    String baseline = path("good");
    InProcess.Result over = validate("flat.csv", "good", "--overwrite", "--baseline", baseline);
    assertThat(over.exitCode()).isEqualTo(2);
    assertThat(over.err()).contains("is the directory of the baseline");
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("good"));
    InProcess.Result link = validate("flat.csv", "good", "--overwrite", "--baseline", path("link"));
    assertThat(link.exitCode()).isEqualTo(2);
    assertThat(link.err()).contains("is the directory of the baseline");
    assertThat(json("good/summary.json").path("images").path("scored").asInt())
        .isEqualTo(Nights.IMAGES);
    // Written over without a baseline, the golden run of a history is gone, and said to be.
    String history = path("overwritten");
    assertThat(
            validate("manifest.csv", "over", "--history", history, "--gate", path("accepts.yaml"))
                .exitCode())
        .isEqualTo(0);
    assertThat(validate("flat.csv", "over", "--overwrite").exitCode()).isEqualTo(0);
    InProcess.Result gone =
        validate("manifest.csv", "next", "--history", history, "--baseline", "golden");
    assertThat(gone.exitCode()).as(gone.err()).isEqualTo(2);
    assertThat(gone.err()).contains("run over of the history is gone").contains("history --golden");
    // Two runs of one name are told apart by their time.
    assertThat(validate("flat.csv", "over", "--overwrite", "--history", history).exitCode())
        .isEqualTo(0);
    assertThat(InProcess.run("history", "--history", history).out())
        .containsPattern("Z +over +pass")
        .containsPattern("Z +over-\\d{8}T\\d{6}\\.\\d{3}Z +scored, not judged");
  }

  @Test
  void mistakesOfCompareAreNamed() {
    assertCompare("--baseline is about two runs", "--alpha", "0.5", "--baseline", path("bad"));
    assertCompare("--gate is about two runs", "--alpha", "0.5", "--gate", path("gate.yaml"));
    assertCompare("--slice is about two runs", "--classes", "0", "--slice", "weather");
    assertCompare("--baseline is missing");
    assertCompare("'half' is not a number", "--alpha", "half");
    assertCompare("the run has no class \"Zebra\"", "--classes", "Zebra");
    assertCompare("unknown value 'pixels'", "--normalizer", "pixels");
    String baseline = path("bad");
    assertCompare("no image has a value in it", "--baseline", baseline, "--slice", "mood");
    assertCompare("has no value in it", "--baseline", baseline, "--cluster", "mood");
    assertCompare(
        "--slice weather gives 4 slices, at most 3",
        "--baseline",
        baseline,
        "--slice",
        "weather",
        "--max-slices",
        "3");
    assertCompare("say which by --history DIR", "--baseline", "golden");
    assertCompare("from 200 to 100000", "--baseline", baseline, "--replicates", "0");
    assertCompare("is the directory of a run", "--baseline", baseline, "--output", path("bad"));
    assertCompare("is neither a run directory nor", "--baseline", path("never-was"));
  }

  private static void assertCompare(String message, String... more) {
    List<String> arguments = new ArrayList<>(List.of("compare", path("good")));
    arguments.addAll(List.of(more));
    InProcess.Result result = InProcess.run(arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(message + ": " + result.err()).isEqualTo(2);
    assertThat(result.err().lines().filter(line -> line.startsWith("focal-audit: ")))
        .singleElement()
        .asString()
        .contains(message);
  }

  @Test
  void anUnknownMetricOfTheTrendIsNamed() {
    InProcess.Result result =
        InProcess.run("history", "--history", path("history"), "--metric", "loss.maen");
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("no run of the history has it; known are [accuracy, ");
  }
}
