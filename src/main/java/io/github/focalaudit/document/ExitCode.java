package io.github.focalaudit.document;

/**
 * What the process of a command ends with, and what {@code verdict.json} says of a run. Stateless.
 */
public final class ExitCode {
  /** Everything holds. */
  public static final int PASS = 0;

  /** The program failed, or its number cannot be trusted. */
  public static final int INTERNAL = 1;

  /** The command line or the configuration is wrong. */
  public static final int USAGE = 2;

  /** A rule of the gate does not hold. */
  public static final int GATE_FAILED = 3;

  /** More inputs were bad than allowed; goes before a failed gate. */
  public static final int TOO_MANY_BAD_INPUTS = 4;

  /** The data do not decide. */
  public static final int INCONCLUSIVE = 5;

  private ExitCode() {}
}
