package io.github.focalaudit.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.ComparisonDocument.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A comparison at a terminal. */
class ChangeTextTest {
  private static Metric metric(String name, double effective, String note) {
    return new Metric(
        name, 1.0, 2.0, 1.0, 1.0, null, null, 3, effective, 0.5, 0, 0, null, null, 0.975, note);
  }

  @Test
  void oneReasonStandsOnceForAllMetrics() {
    List<Metric> metrics = new ArrayList<>();
    for (int i = 0; i < 34; i++) {
      metrics.add(
          metric("class[" + i + "].loss", 1 + i / 33.0, "3 count as " + i + "; it needs 20"));
    }
    metrics.add(metric("accuracy", 0, "the change is the same everywhere"));
    metrics.add(
        new Metric(
            "loss.mean", 1.0, 2.0, 1.0, 1.0, 0.1, 0.1, 9, 8.5, 0.25, 99, 0, 0.5, 1.5, 0.975, ""));
    List<String> lines =
        ChangeText.lines(
            new ComparisonDocument(
                "/runs/a",
                "/runs/b",
                new ComparisonDocument.Clusters(null, 3),
                Map.of("same", 3L),
                "Meaning.",
                List.of(),
                metrics,
                null));
    assertThat(lines)
        .containsOnlyOnce("  (1) at most 3 count as 33; it needs 20")
        .containsOnlyOnce("  (2) the change is the same everywhere")
        .filteredOn(line -> line.contains("needs 20"))
        .hasSize(1);
    assertThat(lines).filteredOn(line -> line.contains("none (1)")).hasSize(34);
    assertThat(lines)
        .anyMatch(line -> line.matches("  accuracy +1 +2 +\\+1 +none \\(2\\) +0.0 +-"))
        .anyMatch(
            line ->
                line.matches(" *loss.mean +1 +2 +\\+1 +\\[\\+0.500000, \\+1.50000\\] +8.5 +0.25"))
        .anyMatch(line -> line.contains("95 % interval"));
  }
}
