package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class FailuresTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "--verbose"})
  void anErrorOfACommandIsOneLineWithItsTraceOnDemand(String option) {
    Callable<Integer> broken =
        () -> {
          throw new NoClassDefFoundError("org/nd4j/Nd4j");
        };
    CommandLine commandLine = Main.commandLine();
    commandLine.addSubcommand("broken", CommandSpec.wrapWithoutInspection(broken));
    StringWriter err = new StringWriter();
    commandLine.setErr(new PrintWriter(err));
    List<String> arguments = option.isEmpty() ? List.of("broken") : List.of(option, "broken");
    assertThat(commandLine.execute(arguments.toArray(String[]::new))).isEqualTo(1);
    assertThat(Main.isVerbose(commandLine)).isEqualTo(!option.isEmpty());
    assertThat(err.toString().lines())
        .containsExactly("focal-audit: NoClassDefFoundError: org/nd4j/Nd4j");
  }
}
