package io.github.focalaudit.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** Commands in this JVM, on a local Spark that each command starts and stops. */
public final class InProcess {
  private InProcess() {}

  /**
   * How a command ended.
   *
   * @param exitCode what the process would end with
   * @param out standard output
   * @param err standard error
   */
  public record Result(int exitCode, String out, String err) {}

  /** Validates without a progress line. */
  static Result validate(Object predictions, Object truth, Object output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "validate",
                "--predictions",
                predictions.toString(),
                "--truth",
                truth.toString(),
                "--output",
                output.toString(),
                "--no-progress"));
    arguments.addAll(List.of(more));
    return run(arguments.toArray(String[]::new));
  }

  /** Runs a command as the process would. */
  public static Result run(String... arguments) {
    System.setProperty("log4j2.configurationFile", "conf/log4j2.properties");
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "127.0.0.1");
    System.setProperty("spark.driver.bindAddress", "127.0.0.1");
    System.setProperty("spark.sql.shuffle.partitions", "2");
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine commandLine = Main.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    int exitCode = commandLine.execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
