package io.github.focalaudit.report.html;

import io.github.focalaudit.report.html.Block.Bar;
import io.github.focalaudit.report.html.Block.Chart;
import io.github.focalaudit.report.html.Block.Path;
import io.github.focalaudit.report.html.Block.Point;
import io.github.focalaudit.report.html.Block.Tick;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Draws values against two linear axes. Values outside the axes are drawn at their ends. Used by
 * one thread.
 */
final class ChartBuilder {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 76;
  private static final int RIGHT = 620;
  private static final int TOP = 18;
  private static final int BOTTOM = 248;
  private static final int LABEL_GAP = 18;
  private static final int TICKS = 5;

  private final double xFrom;
  private final double xTo;
  private final double yFrom;
  private final double yTo;
  private final List<Bar> bars = new ArrayList<>();
  private final List<Path> paths = new ArrayList<>();
  private final List<Point> points = new ArrayList<>();
  private final List<Tick> ticks = new ArrayList<>();

  /**
   * @param xFrom left end of the x axis
   * @param xTo its right end
   * @param yTo upper end of the y axis, which starts at 0
   */
  ChartBuilder(double xFrom, double xTo, double yTo) {
    this(xFrom, xTo, 0, yTo);
  }

  /**
   * @param xFrom left end of the x axis
   * @param xTo its right end
   * @param yFrom lower end of the y axis
   * @param yTo its upper end
   */
  ChartBuilder(double xFrom, double xTo, double yFrom, double yTo) {
    this.xFrom = xFrom;
    this.xTo = xTo > xFrom ? xTo : xFrom + 1;
    this.yFrom = yFrom;
    this.yTo = yTo > yFrom ? yTo : yFrom + 1;
  }

  ChartBuilder axes(String xTitle, String yTitle) {
    return axes(xTitle, yTitle, step(xTo - xFrom), ChartBuilder::label);
  }

  /** Axes whose x axis has labels for whole numbers, six at most. */
  ChartBuilder axes(String xTitle, String yTitle, DoubleFunction<String> xLabel) {
    return axes(xTitle, yTitle, Math.max(1, Math.ceil((xTo - xFrom) / TICKS)), xLabel);
  }

  private ChartBuilder axes(
      String xTitle, String yTitle, double xStep, DoubleFunction<String> xLabel) {
    double yStep = step(yTo - yFrom);
    for (double y = Math.ceil(yFrom / yStep - 1e-9) * yStep; y <= yTo + yStep * 1e-9; y += yStep) {
      ticks.add(
          new Tick(
              "" + (LEFT - 8),
              HtmlNumbers.fixed(atY(y) + 4, 1),
              "end",
              label(y),
              new Path(LEFT + "," + y(y) + " " + RIGHT + "," + y(y), "grid")));
    }
    for (double x = Math.ceil(xFrom / xStep - 1e-9) * xStep; x <= xTo + xStep * 1e-9; x += xStep) {
      ticks.add(new Tick(x(x), "" + (BOTTOM + LABEL_GAP), "middle", xLabel.apply(x), null));
    }
    ticks.add(new Tick("" + (LEFT + RIGHT) / 2, "" + (HEIGHT - 10), "middle", xTitle, null));
    ticks.add(new Tick("4", "" + (TOP - 6), "start", yTitle, null));
    return this;
  }

  ChartBuilder bar(double from, double to, double height, String title) {
    double left = atX(from);
    double top = atY(height);
    bars.add(
        new Bar(
            HtmlNumbers.fixed(left, 2),
            HtmlNumbers.fixed(top, 2),
            HtmlNumbers.fixed(Math.max(0.5, atX(to) - left), 2),
            HtmlNumbers.fixed(BOTTOM - top, 2),
            title));
    return this;
  }

  /** A line through points, given as x, y, x, y and so on. */
  ChartBuilder line(String kind, double... coordinates) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < coordinates.length; i += 2) {
      line.append(i == 0 ? "" : " ")
          .append(x(coordinates[i]))
          .append(',')
          .append(y(coordinates[i + 1]));
    }
    paths.add(new Path(line.toString(), kind));
    return this;
  }

  ChartBuilder point(double x, double y, String title) {
    return point(x, y, title, "mark");
  }

  ChartBuilder point(double x, double y, String title, String kind) {
    points.add(new Point(x(x), y(y), title, kind));
    return this;
  }

  Chart build(String id, String title, String description) {
    return new Chart(id, title, description, WIDTH, HEIGHT, bars, paths, points, ticks);
  }

  private String x(double x) {
    return HtmlNumbers.fixed(atX(x), 2);
  }

  private String y(double y) {
    return HtmlNumbers.fixed(atY(y), 2);
  }

  private double atX(double x) {
    return LEFT + (RIGHT - LEFT) * Math.min(1, Math.max(0, (x - xFrom) / (xTo - xFrom)));
  }

  private double atY(double y) {
    return BOTTOM - (BOTTOM - TOP) * Math.min(1, Math.max(0, (y - yFrom) / (yTo - yFrom)));
  }

  /** The step among 1, 2, 2.5 and 5 times a power of ten that gives about five ticks. */
  private static double step(double range) {
    double power = StrictMath.pow(10, Math.floor(StrictMath.log10(range / TICKS)));
    for (double factor : new double[] {1, 2, 2.5, 5}) {
      if (range / (factor * power) <= TICKS + 1) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static String label(double value) {
    double rounded = Math.abs(value) < 1e-12 ? 0 : Math.rint(value * 1e9) / 1e9;
    return HtmlNumbers.digits(rounded == 0 && value > 1e-12 ? value : rounded);
  }
}
