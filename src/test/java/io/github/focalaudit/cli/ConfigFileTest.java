package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class ConfigFileTest {
  @TempDir Path directory;

  private ConfigFile read(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("c.yaml"), text);
    return ConfigFile.read(
        file.toString(), new CommandLine(new ValidateCommand()).getCommandSpec());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "alpha: 0.5\\n---\\ngate: strict.yaml\\n | 3 | key (file): holds a second document",
        "alpha: 0.5\\n...\\ngate: strict.yaml\\n | 3 | key (file): is not YAML",
        "alpha: 0.5\\nalpha: 0.25\\n | 2 | key alpha: is given twice",
        "gamma: &g 2\\nalpha: *g\\n | 2 | key alpha: is an alias, *g",
        "gamma: !!str 2\\n | 1 | key gamma: has a tag",
        "slice: [{a: b}]\\n | 1 | key slice[0]: expected text or a number, got a mapping",
        "gamma: [2, ]\\nslice: [a, ~]\\n | 2 | key slice[1]: has no value",
        "alpha: 0.5\\ngate:\\n | 2 | key gate: has no value",
        "gate: true\\n | 1 | key gate: expected text or a number, got \"true\"",
        "audit: yes\\n | 1 | key audit: expected true or false, got \"yes\"",
        "alfa: 0.5\\n | 1 | key alfa: is unknown; known are",
      })
  void refusesWhatWouldBeDropped(String text, int line, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace("\\n", "\n")))
        .withMessageContaining(", line " + line + ", ")
        .withMessageContaining(what);
  }

  /** The keys at the margin end the map; a reader of one value never sees the gate. */
  @Test
  void refusesKeysAtTheMarginAfterIndentedOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("  predictions: P\n  truth: T\ngate: strict.yaml\nalpha: 0.5\n"))
        .withMessageContaining("c.yaml, line 3");
  }

  /** Each item is a slicing of its own; columns that are crossed stand in one item. */
  @Test
  void itemsOfARepeatableOptionAreOptions() throws IOException {
    ConfigFile config = read("slice: [city, 'weather,time']\n");
    ValidateCommand command = new ValidateCommand();
    CommandLine line = new CommandLine(command).setDefaultValueProvider(config);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.parseArgs("--predictions", "p", "--truth", "t", "--output", "o");
    OptionSpec slices = line.getCommandSpec().findOption("--slice");
    assertThat(slices.<List<String>>getValue()).containsExactly("city", "weather,time");
  }

  @Test
  void valuesAreTextAsWritten() throws IOException {
    ConfigFile config = read("eps: 1e-8\nignore-index: [0255, 7]\n");
    CommandSpec command = new CommandLine(new ValidateCommand()).getCommandSpec();
    assertThat(config.defaultValue(command.findOption("--eps"))).isEqualTo("1e-8");
    assertThat(config.defaultValue(command.findOption("--ignore-index"))).isEqualTo("0255,7");
  }

  @Test
  void joinsListsAndMaps() throws IOException {
    ConfigFile config = read("gamma: [2, 1]\nlabel-map: {0: 0, 255: 1}\n");
    CommandSpec command = new CommandLine(new ValidateCommand()).getCommandSpec();
    OptionSpec gamma = command.findOption("--gamma");
    OptionSpec labels = command.findOption("--label-map");
    assertThat(config.defaultValue(gamma)).isEqualTo("2,1");
    assertThat(config.defaultValue(labels)).isEqualTo("0:0,255:1");
  }
}
