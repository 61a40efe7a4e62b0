package io.github.focalaudit.cli;

import io.github.focalaudit.warning.WarningCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which warnings are known and need not be told. A picocli mixin. */
final class WarningOptions {
  private static final String OPTION = "--accept-warning";

  @Option(
      names = OPTION,
      split = ",",
      paramLabel = "CODE",
      description = "Do not tell a warning that is known, by its code (repeatable).")
  private List<String> accepted = List.of();

  /**
   * The codes of the warnings that are accepted.
   *
   * @throws IllegalArgumentException where there is no such code
   */
  Set<WarningCode> accepted() {
    Set<WarningCode> codes = EnumSet.noneOf(WarningCode.class);
    for (String name : accepted) {
      codes.add(
          WarningCode.find(name.strip())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          OPTION
                              + ": no warning has the code '"
                              + name
                              + "'; codes are "
                              + WarningCode.known())));
    }
    return codes;
  }
}
