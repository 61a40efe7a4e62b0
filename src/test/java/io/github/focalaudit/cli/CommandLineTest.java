package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... arguments) {
    return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "explain", "export", "sample", "verdict"})
  void everyCommandHasHelp(String command) {
    assertThat(run(command, "--help")).isZero();
    assertThat(out.toString()).contains("Usage: focal-audit " + command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"validate", "compare", "explain", "export", "history", "report"})
  void helpOfACommandHasGroupsAndExamplesThatParse(String command) {
    assertThat(run("help", command)).isZero();
    String help = out.toString();
    assertThat(help).contains("Usage: focal-audit " + command).contains("\nGeneral:\n");
    List<String> examples =
        help.substring(help.indexOf("Examples:"))
            .lines()
            .skip(1)
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .toList();
    assertThat(examples).isNotEmpty();
    for (String example : examples) {
      assertThat(example).startsWith("focal-audit " + command + " ");
      String[] words = example.replace("'", "").split(" ");
      Main.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
    }
  }

  @Test
  void everyOptionOfValidateStandsInOneGroup() {
    assertThat(run("validate", "--help")).isZero();
    String help = out.toString();
    assertThat(help)
        .containsSubsequence(
            "--output",
            "\nImages and masks:\n",
            "--predictions",
            "\nHow files are read:\n",
            "--label-map",
            "\nLoss:\n",
            "--gamma",
            "\nGate, baseline, history and slices:\n",
            "--baseline",
            "\nAudit and report:\n",
            "--pictures",
            "\nGeneral:\n",
            "--verbose");
    CommandLine validate =
        Objects.requireNonNull(Main.commandLine().getSubcommands().get("validate"));
    validate
        .getCommandSpec()
        .options()
        .forEach(
            option ->
                assertThat(help.lines())
                    .filteredOn(
                        line ->
                            line.matches("  (-., |    )" + option.longestName() + "(=.*|\\s.*|)"))
                    .as(option.longestName())
                    .hasSize(1));
  }

  @Test
  void aMisspelledOptionOrCommandIsSuggested() {
    assertThat(run("validate", "--ignore-idx", "255")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean --ignore-index");
    err.getBuffer().setLength(0);
    assertThat(run("valdate")).isEqualTo(2);
    assertThat(err.toString()).contains("did you mean validate").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"compare", "export", "report", "verdict"})
  void aRunIsNamedOneWay(String command) throws IOException {
    System.setProperty("spark.master", "local[1]");
    String none = folder.resolve("none").toString();
    Integer positional = run(command, none);
    String message = err.toString();
    assertThat(message).contains(none);
    err.getBuffer().setLength(0);
    assertThat(run(command, "--run", none)).isEqualTo(positional);
    assertThat(err).hasToString(message);
    err.getBuffer().setLength(0);
    assertThat(run(command, none, "--run", none)).isEqualTo(2);
    assertThat(err.toString()).contains("give one of both");
    err.getBuffer().setLength(0);
    assertThat(run(command)).isEqualTo(2);
    assertThat(err.toString()).contains("RUN is missing: name the run directory, as RUN or --run");
  }

  @Test
  void aSampleOfNothingIsRefused() {
    Path output = folder.resolve("sample");
    assertThat(run("sample", "--images", "0", "--output", output.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--images has to be at least 1, got 0");
    assertThat(output).doesNotExist();
  }

  @Test
  void aConfigFileGivesDefaultsAndTheCommandLineWins() throws IOException {
    Path config = folder.resolve("run.yaml");
    Path output = folder.resolve("refused");
    String text = "gamma: [3, -1]\noutput: '" + output + "'\npredictions: p\ntruth: t\n";
    Files.writeString(config, text);
    assertThat(run("validate", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("--gamma has to be a number of at least 0").contains("-1");
    err.getBuffer().setLength(0);
    assertThat(run("validate", "--config", config.toString(), "--gamma", "2", "--alpha", "7"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--alpha has to lie in [0, 1]");
    assertThat(output.resolve("verdict.json"))
        .content()
        .contains("\"exitCode\" : 2")
        .contains("--alpha has to lie in [0, 1]");
  }

  @Test
  void aConfigFileIsChecked() throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(config, "gamma: 2\ngama: 3\n");
    assertThat(run("validate", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("line 2, key gama: is unknown").contains("gamma");
    err.getBuffer().setLength(0);
    Files.writeString(config, "gamma: [2\n");
    assertThat(run("validate", "--config", config.toString())).isEqualTo(2);
    assertThat(err.toString()).startsWith("focal-audit: config").hasLineCount(1);
  }

  @Test
  void theVerdictCommandEndsWithTheCodeOfTheRun() throws IOException {
    Files.writeString(
        folder.resolve("verdict.json"),
        "{\"schemaVersion\": 1, \"verdict\": \"fail\", \"exitCode\": 4, \"reason\": \"2 of 9 inputs are bad\"}");
    assertThat(run("verdict", "--run", folder.toString())).isEqualTo(4);
    assertThat(out.toString()).contains("verdict fail: 2 of 9 inputs are bad");
    out.getBuffer().setLength(0);
    assertThat(run("verdict", "--run", folder.toString(), "--json")).isEqualTo(4);
    JsonNode printed = new ObjectMapper().readTree(out.toString());
    assertThat(printed.path("verdict").asText()).isEqualTo("fail");
    assertThat(printed.path("rules").isArray()).isTrue();
    long later = Instant.now().getEpochSecond() + 60;
    assertThat(run("verdict", "--run", folder.toString(), "--since", Long.toString(later)))
        .isEqualTo(1);
    assertThat(err.toString()).contains("of an earlier run");
    assertThat(run("verdict", "--run", folder.resolve("none").toString())).isEqualTo(1);
  }
}
