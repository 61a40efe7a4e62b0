package io.github.focalaudit.run;

import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.SliceSummary;
import io.github.focalaudit.report.TableWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The slices of a run as an exported table. Immutable. */
final class SliceRows {
  private static final List<String> PLAIN =
      List.of(
          "slice",
          "images",
          "valid_pixels",
          "loss_mean",
          "loss_sum",
          "denominator",
          "image_mean",
          "cross_entropy_mean",
          "accuracy",
          "mean_iou",
          "mean_dice");

  private static final List<String> BY_CLASS =
      List.of("positives", "loss_share", "iou", "dice", "recall", "precision");

  private final RunSummary summary;

  SliceRows(RunSummary summary) {
    this.summary = summary;
  }

  List<String> columns() {
    List<String> columns = new ArrayList<>(PLAIN);
    List<String> names = summary.classes().stream().map(ClassSummary::name).toList();
    columns.addAll(new ClassColumns(names).of(BY_CLASS));
    return columns;
  }

  /** Writes a row a slice; one with too few images has its name and their number alone. */
  void write(TableWriter out) throws IOException {
    for (SliceSummary slice : summary.slices()) {
      out.row(cells(slice));
    }
  }

  private List<@Nullable Object> cells(SliceSummary slice) {
    List<@Nullable Object> cells = new ArrayList<>();
    SliceSummary.Loss loss = slice.loss();
    RunSummary.Pixels pixels = slice.pixels();
    RunSummary.CrossEntropy crossEntropy = slice.crossEntropy();
    cells.add(slice.slice());
    cells.add(slice.images());
    cells.add(pixels == null ? null : pixels.valid());
    cells.add(loss == null ? null : loss.mean());
    cells.add(loss == null ? null : loss.sum());
    cells.add(loss == null ? null : loss.denominator());
    cells.add(loss == null ? null : loss.imageMean());
    cells.add(crossEntropy == null ? null : crossEntropy.mean());
    cells.add(slice.accuracy());
    cells.add(slice.meanIou());
    cells.add(slice.meanDice());
    for (int c = 0; c < summary.classes().size(); c++) {
      ClassSummary one = c < slice.classes().size() ? slice.classes().get(c) : null;
      cells.add(one == null ? null : one.positives());
      cells.add(one == null ? null : one.lossShare());
      cells.add(one == null ? null : one.iou());
      cells.add(one == null ? null : one.dice());
      cells.add(one == null ? null : one.recall());
      cells.add(one == null ? null : one.precision());
    }
    return cells;
  }
}
