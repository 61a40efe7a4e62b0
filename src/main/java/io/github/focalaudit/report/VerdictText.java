package io.github.focalaudit.report;

import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.document.VerdictDocument.RuleOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A verdict for a person at a terminal. Stateless. */
public final class VerdictText {
  private VerdictText() {}

  /** A line a rule, then the verdict; without line ends. */
  public static List<String> lines(VerdictDocument verdict) {
    List<String> lines = new ArrayList<>();
    verdict.rules().forEach(rule -> lines.add(line(verdict, rule)));
    lines.add(
        "verdict      "
            + verdict.words()
            + ": "
            + verdict.reason()
            + "; exit code "
            + verdict.exitCode());
    return lines;
  }

  /** A line for each rule that did not hold or could not be decided, without line ends. */
  public static List<String> notHeld(VerdictDocument verdict) {
    return verdict.rules().stream()
        .filter(rule -> rule.status() != RuleStatus.PASS)
        .map(rule -> line(verdict, rule))
        .toList();
  }

  private static String line(VerdictDocument verdict, RuleOutcome rule) {
    String mark = verdict.isWarning(rule) ? "warn" : rule.status().label();
    String name =
        rule.rule().equals(rule.metric()) ? rule.rule() : rule.rule() + " (" + rule.metric() + ")";
    return String.format(Locale.ROOT, "%-12s %s, %s: %s", mark, name, rule.bound(), rule.reason());
  }
}
