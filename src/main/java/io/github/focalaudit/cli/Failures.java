package io.github.focalaudit.cli;

import io.github.focalaudit.storage.OutputRefusedException;
import java.io.FileNotFoundException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Maps what a command throws to one line and an exit code. */
final class Failures implements IExecutionExceptionHandler {
  /** Chains of causes may be circular. */
  private static final int DEPTH_LIMIT = 50;

  private static final Pattern CAUSED_BY = Pattern.compile("(?m)^Caused by: (.*)$");
  private static final Pattern STACK_LINE =
      Pattern.compile("\\s+at \\S+\\(|\\s*\\.\\.\\. \\d+ more|Caused by: ");
  private static final Pattern DRIVER_STACK = Pattern.compile("(?s)\\R\\s*Driver stacktrace:.*");

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    command.getErr().println("focal-audit: " + oneLine(failure));
    int exitCode = exitCode(failure);
    boolean quiet = failure instanceof CommandError && !Main.isVerbose(command);
    if (exitCode != ExitCode.USAGE && !quiet) {
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
    boolean usage =
        failure instanceof IllegalArgumentException
            || failure instanceof ParameterException
            || failure instanceof OutputRefusedException
            || failure instanceof FileNotFoundException;
    return usage ? ExitCode.USAGE : ExitCode.INTERNAL;
  }

  /**
   * The message of a failure in one line, without stack frames. Where the program failed, the root
   * cause follows: Spark's own message names the stage that was aborted, and not the full disk.
   */
  static String oneLine(Throwable failure) {
    String line = text(failure);
    if (failure instanceof RunFailedException
        || failure instanceof CommandError
        || exitCode(failure) == ExitCode.USAGE) {
      return line;
    }
    String root = rootCause(failure);
    return line.contains(root) ? line : line + "; caused by: " + root;
  }

  private static String rootCause(Throwable failure) {
    Throwable root = failure;
    for (int depth = 0; root.getCause() != null && depth < DEPTH_LIMIT; depth++) {
      root = root.getCause();
    }
    // An executor's failure may arrive as text alone, with its stack trace in the message.
    String message = String.valueOf(root.getMessage());
    Matcher causes = CAUSED_BY.matcher(message);
    String last = null;
    while (causes.find()) {
      last = causes.group(1);
    }
    return last == null ? text(root) : last.strip();
  }

  private static String text(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    String message = failure.getMessage();
    if (message == null) {
      return name;
    }
    String joined =
        DRIVER_STACK
            .matcher(message)
            .replaceFirst("")
            .lines()
            .filter(line -> !STACK_LINE.matcher(line).lookingAt())
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("; "));
    return failure instanceof Error ? name + ": " + joined : joined;
  }
}
