package io.github.focalaudit.comparison;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code src/test/python/bootstrap_check.py} prints. */
public final class BootstrapScript {
  private BootstrapScript() {}

  /** The number of a line, such as {@code standard error 0.0034}. */
  public static double number(String printed, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + " +(\\S+)$").matcher(printed);
    if (!line.find()) {
      throw new AssertionError("no line " + name + " in: " + printed);
    }
    return Double.parseDouble(line.group(1));
  }
}
