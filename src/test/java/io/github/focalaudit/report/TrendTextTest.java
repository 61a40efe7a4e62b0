package io.github.focalaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.gate.RunRecord;
import io.github.focalaudit.gate.Trend;
import io.github.focalaudit.gate.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrendTextTest {
  private static RunRecord run(int index, Verdict.Status verdict, String data) {
    Instant finished = Instant.EPOCH.plusSeconds(index);
    return new RunRecord("r" + index, finished, "/r", verdict, data, "s", Map.of("loss.mean", 1d));
  }

  @Test
  void saysWhereAnotherDataSetBeginsAndWhereTheOldOneGoesOn() {
    List<RunRecord> runs =
        List.of(
            run(0, Verdict.Status.PASS, "d"),
            run(1, Verdict.Status.FAIL, "e"),
            run(2, Verdict.Status.PASS, "d"),
            run(3, Verdict.Status.PASS, "e"));
    List<String> lines = TrendText.lines(Trend.of(runs, null, "loss.mean"), null, "loss.mean", 30);
    assertThat(lines).hasSize(9);
    assertThat(lines.get(3)).contains("the trend starts anew");
    assertThat(lines.get(5)).contains("the trend goes on");
    assertThat(lines.get(7)).contains("the trend starts anew");
  }
}
