package io.github.focalaudit.cli;

import io.github.focalaudit.gate.Verdict;

/** What the process ends with. */
final class ExitCode {
  /** All is well. */
  static final int PASS = 0;

  /** The program failed, or its number cannot be trusted. */
  static final int INTERNAL = 1;

  /** The command line or the configuration is wrong. */
  static final int USAGE = 2;

  /** More inputs were bad than allowed. */
  static final int TOO_MANY_BAD_INPUTS = Verdict.BAD_INPUT_EXIT_CODE;

  private ExitCode() {}
}
