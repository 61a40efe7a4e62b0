package io.github.focalaudit.run;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run was asked for, as its provenance tells it. Immutable.
 *
 * @param command words of the command line; empty where a program asked
 * @param config file of options; null for none
 * @param gate file of rules; null for none
 */
public record Invocation(List<String> command, @Nullable String config, @Nullable String gate) {
  /** By a program, without files of its own. */
  public static final Invocation NONE = new Invocation(List.of(), null, null);

  public Invocation {
    command = List.copyOf(command);
  }

  Invocation withGate(@Nullable String file) {
    return new Invocation(command, config, file);
  }
}
