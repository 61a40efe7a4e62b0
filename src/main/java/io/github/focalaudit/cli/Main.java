package io.github.focalaudit.cli;

import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.run.BuildInfo;
import io.github.focalaudit.storage.NamelessUser;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The entry point: {@code focal-audit COMMAND [OPTIONS]}. Used by one thread. */
@Command(
    name = "focal-audit",
    commandListHeading = "%nCommands:%n",
    description = "Dataset-wide focal loss for segmentation models, exact to the last bit.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      ValidateCommand.class,
      CompareCommand.class,
      HistoryCommand.class,
      ExplainCommand.class,
      ExportCommand.class,
      ReportCommand.class,
      SampleCommand.class,
      VerdictCommand.class,
      CommandLine.HelpCommand.class
    },
    footer = {
      "",
      "focal-audit help COMMAND shows the options of a command, with examples.",
      "Exit codes: "
          + (ExitCode.PASS + " pass, ")
          + (ExitCode.INTERNAL + " internal failure, ")
          + (ExitCode.USAGE + " usage or configuration,"),
      "  "
          + (ExitCode.GATE_FAILED + " gate failed, ")
          + (ExitCode.TOO_MANY_BAD_INPUTS + " too many bad inputs, ")
          + (ExitCode.INCONCLUSIVE + " gate inconclusive.")
    })
public final class Main {
  private static final Set<Integer> JAVA_RELEASES = Set.of(17, 21);

  private static final String VERBOSE = "--verbose";

  @Option(
      names = VERBOSE,
      scope = ScopeType.INHERIT,
      fallbackValue = "true",
      description = "Print the stack trace of an error.")
  private boolean verbose;

  private Main() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    String unsuitable = unsuitableJava(Runtime.version().feature());
    if (unsuitable != null) {
      System.err.println("focal-audit: " + unsuitable);
      System.exit(ExitCode.USAGE);
    }
    NamelessUser.logIn();
    System.exit(run(args));
  }

  /** What is wrong with a release of Java; null where nothing is. On newer ones Hadoop fails. */
  static @Nullable String unsuitableJava(int feature) {
    return JAVA_RELEASES.contains(feature)
        ? null
        : "needs Java 17 or 21, got "
            + feature
            + " from "
            + System.getProperty("java.home")
            + "; set JAVA_HOME";
  }

  private static int run(String... args) {
    return run(
        new PrintWriter(System.out, true, StandardCharsets.UTF_8),
        new PrintWriter(System.err, true, StandardCharsets.UTF_8),
        args);
  }

  static int run(PrintWriter out, PrintWriter err, String... args) {
    CommandLine commandLine = commandLine().setOut(out).setErr(err);
    String config = ConfigFile.pathOf(args);
    CommandLine command = args.length == 0 ? null : commandLine.getSubcommands().get(args[0]);
    if (config != null && command != null) {
      try {
        command.setDefaultValueProvider(ConfigFile.read(config, command.getCommandSpec()));
      } catch (IOException | IllegalArgumentException e) {
        err.println("focal-audit: " + Failures.oneLine(e));
        return ExitCode.USAGE;
      }
    }
    return commandLine.execute(args);
  }

  /** Whether stack traces were asked for. */
  static boolean isVerbose(CommandLine command) {
    Boolean verbose = command.getCommandSpec().root().findOption(VERBOSE).getValue();
    return Boolean.TRUE.equals(verbose);
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Main::usageError);
    GroupedHelp.install(commandLine);
    commandLine.setExecutionStrategy(Failures::execute);
    commandLine.setExecutionExceptionHandler(new Failures());
    return commandLine;
  }

  private static int usageError(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    command
        .getErr()
        .println(
            "focal-audit: "
                + Failures.oneLine(error)
                + didYouMean(error)
                + " (see "
                + command.getCommandSpec().qualifiedName()
                + " --help)");
    return ExitCode.USAGE;
  }

  /** The options or commands that are spelled most like an unknown one. */
  private static String didYouMean(ParameterException error) {
    List<String> similar =
        error instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    return similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
  }

  /** The version line. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      BuildInfo build = BuildInfo.current();
      return new String[] {"focal-audit " + build.version() + " (" + build.commit() + ")"};
    }
  }
}
