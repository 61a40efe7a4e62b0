package io.github.focalaudit.gate;

import static io.github.focalaudit.gate.GateEvaluatorTest.WORSE;
import static io.github.focalaudit.gate.GateEvaluatorTest.gate;
import static io.github.focalaudit.gate.GateEvaluatorTest.judge;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.comparison.Scores;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.VerdictStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictTest {
  @Test
  void exitCodes() {
    RuleResult pass = judge("accuracy", "min: 0.5", null, WORSE);
    RuleResult fail = judge("accuracy", "min: 0.99", null, WORSE);
    RuleResult open = judge("loss.mean", "maxIncrease: 2%", null, WORSE);
    assertThat(Verdict.of(null, false, List.of()).exitCode()).isEqualTo(0);
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
}
