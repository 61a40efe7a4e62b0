package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.digits;
import static io.github.focalaudit.report.html.RunView.percent;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.LossSummary;
import io.github.focalaudit.document.RuleStatus;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.Severity;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.document.VerdictDocument.RuleOutcome;
import io.github.focalaudit.evaluation.DatasetMetrics.GammaMean;
import io.github.focalaudit.picture.ClassPalette;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sections that {@code summary.json} and {@code verdict.json} alone give. Stateless. */
final class SummarySections {
  /** Ids of the rows of the table of classes begin with it; behind it is the class index plus 1. */
  static final String CLASS_ANCHOR = "class";

  private SummarySections() {}

  static Section overview(RunView run) {
    RunSummary summary = run.summary();
    RunSummary.Images images = summary.images();
    RunSummary.Precision precision = summary.precision();
    LossSummary loss = summary.loss();
    Double mean = loss.mean();
    List<Block> blocks = new ArrayList<>();
    for (String warning : summary.warnings()) {
      blocks.add(new Note("Warning: " + ReadableText.of(warning), true));
    }
    AuditDocument audit = run.audit();
    if (audit != null) {
      audit.notes().forEach(note -> blocks.add(new Note(ReadableText.of(note), false)));
    }
    blocks.add(
        facts(
            List.of(
                new Fact(
                    "Mean focal loss, to the last digit", mean == null ? "–" : mean.toString()),
                new Fact("Loss sum", digits(loss.sum())),
                new Fact(
                    "Divided by",
                    digits(loss.denominator()),
                    loss.normalizer().label().replace('_', ' ')),
                new Fact("Mean of image means", digits(loss.imageMean())),
                new Fact("Cross-entropy, mean", digits(summary.crossEntropy().mean())),
                new Fact("Pixel accuracy", percent(summary.accuracy())),
                new Fact("Mean IoU", percent(summary.meanIou())),
                new Fact("Mean Dice", percent(summary.meanDice())),
                new Fact(
                    "Images scored",
                    HtmlNumbers.count(images.scored()),
                    "of "
                        + HtmlNumbers.count(images.expected())
                        + "; quarantined "
                        + HtmlNumbers.count(images.quarantined())
                        + "; without valid pixels "
                        + HtmlNumbers.count(images.withoutValidPixels())),
                new Fact(
                    "Valid pixels",
                    HtmlNumbers.count(summary.pixels().valid()),
                    "ignored " + HtmlNumbers.count(summary.pixels().ignored())),
                new Fact("Clamped elements", HtmlNumbers.count(summary.clampedElements())),
                new Fact(
                    "Effect of the storage type",
                    percent(precision == null ? null : precision.relative()),
                    "on the mean, estimated on a sample"))));
    return new Section("overview", "Overview", "", blocks);
  }

  /** Those that have a value. */
  private static Facts facts(List<Fact> facts) {
    return new Facts(facts.stream().filter(fact -> !fact.value().equals("–")).toList());
  }

  static @Nullable Section rules(RunView run) {
    VerdictDocument verdict = run.verdict();
    if (verdict == null || verdict.rules().isEmpty()) {
      return null;
    }
    return new Section(
        "rules",
        "Rules",
        "Every rule of the gate with its value, its bound and the reason of its outcome.",
        List.of(rulesTable(verdict.rules())));
  }

  private static Table rulesTable(List<RuleOutcome> rules) {
    List<List<Cell>> rows = new ArrayList<>();
    for (RuleOutcome rule : rules) {
      boolean onlyWarns = rule.status() == RuleStatus.FAIL && rule.severity() == Severity.WARN;
      rows.add(
          List.of(
              Cell.text(rule.rule()),
              Cell.text(rule.status().label() + (onlyWarns ? ", only warns" : "")),
              Cell.number(rule.value()),
              Cell.number(rule.baseline()),
              Cell.text(bound(rule)),
              Cell.text(rule.reason())));
    }
    return new Table(
            "Rules of the gate",
            List.of(
                Column.text("Rule"),
                Column.text("Outcome"),
                Column.number("Value"),
                Column.number("Baseline"),
                Column.text("Bound"),
                Column.text("Reason")),
            rows)
        .withoutEmptyColumns();
  }

  /** {@code max 0.01}, {@code max increase 2 %}. */
  private static String bound(RuleOutcome rule) {
    String kind = ReadableText.title(rule.bound()).toLowerCase(Locale.ROOT);
    double amount = rule.amount();
    return kind
        + " "
        + (rule.percent()
            ? HtmlNumbers.level(amount / 100).replace(' ', '\u00a0')
            : HtmlNumbers.digits(amount));
  }

  static @Nullable Section sweep(RunView run) {
    List<GammaMean> sweep = run.summary().sweep();
    if (sweep.size() < 2) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<GammaMean> points =
        sweep.stream()
            .filter(point -> point.mean() != null)
            .sorted(Comparator.comparingDouble(GammaMean::gamma))
            .toList();
    if (points.size() > 1) {
      blocks.add(sweepChart(points));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (GammaMean point : sweep) {
      rows.add(List.of(Cell.number(point.gamma()), Cell.number(point.mean())));
    }
    blocks.add(
        new Table(
            "Mean loss by gamma, the reported one first",
            List.of(Column.number("Gamma"), Column.number("Mean loss")),
            rows));
    return new Section(
        "sweep",
        "Gamma sweep",
        "What the focusing parameter does: a larger gamma leaves less weight to what is already "
            + "right. Cross-entropy over "
            + (run.summary().accuracy() == null ? "valid elements" : "valid pixels")
            + " is "
            + digits(run.summary().crossEntropy().mean())
            + ".",
        blocks);
  }

  private static Block sweepChart(List<GammaMean> points) {
    double largest = 0;
    double[] line = new double[2 * points.size()];
    for (int i = 0; i < points.size(); i++) {
      line[2 * i] = points.get(i).gamma();
      line[2 * i + 1] = Objects.requireNonNull(points.get(i).mean());
      largest = Math.max(largest, line[2 * i + 1]);
    }
    ChartBuilder chart = new ChartBuilder(line[0], line[line.length - 2], largest);
    chart.axes("gamma", "mean loss").line("line", line);
    for (int i = 0; i < line.length; i += 2) {
      chart.point(
          line[i],
          line[i + 1],
          "gamma " + HtmlNumbers.digits(line[i]) + ": " + HtmlNumbers.digits(line[i + 1]));
    }
    return chart.build(
        "sweep-chart", "Mean loss against gamma", "The numbers are in the table that follows.");
  }

  static @Nullable Section classes(RunView run) {
    List<ClassSummary> classes = run.summary().classes();
    if (classes.isEmpty()) {
      return null;
    }
    double largest = RunView.largest(classes, ClassSummary::lossShare);
    List<List<Cell>> rows = new ArrayList<>();
    for (ClassSummary one : classes) {
      rows.add(
          List.of(
              Cell.swatch(run.className(one.id()), ClassPalette.hex(one.id())),
              Cell.count((long) one.id()),
              Cell.bar(one.lossShare(), largest),
              Cell.percent(one.iou()),
              Cell.percent(one.dice()),
              Cell.percent(one.recall()),
              Cell.percent(one.precision()),
              Cell.count(one.positives()),
              Cell.number(one.positiveSum()),
              Cell.number(one.negativeSum())));
    }
    return new Section(
        "classes",
        "Classes",
        "A class without pixels has no metrics, shown as a dash. The sums carry no alpha and no "
            + "class weight.",
        List.of(
            new Table(
                    "Classes",
                    List.of(
                        Column.text("Class"),
                        Column.number("Number"),
                        Column.number("Share of the loss"),
                        Column.number("IoU"),
                        Column.number("Dice"),
                        Column.number("Recall"),
                        Column.number("Precision"),
                        Column.number("Pixels"),
                        Column.number("Positive sum"),
                        Column.number("Negative sum")),
                    rows,
                    CLASS_ANCHOR)
                .withoutEmptyColumns()));
  }
}
