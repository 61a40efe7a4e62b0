package io.github.focalaudit.report;

import io.github.focalaudit.gate.RuleResult;
import io.github.focalaudit.gate.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verdict for a person at a terminal. Stateless. */
public final class VerdictText {
  private VerdictText() {}

  /** The lines, without line ends. */
  public static List<String> lines(Verdict verdict) {
    List<String> lines = new ArrayList<>();
    for (RuleResult rule : verdict.rules()) {
      String mark = verdict.isWarning(rule) ? "warn" : rule.status().label();
      String name =
          rule.rule().equals(rule.metric().label())
              ? rule.rule()
              : rule.rule() + " (" + rule.metric().label() + ")";
      lines.add(
          String.format(
              Locale.ROOT, "%-12s %s, %s: %s", mark, name, rule.bound().label(), rule.reason()));
    }
    lines.add(
        "verdict      "
            + verdict.status().label()
            + ": "
            + verdict.reason()
            + "; exit code "
            + verdict.exitCode());
    return lines;
  }
}
