package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of README and pages are run on a sample, with its folders in place of the words in
 * capitals. Those with {@code s3a://} need a store; {@code DistributionIT} runs such ones.
 */
final class DocsCommandsTest {
  private static final Path PAGES = Path.of("src/docs");

  /** Words that stand for one thing whatever the option before them. */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("FILE", "data/manifest.csv"),
          Map.entry("RUN", "runs/a"),
          Map.entry("OTHER", "runs/b"),
          Map.entry("RUNS", "runs"),
          Map.entry("HISTORY", "history"),
          Map.entry("gate.yaml", "gate.yaml"),
          Map.entry("images.csv", "images.csv"),
          Map.entry("photos/{id}.png", "data/images/{id}.png"),
          Map.entry("a.npy", "data/predictions/scene_000000.npy"),
          Map.entry("a.png", "data/truth/scene_000000.png"));

  @TempDir private static Path folder = Path.of("unset");

  private static int outputs;

  @BeforeAll
  static void makeTwoRuns() throws IOException {
    run(
        "sample",
        "--images",
        "6",
        "--height",
        "128",
        "--width",
        "128",
        "--classes",
        "3",
        "--pictures",
        "--output",
        path("data"));
    Files.writeString(folder.resolve("names.txt"), "Road\nCar\nPole\n");
    Files.writeString(
        folder.resolve("gate.yaml"), "version: 1\nrules: [{metric: loss.mean, max: 10}]\n");
    for (String name : List.of("a", "b")) {
      run(
          "validate",
          "--manifest",
          path("data/manifest.csv"),
          "--class-names",
          path("names.txt"),
          "--ignore-index",
          "255",
          "--history",
          path("history"),
          "--output",
          path("runs/" + name),
          "--audit",
          "--no-progress");
    }
    run("history", "--history", path("history"), "--golden", "a");
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static void run(String... arguments) {
    InProcess.Result result = InProcess.run(arguments);
    assertThat(result.exitCode()).as(String.join(" ", arguments) + "\n" + result.err()).isZero();
  }

  static Set<String> commands() throws IOException {
    Set<String> commands = new TreeSet<>();
    try (Stream<Path> pages = Files.list(PAGES)) {
      for (Path page : Stream.concat(Stream.of(Path.of("README.md")), pages).toList()) {
        if (page.toString().endsWith(".md")) {
          commands.addAll(DocsTest.commands(Files.readString(page)));
        }
      }
    }
    commands.removeIf(command -> command.contains("s3a://"));
    return commands;
  }

  @Test
  void thereAreCommands() throws IOException {
    assertThat(commands()).hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void runs(String command) {
    List<String> arguments = new ArrayList<>();
    List<String> words = DocsTest.arguments(command);
    for (int i = 0; i < words.size(); i++) {
      arguments.add(given(i == 0 ? "" : words.get(i - 1), words.get(i)));
    }
    if (arguments.get(0).equals("validate")) {
      // The sample leaves out 255; not every page says so again.
      arguments.addAll(List.of("--no-progress", "--cross-check", "0"));
      if (!arguments.contains("--ignore-index")) {
        arguments.addAll(List.of("--ignore-index", "255"));
      }
      if (arguments.contains("--baseline")) {
        arguments.addAll(List.of("--class-names", path("names.txt")));
      }
      if (!arguments.contains("--manifest") && arguments.contains("--cluster")) {
        arguments.addAll(List.of("--metadata", path("data/manifest.csv")));
      }
    }
    run(arguments.toArray(String[]::new));
  }

  private static String given(String option, String word) {
    return switch (option) {
      case "--output" -> path(word.endsWith(".csv") ? word : "output-" + outputs++);
      case "--predictions" -> path(WORDS.getOrDefault(word, "data/predictions"));
      case "--truth" -> path(WORDS.getOrDefault(word, "data/truth"));
      case "--image" -> "scene_000000";
      case "--golden" -> "a";
      default -> {
        String name = WORDS.get(word);
        yield name == null ? word : path(name);
      }
    };
  }
}
