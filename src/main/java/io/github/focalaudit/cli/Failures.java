package io.github.focalaudit.cli;

import io.github.focalaudit.storage.OutputRefusedException;
import java.io.FileNotFoundException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Maps what a command throws to one line and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    command.getErr().println("focal-audit: " + oneLine(failure));
    int exitCode = exitCode(failure);
    if (exitCode != ExitCode.USAGE) {
      LoggerFactory.getLogger(Failures.class).error("The run failed", failure);
    }
    return exitCode;
  }

  static int exitCode(Exception failure) {
    boolean usage =
        failure instanceof IllegalArgumentException
            || failure instanceof ParameterException
            || failure instanceof OutputRefusedException
            || failure instanceof FileNotFoundException;
    return usage ? ExitCode.USAGE : ExitCode.INTERNAL;
  }

  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
