package io.github.focalaudit.gate;

import static io.github.focalaudit.gate.GateEvaluatorTest.WORSE;
import static io.github.focalaudit.gate.GateEvaluatorTest.gate;
import static io.github.focalaudit.gate.GateEvaluatorTest.judge;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.comparison.Scores;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.RunSummary.CheckStatus;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.report.JUnitXml;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void exitCodes() {
    RuleResult pass = judge("accuracy", "min: 0.5", null, WORSE);
    RuleResult fail = judge("accuracy", "min: 0.99", null, WORSE);
    RuleResult open = judge("loss.mean", "maxIncrease: 2%", null, WORSE);
    assertThat(Verdict.of(null, false, List.of()).exitCode()).isEqualTo(0);
    assertThat(Verdict.of(null, false, List.of()).document().judged()).isNull();
    assertThat(Verdict.notJudged("24 images scored").exitCode()).isEqualTo(0);
    assertThat(Verdict.notJudged("24 images scored").document().judged()).isFalse();
    assertThat(Verdict.notJudged("").document().words()).isEqualTo("scored, not judged");
    assertThat(Verdict.of(null, false, List.of(pass)).exitCode()).isEqualTo(0);
    assertThat(Verdict.of(null, false, List.of(pass, open, fail)).exitCode()).isEqualTo(3);
    assertThat(Verdict.of(null, false, List.of(pass, open)).exitCode()).isEqualTo(5);
    Verdict warned = Verdict.of(null, true, List.of(pass, open));
    assertThat(warned.exitCode()).isEqualTo(0);
    assertThat(warned.reason()).isEqualTo("1 of 2 bounds hold, 1 warns");
    assertThat(Verdict.of(null, true, List.of(open, fail)).warnings()).containsExactly(open);
    assertThat(Verdict.of(null, true, List.of(pass, open)).warnings()).containsExactly(open);
    assertThat(Verdict.of("3 of 4 inputs are bad", false, List.of(fail)).exitCode()).isEqualTo(4);
    assertThat(Verdict.error("disk").exitCode()).isEqualTo(1);
    RuleResult mild =
        Scores.judge(gate("accuracy", "min: 0.99\n    severity: warn"), null, WORSE, null).get(0);
    assertThat(mild.status()).isEqualTo(RuleStatus.FAIL);
    assertThat(Verdict.of(null, false, List.of(mild)).exitCode()).isEqualTo(0);
  }

  @Test
  void nothingMeasuredIsNeverAPass() {
    RuleResult pass = judge("accuracy", "min: 0.5", null, WORSE);
    RuleResult fail = judge("accuracy", "min: 0.99", null, WORSE);
    Verdict held = Verdict.of(null, true, List.of(pass)).withoutEvidence("no pixel is valid");
    assertThat(held.status()).isEqualTo(VerdictStatus.INCONCLUSIVE);
    assertThat(held.exitCode()).isEqualTo(5);
    assertThat(held.reason()).isEqualTo("no pixel is valid");
    Verdict failed = Verdict.of(null, true, List.of(fail));
    assertThat(failed.withoutEvidence("no pixel is valid")).isEqualTo(failed);
  }

  @Test
  void aSkippedCrossCheckFailsWhereTheGateRequiresOne() {
    String rules = "version: 1\ncrossCheck: %s\nrules: [{metric: accuracy, min: 0.5}]\n";
    Gate required = GateFileTest.read(rules.formatted("required"));
    Gate optional = GateFileTest.read(rules.formatted("optional"));
    RuleResult pass = judge("accuracy", "min: 0.5", null, WORSE);
    RuleResult fail = judge("accuracy", "min: 0.99", null, WORSE);
    Verdict held = Verdict.of(null, false, List.of(pass));
    assertThat(held.crossChecked(required, CheckStatus.PASSED)).isEqualTo(held);
    assertThat(held.crossChecked(optional, CheckStatus.SKIPPED)).isEqualTo(held);
    assertThat(held.crossChecked(null, CheckStatus.OFF)).isEqualTo(held);
    Verdict skipped = held.crossChecked(required, CheckStatus.SKIPPED);
    assertThat(skipped.status()).isEqualTo(VerdictStatus.FAIL);
    assertThat(skipped.exitCode()).isEqualTo(3);
    assertThat(skipped.reason()).isEqualTo("the gate requires a cross-check, and it was skipped");
    assertThat(new String(JUnitXml.bytes(skipped, "9 images", Instant.EPOCH), UTF_8))
        .contains("tests=\"2\" failures=\"1\" errors=\"0\"")
        .contains("message=\"the gate requires a cross-check, and it was skipped\"");
    Verdict failed = Verdict.of("2 of 4 inputs are bad", false, List.of(fail));
    assertThat(failed.crossChecked(required, CheckStatus.OFF).exitCode()).isEqualTo(4);
    assertThat(failed.crossChecked(required, CheckStatus.OFF).reason())
        .isEqualTo(
            "2 of 4 inputs are bad; the gate requires a cross-check, and it was switched off");
  }
}
