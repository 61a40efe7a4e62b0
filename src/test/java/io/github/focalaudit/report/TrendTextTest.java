package io.github.focalaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.gate.Trend;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrendTextTest {
  private static HistoryEntry run(int index, VerdictStatus verdict, String data) {
    Instant finished = Instant.EPOCH.plusSeconds(index);
    return HistoryEntry.of(
        "r" + index, finished, "/r", verdict, data, "s", Map.of("loss.mean", 1d));
  }

  @Test
  void saysWhereAnotherDataSetBeginsAndWhereTheOldOneGoesOn() {
    List<HistoryEntry> runs =
        List.of(
            run(0, VerdictStatus.PASS, "d"),
            run(1, VerdictStatus.FAIL, "e"),
            run(2, VerdictStatus.PASS, "d"),
            run(3, VerdictStatus.PASS, "e"));
    List<String> lines = TrendText.lines(Trend.of(runs, null, "loss.mean"), null, "loss.mean", 30);
    assertThat(lines).hasSize(9);
    assertThat(lines.get(3)).contains("the trend starts anew");
    assertThat(lines.get(5)).contains("the trend goes on");
    assertThat(lines.get(7)).contains("the trend starts anew");
  }
}
