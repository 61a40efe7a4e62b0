package io.github.focalaudit.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** An image in an exported table: its numbers, its slices, and its metrics by class. Immutable. */
final class ImageRow {
  private static final List<String> PLAIN =
      List.of(
          "image_id",
          "prediction",
          "truth",
          "batch_index",
          "valid_pixels",
          "valid_elements",
          "denominator",
          "loss_sum",
          "loss_mean",
          "cross_entropy_sum",
          "clamped_elements",
          "label_quality",
          "kernel",
          "prediction_fingerprint",
          "truth_fingerprint");

  /** Array columns of the table, an element a class. */
  private static final List<String> BY_CLASS =
      List.of(
          "positives",
          "positive_sum",
          "negative_sum",
          "true_positives",
          "false_positives",
          "false_negatives");

  private static final String IOU = "iou";

  private final List<String> sliceColumns;
  private final List<String> classNames;

  /**
   * @param sliceColumns keys of the images' slices
   * @param classNames by class
   */
  ImageRow(List<String> sliceColumns, List<String> classNames) {
    this.sliceColumns = List.copyOf(sliceColumns);
    this.classNames = List.copyOf(classNames);
  }

  List<String> columns() {
    List<String> columns = new ArrayList<>(PLAIN);
    sliceColumns.forEach(column -> columns.add("slice[" + column + "]"));
    List<String> metrics = new ArrayList<>(BY_CLASS);
    metrics.add(IOU);
    columns.addAll(new ClassColumns(classNames).of(metrics));
    return columns;
  }

  /** The cells of a row of the images table. */
  List<@Nullable Object> cells(Row image) {
    List<@Nullable Object> cells = new ArrayList<>();
    PLAIN.forEach(column -> cells.add(image.getAs(column)));
    Map<String, @Nullable String> slices = image.getJavaMap(image.fieldIndex("slices"));
    sliceColumns.forEach(column -> cells.add(slices.get(column)));
    List<List<Object>> arrays =
        BY_CLASS.stream().map(column -> image.getList(image.fieldIndex(column))).toList();
    for (int c = 0; c < classNames.size(); c++) {
      for (List<Object> array : arrays) {
        cells.add(array.get(c));
      }
      cells.add(
          iou(
              (long) arrays.get(3).get(c),
              (long) arrays.get(4).get(c),
              (long) arrays.get(5).get(c)));
    }
    return cells;
  }

  /** Null where the class is neither true nor predicted in the image. */
  private static @Nullable Double iou(long hits, long falsePositives, long falseNegatives) {
    long union = hits + falsePositives + falseNegatives;
    return union == 0 ? null : (double) hits / union;
  }
}
