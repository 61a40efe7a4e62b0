package io.github.focalaudit.report.html;

import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.picture.ClassPalette;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Matrix;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Swatch;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The section about classes that are taken for one another. Stateless. */
final class ConfusionSection {
  /** Classes that a matrix is drawn for; with more, it could not be read. */
  static final int MOST_CLASSES = 40;

  private static final int PAIRS = 100;

  private ConfusionSection() {}

  /** Pixels of one class that were predicted to be another. */
  private record Pair(int truth, int prediction, long pixels, long ofTruth) {}

  static @Nullable Section of(RunView run) {
    RunSummary.Confusion confusion = run.summary().confusion();
    if (confusion == null || confusion.pixels().length < 2) {
      return null;
    }
    long[][] pixels = confusion.pixels();
    List<Pair> pairs = new ArrayList<>();
    long wrong = 0;
    for (int t = 0; t < pixels.length; t++) {
      long ofTruth = Arrays.stream(pixels[t]).sum();
      for (int p = 0; p < pixels[t].length; p++) {
        if (p != t && pixels[t][p] > 0) {
          pairs.add(new Pair(t, p, pixels[t][p], ofTruth));
          wrong += pixels[t][p];
        }
      }
    }
    List<Block> blocks = new ArrayList<>();
    if (pixels.length <= MOST_CLASSES) {
      blocks.add(matrix(run, pixels));
    } else {
      blocks.add(
          new Note(
              "No matrix is drawn for more than "
                  + MOST_CLASSES
                  + " classes; summary.json has all counts.",
              false));
    }
    if (!pairs.isEmpty()) {
      blocks.add(worst(run, pairs, wrong));
    }
    return new Section(
        "confusion",
        "Confusion",
        "Which class is taken for which. A row of the matrix is a class of the truth and adds up to 100 %: the"
            + " diagonal is its recall.",
        blocks);
  }

  private static Matrix matrix(RunView run, long[][] pixels) {
    List<Swatch> classes = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    for (int t = 0; t < pixels.length; t++) {
      classes.add(new Swatch(ReadableText.of(run.className(t)), ClassPalette.hex(t)));
      long all = Arrays.stream(pixels[t]).sum();
      List<Cell> row = new ArrayList<>();
      for (long count : pixels[t]) {
        row.add(all == 0 ? Cell.missing() : cell((double) count / all));
      }
      rows.add(row);
    }
    return new Matrix(
        "Part of the pixels of each class (rows) by prediction (columns), in percent",
        classes,
        rows);
  }

  /** Without a unit, which every cell shares; a dot for none, so that what is there stands out. */
  private static Cell cell(double share) {
    double percent = 100 * share;
    String text =
        share == 0
            ? "·"
            : percent < 0.1 ? "<0.1" : HtmlNumbers.fixed(percent, percent < 10 ? 1 : 0);
    return new Cell(text, Double.toString(share), share, null);
  }

  private static Table worst(RunView run, List<Pair> pairs, long wrong) {
    List<Pair> first =
        pairs.stream()
            .sorted(Comparator.comparingLong(Pair::pixels).reversed())
            .limit(PAIRS)
            .toList();
    double largest = (double) first.get(0).pixels() / wrong;
    List<List<Cell>> rows = new ArrayList<>();
    for (Pair pair : first) {
      rows.add(
          List.of(
              Cell.swatch(run.className(pair.truth()), ClassPalette.hex(pair.truth())),
              Cell.swatch(run.className(pair.prediction()), ClassPalette.hex(pair.prediction())),
              Cell.count(pair.pixels()),
              Cell.percent((double) pair.pixels() / pair.ofTruth()),
              Cell.bar((double) pair.pixels() / wrong, largest)));
    }
    return new Table(
        first.size() < pairs.size()
            ? "The " + PAIRS + " largest confusions of " + HtmlNumbers.count(pairs.size())
            : "Confusions, the largest first",
        List.of(
            Column.text("Truth"),
            Column.text("Predicted as"),
            Column.number("Pixels"),
            Column.number("Of the class"),
            Column.number("Of all wrong pixels")),
        rows);
  }
}
