package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class FailuresTest {
  @Test
  void theRootCauseFollowsTheMessageOfSpark() {
    Throwable full = new IOException("No space left on device");
    Throwable task = new SparkException("[TASK_WRITE_FAILED] SQLSTATE: 58030", full);
    assertThat(Failures.oneLine(new SparkException("Job aborted", task)))
        .isEqualTo("Job aborted; caused by: No space left on device");
    assertThat(Failures.oneLine(full)).isEqualTo("No space left on device");
  }

  @Test
  void theRootCauseIsFoundInTheTextOfAnExecutor() {
    String message =
        "Job aborted: Lost task 0.3: SparkException: [TASK_WRITE_FAILED] SQLSTATE: 58030\n"
            + "\tat org.apache.spark.Writer.write(Writer.scala:1)\n"
            + "Caused by: java.lang.RuntimeException: closing\n"
            + "\tat org.apache.spark.Writer.close(Writer.scala:2)\n"
            + "Caused by: java.io.IOException: No space left on device\n"
            + "\tat java.base/sun.nio.ch.UnixFileDispatcherImpl.write0(Native Method)\n"
            + "\t... 12 more\n\n"
            + "Driver stacktrace:\n\tat org.apache.spark.Dag.abort(Dag.scala:3)";
    assertThat(Failures.oneLine(new SparkException(message)))
        .isEqualTo(
            "Job aborted: Lost task 0.3: SparkException: [TASK_WRITE_FAILED] SQLSTATE: 58030;"
                + " caused by: java.io.IOException: No space left on device");
  }

  @Test
  void aMessageForTheUserStaysAsItIs() {
    assertThat(
            Failures.oneLine(
                new IllegalArgumentException(
                    "--gamma x: not\n a number", new IOException("inner"))))
        .isEqualTo("--gamma x: not; a number");
  }

  @Test
  void anErrorIsNamedAndCircularCausesEnd() {
    assertThat(Failures.oneLine(new OutOfMemoryError("Java heap space")))
        .isEqualTo("OutOfMemoryError: Java heap space");
    Exception one = new IOException("one");
    one.initCause(new IOException("two", one));
    assertThat(Failures.oneLine(one)).startsWith("one");
  }

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
