package io.github.focalaudit.report;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.gate.Trend;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The trend of past runs for a person at a terminal. Stateless. */
public final class TrendText {
  private static final String FORMAT = "%-24s %-28s %-12s %-14s %9s %9s %9s  %s";

  private TrendText() {}

  /**
   * The lines, without line ends.
   *
   * @param points oldest first
   * @param golden the frozen reference; null for none
   * @param metric what is followed
   * @param last how many runs to show, the last ones
   */
  public static List<String> lines(
      List<Trend.Point> points, @Nullable HistoryEntry golden, String metric, int last) {
    List<String> lines = new ArrayList<>();
    if (points.isEmpty()) {
      return List.of("the history has no run yet");
    }
    lines.add("golden run " + (golden == null ? "(none accepted yet)" : golden.runId()));
    lines.add(
        String.format(
            Locale.ROOT,
            FORMAT,
            "finished",
            "run",
            "verdict",
            metric,
            "z",
            "cusum+",
            "cusum-",
            ""));
    int from = Math.max(0, points.size() - Math.max(1, last));
    for (int i = from; i < points.size(); i++) {
      Trend.Point point = points.get(i);
      if (i > from && point.epoch() != points.get(i - 1).epoch()) {
        lines.add(
            point.epoch() > points.get(i - 1).epoch()
                ? "-- another data set, or other settings: the trend starts anew --"
                : "-- the data set and the settings of before: the trend goes on --");
      }
      lines.add(
          String.format(
              Locale.ROOT,
              FORMAT,
              point.run().finishedAt().truncatedTo(ChronoUnit.SECONDS),
              point.run().runId(),
              point.run().verdict().words(point.run().judged()),
              point.value() == null ? "-" : TextNumbers.significant(point.value()),
              score(point.z()),
              score(point.cusumUp()),
              score(point.cusumDown()),
              point.note()));
    }
    return lines;
  }

  private static String score(@Nullable Double value) {
    return value == null ? "-" : TextNumbers.fixed(value, 2);
  }
}
