package io.github.focalaudit.report.html;

import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.TrendDocument.Point;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.report.html.Block.Chart;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A metric over past runs as a line, each run a mark, with dates in UTC below. Stateless. */
final class TrendChart {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

  /** Of the range of the values, left free below the lowest. */
  private static final double FREE_BELOW = 0.25;

  /**
   * A range below this part of the largest value is widened to it: noise is not drawn as a cliff.
   */
  private static final double SMALLEST_RANGE = 0.05;

  private TrendChart() {}

  /** Null where fewer than two runs have a value. */
  static @Nullable Chart of(String id, String title, TrendDocument trend) {
    List<Point> drawn = trend.points().stream().filter(point -> point.value() != null).toList();
    if (drawn.size() < 2) {
      return null;
    }
    double[] values = drawn.stream().mapToDouble(p -> Objects.requireNonNull(p.value())).toArray();
    double most = Arrays.stream(values).max().orElse(0);
    double least = Arrays.stream(values).min().orElse(0);
    double range = Math.max(most - least, SMALLEST_RANGE * Math.abs(most));
    LocalDate first = day(drawn.get(0).finishedAt());
    LocalDate last = day(drawn.get(drawn.size() - 1).finishedAt());
    boolean oneDay = first.equals(last);
    ChartBuilder chart =
        new ChartBuilder(1, values.length, Math.max(0, least - FREE_BELOW * range), most)
            .axes(
                oneDay ? "finished on " + first + ", UTC" : "finished, " + first + " to " + last,
                ReadableText.of(trend.metric()),
                x -> label(drawn.get((int) x - 1).finishedAt(), oneDay));
    double[] line = new double[2 * values.length];
    for (int i = 0; i < values.length; i++) {
      Point point = drawn.get(i);
      line[2 * i] = i + 1d;
      line[2 * i + 1] = values[i];
      boolean bad = point.verdict() == VerdictStatus.FAIL;
      chart.point(
          line[2 * i],
          values[i],
          ReadableText.of(point.run())
              + ", "
              + date(point.finishedAt())
              + ", "
              + point.verdict().words(point.judged())
              + ": "
              + HtmlNumbers.digits(values[i]),
          bad ? "mark failed" : "mark");
    }
    return chart
        .line("line", line)
        .build(
            id,
            title,
            "Runs that failed are drawn as squares; the table of the trend has the numbers.");
  }

  /** Of an instant, in UTC. */
  static String date(Instant instant) {
    return day(instant).toString();
  }

  private static LocalDate day(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC).toLocalDate();
  }

  private static String label(Instant instant, boolean oneDay) {
    return (oneDay ? TIME : DAY).format(instant.atOffset(ZoneOffset.UTC));
  }
}
