package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.TrendDocument.Point;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.picture.ClassPalette;
import io.github.focalaudit.report.html.Block.Chart;
import io.github.focalaudit.report.html.Block.Picture;
import io.github.focalaudit.report.html.ReportPage.Glance;
import io.github.focalaudit.report.html.ReportPage.WorstClass;
import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The first screen of a run: since when its loss is what it is, and where it lies. Stateless. */
final class GlanceBuilder {
  /** Classes and images that the first screen shows. */
  static final int SHOWN = 3;

  private GlanceBuilder() {}

  static Glance of(RunView run, PictureBudget pictures) {
    TrendDocument trend = run.trend();
    List<Point> points = trend == null ? List.of() : trend.points();
    Chart chart =
        trend == null ? null : TrendChart.of("glance-trend", "Mean loss over past runs", trend);
    return new Glance(chart, since(points), classes(run), images(run, pictures));
  }

  /** In words; text from outside in it is made readable. */
  static List<String> since(List<Point> points) {
    if (points.isEmpty()) {
      return List.of("No history: a report of a run with " + Setting.HISTORY + " says since when.");
    }
    Point last = points.get(points.size() - 1);
    List<String> said = new ArrayList<>();
    if (last.verdict() == VerdictStatus.FAIL) {
      Point first = first(points, point -> point.verdict() == VerdictStatus.FAIL);
      said.add("Fails since " + named(first) + ".");
    }
    if (alarm(last)) {
      Point first = first(points, GlanceBuilder::alarm);
      said.add(ReadableText.title(last.note()) + " since " + named(first) + ".");
    }
    if (points.size() == 1) {
      said.add("The first run of its history.");
    } else if (said.isEmpty()) {
      said.add(
          "No jump, drift or failure in this run; "
              + HtmlNumbers.count(points.size())
              + " runs since "
              + TrendChart.date(points.get(0).finishedAt())
              + ".");
    }
    String change = change(points);
    if (change != null) {
      said.add(change);
    }
    return said;
  }

  /** The change against the last run before that has a value. */
  private static @Nullable String change(List<Point> points) {
    Double now = points.get(points.size() - 1).value();
    for (int i = points.size() - 2; i >= 0 && now != null; i--) {
      Double before = points.get(i).value();
      if (before != null && before != 0) {
        return HtmlNumbers.signedPercent((now - before) / before)
            + " against the run before, "
            + named(points.get(i))
            + ".";
      }
    }
    return null;
  }

  private static boolean alarm(Point point) {
    return point.value() != null && !point.note().isEmpty();
  }

  /** The first of the last runs, one after another, that are such. */
  private static Point first(List<Point> points, Predicate<Point> such) {
    int first = points.size() - 1;
    while (first > 0 && such.test(points.get(first - 1))) {
      first--;
    }
    return points.get(first);
  }

  private static String named(Point point) {
    return TrendChart.date(point.finishedAt()) + " (" + ReadableText.isolated(point.run()) + ")";
  }

  /** Those with the largest parts of the loss. */
  private static List<WorstClass> classes(RunView run) {
    List<ClassSummary> classes = ClassSummary.worst(run.summary().classes(), SHOWN);
    double largest = RunView.largest(classes, ClassSummary::lossShare);
    return classes.stream()
        .map(
            one ->
                new WorstClass(
                    ReadableText.of(run.className(one.id())),
                    ClassPalette.hex(one.id()),
                    Block.Cell.bar(one.lossShare(), largest),
                    "IoU "
                        + RunView.percent(one.iou())
                        + ", recall "
                        + RunView.percent(one.recall()),
                    SummarySections.CLASS_ANCHOR + "-" + (one.id() + 1)))
        .toList();
  }

  private static List<Picture> images(RunView run, PictureBudget pictures) {
    AuditDocument audit = run.audit();
    int worst = audit == null ? 0 : audit.worstImages().size();
    List<Picture> shown = new ArrayList<>();
    for (int rank = 0; rank < Math.min(SHOWN, worst); rank++) {
      shown.add(ImageSections.worstPicture(run, pictures, rank));
    }
    return shown;
  }
}
