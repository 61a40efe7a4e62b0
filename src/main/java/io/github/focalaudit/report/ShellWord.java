package io.github.focalaudit.report;

import java.util.regex.Pattern;

/** Text as one word of a POSIX shell. Stateless. */
public final class ShellWord {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  private ShellWord() {}

  /** The text, in single quotes where a shell would change it. */
  public static String of(String text) {
    return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
  }
}
