package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.cli.Launched.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The command as a user runs it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ValidateIT {
  @TempDir static Path folder;

  @BeforeAll
  void makeSamples() throws Exception {
    sample("good", "--images", "12", "--classes", "4", "--height", "70", "--width", "90");
    sample(
        "bad",
        "--images",
        "6",
        "--classes",
        "3",
        "--height",
        "40",
        "--width",
        "50",
        "--bad-files-each",
        "1");
  }

  private static void sample(String name, String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("sample", "--output", path(name)));
    arguments.addAll(List.of(options));
    Result result = Launched.run(folder, arguments.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static Result validateGood(String run, List<String> spark, String... options)
      throws Exception {
    List<String> arguments = new ArrayList<>(spark);
    arguments.addAll(
        List.of(
            "validate",
            "--predictions",
            path("good/predictions"),
            "--truth",
            path("good/truth"),
            "--ignore-index",
            "255",
            "--output",
            path(run)));
    arguments.addAll(List.of(options));
    return Launched.run(folder, arguments.toArray(String[]::new));
  }

  @Test
  void theNumberIsTheSameForEveryWayToRunIt() throws Exception {
    Result first = validateGood("first", List.of());
    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).contains("focal loss     0.").contains("12 scored, 0 quarantined");
    JsonNode expected = Launched.summary(folder.resolve("first"));
    assertThat(expected.at("/crossCheck/status").asText()).isEqualTo("passed");
    assertThat(expected.at("/kernel/name").asText()).isEqualTo("vector");

    for (int bytes : new int[] {16, 32, 64}) {
      String run = "vector" + bytes;
      Result result =
          validateGood(
              run,
              List.of(
                  "--master",
                  "local[1]",
                  "--driver-java-options",
                  "-XX:MaxVectorSize=" + bytes,
                  "--"),
              "--partitions",
              "5");
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertSameNumbers(run, expected);
    }
    Result kryo =
        validateGood(
            "kryo",
            List.of("--conf", "spark.serializer=org.apache.spark.serializer.KryoSerializer", "--"),
            "--partitions",
            "64");
    assertThat(kryo.exitCode()).as(kryo.err()).isZero();
    assertSameNumbers("kryo", expected);
  }

  /** Only ND4J may differ by processor and vector width, in the last digits. */
  private static void assertSameNumbers(String run, JsonNode expected) throws IOException {
    JsonNode actual = Launched.summary(folder.resolve(run));
    for (String key :
        List.of(
            "loss",
            "sweep",
            "crossEntropy",
            "classes",
            "images",
            "pixels",
            "clampedElements",
            "confusion",
            "accuracy",
            "meanIou",
            "meanDice")) {
      assertThat(actual.get(key)).as(run + ": " + key).isEqualTo(expected.get(key));
    }
  }

  @Test
  void theNumberIsTheSameOnAStandaloneCluster() throws Exception {
    Result local = validateGood("local", List.of(), "--cross-check", "0");
    assertThat(local.exitCode()).as(local.err()).isZero();
    try (StandaloneCluster cluster = StandaloneCluster.start(folder, 2)) {
      Result result =
          validateGood(
              "cluster",
              List.of(
                  "--master",
                  cluster.url(),
                  "--conf",
                  "spark.driver.host=127.0.0.1",
                  "--conf",
                  "spark.ui.enabled=false",
                  "--conf",
                  "spark.executor.memory=512m",
                  "--"),
              "--cross-check",
              "0",
              "--partitions",
              "7");
      assertThat(result.exitCode()).as(result.err()).isZero();
      assertSameNumbers("cluster", Launched.summary(folder.resolve("local")));
      assertThat(cluster.executorsSeen()).isEqualTo(2);
    }
  }

  @Test
  void everyBadFileIsQuarantinedAndTheRestIsScored() throws Exception {
    Result strict = validateBad("strict");
    assertThat(strict.exitCode()).as(strict.err()).isEqualTo(4);
    JsonNode planted =
        new ObjectMapper().readTree(folder.resolve("bad/planted.json").toFile()).get("badInputs");
    JsonNode summary = Launched.summary(folder.resolve("strict"));
    assertThat(planted.size()).isGreaterThan(10);
    assertThat(summary.at("/images/scored").asInt()).isEqualTo(6);
    assertThat(summary.at("/images/quarantined").asInt()).isEqualTo(planted.size());
    List<String> expected = new ArrayList<>();
    planted.forEach(bad -> expected.add(bad.get("code").asText()));
    List<String> found = new ArrayList<>();
    summary
        .get("quarantine")
        .fields()
        .forEachRemaining(
            entry -> {
              for (int i = 0; i < entry.getValue().asInt(); i++) {
                found.add(entry.getKey());
              }
            });
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
    JsonNode verdict = new ObjectMapper().readTree(folder.resolve("strict/verdict.json").toFile());
    assertThat(verdict.get("verdict").asText()).isEqualTo("fail");
    assertThat(verdict.get("exitCode").asInt()).isEqualTo(4);

    Result lenient = validateBad("lenient", "--max-bad-fraction", "1");
    assertThat(lenient.exitCode()).as(lenient.err()).isZero();
    assertThat(lenient.out()).contains("warning").contains("quarantined");
  }

  private static Result validateBad(String run, String... options) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "validate",
                "--predictions",
                path("bad/predictions"),
                "--truth",
                path("bad/truth"),
                "--ignore-index",
                "255",
                "--cross-check",
                "0",
                "--output",
                path(run)));
    arguments.addAll(List.of(options));
    return Launched.run(folder, arguments.toArray(String[]::new));
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of(List.of("--no-such-flag"), "no-such-flag"),
        Arguments.of(List.of("--manifest", "m.csv"), "either --predictions and --truth"),
        Arguments.of(List.of("--gamma", "-1"), "--gamma has to be a number of at least 0"),
        Arguments.of(List.of("--alpha", "2"), "--alpha has to lie in [0, 1]"),
        Arguments.of(List.of("--eps", "0.7"), "--eps has to lie in [0, 0.5)"),
        Arguments.of(
            List.of("--max-bad-fraction", "3"), "--max-bad-fraction has to lie in [0, 1]"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsOneLineAndExitCode2(List<String> options, String expected) throws Exception {
    Result result = validateGood("mistake", List.of(), options.toArray(String[]::new));
    assertThat(result.exitCode()).as(result.err()).isEqualTo(2);
    assertThat(result.complaints()).singleElement().asString().contains(expected);
    assertThat(folder.resolve("mistake/images")).doesNotExist();
    assertThat(folder.resolve("mistake/summary.json")).doesNotExist();
  }

  @Test
  void aMissingDirectoryAndAForeignOutputAreRefused() throws Exception {
    Result missing =
        Launched.run(
            folder,
            "validate",
            "--predictions",
            path("nowhere"),
            "--truth",
            path("good/truth"),
            "--output",
            path("unused"));
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.complaints()).singleElement().asString().contains(path("nowhere"));

    Path foreign = Files.createDirectories(folder.resolve("foreign"));
    Files.writeString(foreign.resolve("thesis.tex"), "years of work");
    Result refused = validateGood("foreign", List.of(), "--overwrite");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.complaints()).singleElement().asString().contains("foreign");
    assertThat(foreign.resolve("thesis.tex")).hasContent("years of work");
  }

  @Test
  void treesWithOtherSuffixesAndLabelsTakeOneCommand() throws Exception {
    Path source = folder.resolve("good");
    int number = 0;
    try (Stream<Path> masks = Files.list(source.resolve("truth"))) {
      for (Path mask : masks.sorted().toList()) {
        String stem = mask.getFileName().toString().replace(".png", "");
        String city = number++ % 2 == 0 ? "bochum" : "erfurt";
        Path to = Files.createDirectories(folder.resolve("scapes/gt/val/" + city));
        Files.copy(mask, to.resolve(stem + "_gtFine_labelIds.png"));
        Path predictions = Files.createDirectories(folder.resolve("scapes/out/val/" + city));
        Files.copy(
            source.resolve("predictions/" + stem + ".npy"),
            predictions.resolve(stem + "_leftImg8bit.npy"));
      }
    }
    Result result =
        Launched.run(
            folder,
            "validate",
            "--predictions",
            path("scapes/out/{split}/{city}/{id}_leftImg8bit.npy"),
            "--truth",
            path("scapes/gt/{split}/{city}/{id}_gtFine_labelIds.png"),
            "--label-map",
            "0-3:0,255:ignore",
            "--cross-check",
            "0",
            "--output",
            path("scapes-run"));
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(Launched.summary(folder.resolve("scapes-run")).at("/images/scored").asInt())
        .isEqualTo(12);
  }

  @Test
  void aDryRunScoresNothing() throws Exception {
    Result result =
        Launched.run(
            folder,
            "validate",
            "--predictions",
            path("good/predictions"),
            "--truth",
            path("good/truth"),
            "--dry-run");
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("12 images").contains("nothing was scored");
  }
}
