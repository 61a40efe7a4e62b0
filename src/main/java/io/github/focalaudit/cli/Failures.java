package io.github.focalaudit.cli;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.run.FailureReason;
import java.util.List;
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
    boolean ofTheProgram =
        exitCode != ExitCode.USAGE
            && !(failure instanceof CommandError)
            && !FailureReason.isOfTheEnvironment(failure);
    if (ofTheProgram || Main.isVerbose(command)) {
      LoggerFactory.getLogger(Failures.class).error("The run failed", failure);
    }
    return exitCode;
  }

  /** Executes the command, and turns an {@link Error} into what picocli handles. */
  static int execute(ParseResult arguments) {
    try {
      return new CommandLine.RunLast().execute(arguments);
    } catch (Error error) { // a full heap, a class that is missing
      List<CommandLine> commands = arguments.asCommandLineList();
      CommandLine command = commands.get(commands.size() - 1);
      throw new CommandLine.ExecutionException(
          command, oneLine(error), new CommandError(oneLine(error), error));
    }
  }

  /** An error of a command that leaves nothing behind; the trace is for those who ask for it. */
  private static final class CommandError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandError(String message, Error cause) {
      super(message, cause);
    }
  }

  static int exitCode(Throwable failure) {
    return failure instanceof ParameterException ? ExitCode.USAGE : FailureReason.exitCode(failure);
  }

  /** The message of a failure in one line, with its root cause where the program failed. */
  static String oneLine(Throwable failure) {
    return failure instanceof CommandError || failure instanceof ParameterException
        ? FailureReason.message(failure)
        : FailureReason.oneLine(failure);
  }
}
