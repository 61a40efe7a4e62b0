package io.github.focalaudit.gate;

import io.github.focalaudit.comparison.ComparedMetric;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.Severity;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.document.VerdictStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The end of a run.
 *
 * @param status what it comes to
 * @param exitCode of the process
 * @param reason one sentence
 * @param retryable whether it is an error that another try may not meet
 * @param judged whether something was asked of the run: false for a result without a gate
 * @param inconclusiveWarns whether a rule without a decision is a warning
 * @param rules in the order of the gate file; empty without a gate
 */
public record Verdict(
    VerdictStatus status,
    int exitCode,
    String reason,
    boolean retryable,
    boolean judged,
    boolean inconclusiveWarns,
    List<RuleResult> rules) {

  public Verdict {
    rules = List.copyOf(rules);
  }

  /** The verdict of a run that broke off. */
  public static Verdict error(String reason) {
    return error(reason, ExitCode.INTERNAL, false);
  }

  /**
   * The verdict of a run that has no result.
   *
   * @param retryable whether another try may have one, because of something that passes
   */
  public static Verdict error(String reason, int exitCode, boolean retryable) {
    return new Verdict(VerdictStatus.ERROR, exitCode, reason, retryable, true, false, List.of());
  }

  /**
   * The verdict of a run that finished.
   *
   * @param tooManyBadInputs what is wrong with the inputs; null where few enough are bad
   * @param inconclusiveWarns whether a rule without a decision is a warning
   * @param rules results of the gate; empty without one
   */
  public static Verdict of(
      @Nullable String tooManyBadInputs, boolean inconclusiveWarns, List<RuleResult> rules) {
    if (tooManyBadInputs != null) {
      return new Verdict(
          VerdictStatus.FAIL,
          ExitCode.TOO_MANY_BAD_INPUTS,
          tooManyBadInputs,
          false,
          true,
          inconclusiveWarns,
          rules);
    }
    long failed = count(rules, RuleStatus.FAIL);
    if (failed > 0) {
      return new Verdict(
          VerdictStatus.FAIL,
          ExitCode.GATE_FAILED,
          said(failed, rules, "fail"),
          false,
          true,
          inconclusiveWarns,
          rules);
    }
    long open = count(rules, RuleStatus.INCONCLUSIVE);
    if (open > 0 && !inconclusiveWarns) {
      return new Verdict(
          VerdictStatus.INCONCLUSIVE,
          ExitCode.INCONCLUSIVE,
          said(open, rules, "are inconclusive"),
          false,
          true,
          false,
          rules);
    }
    Verdict pass =
        new Verdict(VerdictStatus.PASS, ExitCode.PASS, "", false, true, inconclusiveWarns, rules);
    int warnings = pass.warnings().size();
    return pass.because(
        (rules.size() - warnings) + " of " + bounds(rules) + " hold" + warned(warnings));
  }

  private static String said(long count, List<RuleResult> rules, String what) {
    return count + " of " + bounds(rules) + " " + what;
  }

  private static String bounds(List<RuleResult> rules) {
    return rules.size() + (rules.size() == 1 ? " bound" : " bounds");
  }

  private static String warned(int warnings) {
    return warnings == 0 ? "" : ", " + warnings + (warnings == 1 ? " warns" : " warn");
  }

  private static long count(List<RuleResult> rules, RuleStatus status) {
    return rules.stream()
        .filter(rule -> rule.status() == status && rule.severity() == Severity.FAIL)
        .count();
  }

  /**
   * The verdict of a run in which nothing could be measured: a pass becomes inconclusive, also
   * where inconclusive rules only warn, because rules that hold over nothing say nothing; a failure
   * stays.
   */
  public Verdict withoutEvidence(String why) {
    return status == VerdictStatus.PASS
        ? new Verdict(
            VerdictStatus.INCONCLUSIVE,
            ExitCode.INCONCLUSIVE,
            why,
            false,
            true,
            inconclusiveWarns,
            rules)
        : this;
  }

  /**
   * The verdict where the gate requires a cross-check: a run without one fails, whatever its rules
   * say.
   *
   * @param gate null for none
   * @param status how the cross-check of the run ended
   */
  public Verdict crossChecked(@Nullable Gate gate, RunSummary.CheckStatus status) {
    if (gate == null || !gate.crossCheckRequired() || status == RunSummary.CheckStatus.PASSED) {
      return this;
    }
    String why =
        "the gate requires a cross-check, and it was "
            + (status == RunSummary.CheckStatus.OFF ? "switched off" : status.label());
    return this.status == VerdictStatus.FAIL
        ? because(reason + "; " + why)
        : new Verdict(
            VerdictStatus.FAIL, ExitCode.GATE_FAILED, why, false, true, inconclusiveWarns, rules);
  }

  /** The same with another reason. */
  public Verdict because(String other) {
    return new Verdict(status, exitCode, other, retryable, judged, inconclusiveWarns, rules);
  }

  /** The verdict of a run that has a result and no gate: nothing was asked of it. */
  public static Verdict notJudged(String reason) {
    return new Verdict(VerdictStatus.PASS, ExitCode.PASS, reason, false, false, false, List.of());
  }

  /** Whether a rule does not hold, or cannot be decided, without changing the verdict. */
  public boolean isWarning(RuleResult rule) {
    return rule.status() == RuleStatus.INCONCLUSIVE && inconclusiveWarns
        || rule.status() != RuleStatus.PASS && rule.severity() == Severity.WARN;
  }

  /** What {@code verdict.json} keeps of the verdict on a run without warnings. */
  public VerdictDocument document() {
    return document(List.of());
  }

  /**
   * What {@code verdict.json} keeps of it.
   *
   * @param runWarnings of the run's summary; empty for a run without one
   */
  public VerdictDocument document(List<String> runWarnings) {
    boolean compared = rules.stream().anyMatch(rule -> rule.difference() != null);
    return new VerdictDocument(
        status,
        judged ? null : Boolean.FALSE,
        exitCode,
        reason,
        retryable ? Boolean.TRUE : null,
        compared ? ComparedMetric.MEANING : null,
        rules.stream().map(RuleResult::outcome).toList(),
        warnings().stream().map(rule -> rule.outcome().asWarning()).toList(),
        runWarnings);
  }

  /** Rules that did not hold, or could not be decided, without changing the verdict. */
  public List<RuleResult> warnings() {
    return rules.stream().filter(this::isWarning).toList();
  }
}
