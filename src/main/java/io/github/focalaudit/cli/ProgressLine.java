package io.github.focalaudit.cli;

import io.github.focalaudit.run.ScoringWatcher;
import io.github.focalaudit.spark.Progress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows how far a run is: one line that renews itself on a terminal, a log line now and then
 * elsewhere. Thread-safe.
 */
final class ProgressLine implements ScoringWatcher, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressLine.class);
  private static final long TERMINAL_MILLIS = 500;
  private static final long LOG_MILLIS = 30_000;
  private static final double MEGA = 1e6;

  private final PrintStream terminal;
  private final boolean interactive;
  private final ScheduledExecutorService clock;
  private volatile @Nullable Work work;
  private int shown;

  private record Work(Progress progress, int images, long startNanos) {}

  /**
   * @param interactive whether a person watches a terminal
   */
  ProgressLine(PrintStream terminal, boolean interactive) {
    this.terminal = terminal;
    this.interactive = interactive;
    this.clock =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Begins to show. */
  @Override
  public void start(Progress progress, int images) {
    work = new Work(progress, images, System.nanoTime());
    long period = interactive ? TERMINAL_MILLIS : LOG_MILLIS;
    var unused = clock.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
  }

  private synchronized void show() {
    Work current = work;
    if (current == null) {
      return;
    }
    String line = line(current);
    if (interactive) {
      terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
      terminal.flush();
      shown = line.length();
    } else {
      LOG.info("{}", line);
    }
  }

  private static String line(Work work) {
    long done = work.progress().done();
    double seconds = (System.nanoTime() - work.startNanos()) / 1e9;
    double rate = done / seconds;
    String left =
        done == 0 ? "?" : String.format(Locale.ROOT, "%.0f s", (work.images() - done) / rate);
    double mean = work.progress().runningMean();
    return String.format(
        Locale.ROOT,
        "%d of %d images, %.1f images/s, %.0f MB/s, %s left%s",
        done,
        work.images(),
        rate,
        work.progress().bytes() / MEGA / seconds,
        left,
        Double.isNaN(mean) ? "" : String.format(Locale.ROOT, ", mean so far %.6g", mean));
  }

  @Override
  public void end() {
    close();
  }

  /** Ends the line. */
  @Override
  public synchronized void close() {
    clock.shutdownNow();
    if (interactive && shown > 0) {
      terminal.print("\r" + " ".repeat(shown) + "\r");
      shown = 0;
      terminal.flush();
    }
    work = null;
  }
}
