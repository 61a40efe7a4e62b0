package io.github.focalaudit.run;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.storage.Excerpt;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.MissingClientException;
import io.github.focalaudit.storage.OutputRefusedException;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.FileNotFoundException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a run or a command failed: in one line, and as exit code. Stateless. */
public final class FailureReason {
  /** Chains of causes may be circular. */
  private static final int DEPTH_LIMIT = 50;

  /** What Spark says where executors or the master are gone. */
  private static final Pattern LOST =
      Pattern.compile(
          "ExecutorLostFailure|StoreUnavailableException|All masters are unresponsive|stopped SparkContext"
              + "|SparkContext was shut down|Master removed our application");

  /** Characters of a message that are kept: names and values in it may be an input's. */
  private static final int MESSAGE_CHARS = 8_000;

  private static final Pattern CAUSED_BY = Pattern.compile("(?m)^Caused by: (.*)$");
  private static final Pattern STACK_LINE =
      Pattern.compile("\\s+at \\S+\\(|\\s*\\.\\.\\. \\d+ more|Caused by: ");
  private static final Pattern DRIVER_STACK = Pattern.compile("(?s)\\R\\s*Driver stacktrace:.*");

  private FailureReason() {}

  /** {@link ExitCode#USAGE} where the caller can correct it, else {@link ExitCode#INTERNAL}. */
  public static int exitCode(Throwable failure) {
    boolean usage =
        failure instanceof IllegalArgumentException
            || failure instanceof OutputRefusedException
            || failure instanceof MissingClientException
            || failure instanceof FileNotFoundException
            || FileFaults.isLasting(failure);
    return usage ? ExitCode.USAGE : ExitCode.INTERNAL;
  }

  /** Whether another try may help where this one failed, because of something that passes. */
  public static boolean isRetryable(Throwable failure) {
    return causes(failure)
        .anyMatch(cause -> FileFaults.isPassing(cause) || LOST.matcher(message(cause)).find());
  }

  /** Whether the failure is none of the program: no stack trace helps against it. */
  public static boolean isOfTheEnvironment(Throwable failure) {
    return isRetryable(failure) || causes(failure).anyMatch(FileFaults::isLasting);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).limit(DEPTH_LIMIT);
  }

  /**
   * The message of a failure in one line, without stack frames. Where the program failed, the root
   * cause follows: Spark's own message names the stage that was aborted, and not the full disk. Of
   * an unavailable store its own message is all.
   */
  public static String oneLine(Throwable failure) {
    Optional<Throwable> unavailable =
        causes(failure).filter(StoreUnavailableException.class::isInstance).findFirst();
    if (unavailable.isPresent()) {
      return message(unavailable.get());
    }
    String line = message(failure);
    if (failure instanceof RunFailedException || exitCode(failure) == ExitCode.USAGE) {
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
    return last == null ? message(root) : Excerpt.of(last.strip(), MESSAGE_CHARS);
  }

  /**
   * The start of the message of a failure alone in one line, with its length if cut; an {@link
   * Error} is named.
   */
  public static String message(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    if (failure.getMessage() == null) {
      return name;
    }
    String message = FileFaults.text(failure);
    String joined =
        DRIVER_STACK
            .matcher(message)
            .replaceFirst("")
            .lines()
            .filter(line -> !STACK_LINE.matcher(line).lookingAt())
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .collect(Collectors.joining("; "));
    String line = Excerpt.of(joined, MESSAGE_CHARS);
    return failure instanceof Error ? name + ": " + line : line;
  }
}
