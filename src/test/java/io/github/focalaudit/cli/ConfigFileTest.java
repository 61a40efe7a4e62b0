package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "alpha: 0.5\\n---\\ngate: strict.yaml\\n | 3 | goes on after the first map",
        "alpha: 0.5\\n...\\ngate: strict.yaml\\n | 2 | expected '<document start>'",
        "alpha: 0.5\\nalpha: 0.25\\n | 2 | alpha is given twice",
        "gamma: &g 2\\nalpha: *g\\n | 2 | alpha is an alias, *g",
        "slice: [{a: b}]\\n | 1 | slice has a map or a list inside its value",
        "gamma: [2, ]\\nslice: [a, ~]\\n | 2 | slice has an empty item",
      })
  void refusesWhatWouldBeDropped(String text, int line, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(text.replace("\\n", "\n")))
        .withMessageContaining(", line " + line + ": ")
        .withMessageContaining(what);
  }

  /** The keys at the margin end the map; a reader of one value never sees the gate. */
  @Test
  void refusesKeysAtTheMarginAfterIndentedOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("  predictions: P\n  truth: T\ngate: strict.yaml\nalpha: 0.5\n"))
        .withMessageContaining("c.yaml, line 3");
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
