package io.github.focalaudit.gate;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A metric over past runs: z-scores and CUSUM. Stateless.
 *
 * <ul>
 *   <li>The robust z-score of a run against the window of accepted runs before it: (x - median) / s
 *       with s = 1.4826 times the median absolute deviation, at least {@link #FLOOR} of the golden
 *       value, so that reruns of the same bits do not fire. Median and deviation of a small window
 *       are themselves uncertain; the limit is the 99.73 % quantile of the score for that many
 *       normal values, {@link #limit(int)}, so that false alarms are as rare as with three known
 *       sigmas.
 *   <li>CUSUM (Page 1954, doi:10.1093/biomet/41.1-2.100) against the golden run, upwards and
 *       downwards, reference value 0.5, limit 5 (Montgomery, Statistical Quality Control, 9.1), in
 *       units of s of all accepted runs so far, widened by limit / 3 for the same reason.
 * </ul>
 *
 * <p>Both start anew where the fingerprint of the data set, or of the settings, changes. Runs that
 * were not accepted are scored and shown; they are never part of a window, nor of the sums of later
 * runs, and one over other data (a night with bad inputs, say) starts nothing anew for the runs
 * after it.
 */
public final class Trend {
  /** The least spread, relative to the golden value. */
  public static final double FLOOR = 1e-3;

  /** Accepted runs in a window. */
  public static final int WINDOW = 30;

  /** Accepted runs before there is a score. */
  public static final int MIN_WINDOW = 5;

  /** Runs that {@code trend.json} keeps. */
  static final int KEPT = 60;

  private static final double SLACK = 0.5;
  private static final double CUSUM_LIMIT = 5;
  private static final double MAD_SCALE = 1.4826;

  /** 99.73 % quantiles of |z| for windows of 5 to 30 normal values. */
  private static final double[] LIMITS = {
    28.37, 13.1, 12.65, 8.75, 8.51, 6.93, 6.86, 5.99, 5.9, 5.34, 5.37, 4.97, 4.94, 4.69, 4.67, 4.49,
    4.46, 4.3, 4.29, 4.17, 4.17, 4.07, 4.07, 3.97, 3.98, 3.89
  };

  private Trend() {}

  /**
   * One run in the trend.
   *
   * @param run the run
   * @param value of the metric; null where it has none
   * @param epoch counts data sets of accepted runs, from 1; a rejected run over other data than the
   *     accepted one before it is counted in the next
   * @param z against the window before it; null with fewer than {@link #MIN_WINDOW} runs
   * @param limit of |z|; null without z
   * @param cusumUp sum of increases over the golden run; null before the spread is known
   * @param cusumDown sum of decreases under it; null before the spread is known
   * @param note what fires; empty where nothing does
   */
  public record Point(
      HistoryEntry run,
      @Nullable Double value,
      int epoch,
      @Nullable Double z,
      @Nullable Double limit,
      @Nullable Double cusumUp,
      @Nullable Double cusumDown,
      String note) {

    /** Whether a score is over its limit. */
    public boolean alarm() {
      return !note.isEmpty();
    }
  }

  /**
   * The trend of a metric.
   *
   * @param runs oldest first
   * @param golden the frozen reference; where it is null or of another data set, the first accepted
   *     run of the epoch stands in
   * @param metric name of the metric
   */
  public static List<Point> of(
      List<HistoryEntry> runs, @Nullable HistoryEntry golden, String metric) {
    List<Point> points = new ArrayList<>();
    Epoch epoch = new Epoch(0, null, metric);
    HistoryEntry before = null;
    for (HistoryEntry run : runs) {
      Epoch own = epoch;
      boolean without = run.verdict() == VerdictStatus.ERROR;
      if (before == null || !without && !sameData(before, run)) {
        Double reference = golden != null && sameData(golden, run) ? golden.metric(metric) : null;
        own = new Epoch(epoch.number + 1, reference, metric);
      }
      points.add(own.add(run));
      if (run.accepted()) {
        epoch = own;
        before = run;
      }
    }
    return List.copyOf(points);
  }

  /** What {@code trend.json} keeps of a trend: its last {@link #KEPT} runs. */
  public static TrendDocument document(List<Point> points, String metric) {
    return new TrendDocument(
        metric,
        points.subList(Math.max(0, points.size() - KEPT), points.size()).stream()
            .map(Trend::document)
            .toList());
  }

  private static TrendDocument.Point document(Point point) {
    return new TrendDocument.Point(
        point.run().runId(),
        point.run().finishedAt(),
        point.run().verdict(),
        point.run().judged(),
        point.value(),
        point.z(),
        point.limit(),
        point.cusumUp(),
        point.cusumDown(),
        point.note());
  }

  private static boolean sameData(HistoryEntry a, HistoryEntry b) {
    return a.datasetFingerprint().equals(b.datasetFingerprint())
        && a.settingsHash().equals(b.settingsHash());
  }

  /** The limit of |z| for a window of so many runs, 5 or more. */
  static double limit(int window) {
    return LIMITS[Math.min(window - MIN_WINDOW, LIMITS.length - 1)];
  }

  /** Runs over one data set. */
  private static final class Epoch {
    private final int number;
    private final String metric;
    private final List<Double> accepted = new ArrayList<>();
    private @Nullable Double golden;
    private double up;
    private double down;

    Epoch(int number, @Nullable Double golden, String metric) {
      this.number = number;
      this.golden = golden;
      this.metric = metric;
    }

    Point add(HistoryEntry run) {
      Double value = run.metric(metric);
      if (value == null || value.isNaN()) {
        return new Point(run, null, number, null, null, null, null, "no value");
      }
      Point point =
          accepted.size() < MIN_WINDOW
              ? new Point(run, value, number, null, null, null, null, "")
              : score(run, value);
      if (run.accepted()) {
        accepted.add(value);
        golden = golden == null ? value : golden;
      }
      return point;
    }

    private Point score(HistoryEntry run, double value) {
      double reference = Objects.requireNonNull(golden);
      double[] window = last(WINDOW);
      double limit = limit(window.length);
      double center = median(window);
      double z = (value - center) / spread(window, center, reference);
      double[] all = last(Integer.MAX_VALUE);
      double scale = spread(all, median(all), reference) * limit(all.length) / 3;
      double nextUp = Math.max(0, up + (value - reference) / scale - SLACK);
      double nextDown = Math.max(0, down + (reference - value) / scale - SLACK);
      if (run.accepted()) {
        up = nextUp;
        down = nextDown;
      }
      List<String> notes = new ArrayList<>();
      if (Math.abs(z) > limit) {
        notes.add(z > 0 ? "jump up" : "jump down");
      }
      if (nextUp > CUSUM_LIMIT || nextDown > CUSUM_LIMIT) {
        notes.add(nextUp > CUSUM_LIMIT ? "drift up" : "drift down");
      }
      return new Point(run, value, number, z, limit, nextUp, nextDown, String.join(", ", notes));
    }

    private double[] last(int count) {
      int from = Math.max(0, accepted.size() - count);
      return accepted.subList(from, accepted.size()).stream()
          .mapToDouble(Double::doubleValue)
          .toArray();
    }
  }

  private static double spread(double[] values, double center, double reference) {
    double[] deviations = Arrays.stream(values).map(value -> Math.abs(value - center)).toArray();
    // The smallest number keeps a golden value of 0 from dividing by nothing.
    double floor = Math.max(FLOOR * Math.abs(reference), Double.MIN_NORMAL);
    return Math.max(MAD_SCALE * median(deviations), floor);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
