package io.github.focalaudit.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The run that a command reads, as {@code RUN} or {@code --run RUN}. A picocli mixin. */
final class RunArgument {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(paramLabel = "RUN", arity = "0..1", description = "The run directory.")
  private @Nullable String positional;

  @Option(names = "--run", paramLabel = "RUN", description = "The same as RUN.")
  private @Nullable String option;

  /**
   * The run directory.
   *
   * @throws ParameterException where it is missing, or two are given
   */
  String path() {
    if (positional != null && option != null) {
      throw new ParameterException(
          spec.commandLine(), "RUN " + positional + " and --run " + option + ": give one of both");
    }
    String path = positional != null ? positional : option;
    if (path == null || path.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "RUN is missing: name the run directory, as RUN or --run RUN");
    }
    return path;
  }
}
