package io.github.focalaudit.run;

import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.report.TableFormat;
import io.github.focalaudit.report.TableWriter;
import io.github.focalaudit.setting.Setting;
import io.github.focalaudit.spark.tables.StoredRows;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import io.github.focalaudit.storage.StoragePaths;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Writes a table of a stored run as CSV or JSON lines, for tools that read no Parquet. Rows come in
 * a fixed order and pass through the driver one by one. Used by one thread.
 */
public final class RunExport {
  private static final List<String> CLASSES =
      List.of(
          "id",
          "name",
          "positives",
          "loss_share",
          "positive_sum",
          "negative_sum",
          "iou",
          "dice",
          "recall",
          "precision");

  private static final List<String> CONFUSION =
      List.of("truth", "truth_name", "prediction", "prediction_name", "pixels", "share_of_truth");

  private final Storage storage;
  private final Supplier<SparkSession> session;
  private final String run;

  /**
   * @param session asked for where a table of Spark's has to be read
   * @param run the run directory
   */
  public RunExport(Storage storage, Supplier<SparkSession> session, String run) throws IOException {
    this.storage = storage;
    this.session = session;
    this.run = storage.resolve(run);
  }

  /**
   * Writes a table.
   *
   * @param out where it goes; is flushed, not closed
   * @throws IllegalArgumentException where the run does not have the table
   */
  public void write(RunTable table, TableFormat format, Writer out) throws IOException {
    switch (table) {
      case IMAGES -> images(format, out);
      case QUARANTINE -> quarantine(format, out);
      case LABEL_COMPONENTS -> labelComponents(format, out);
      case CLASSES -> classes(format, out);
      case SLICES -> slices(format, out);
      case CONFUSION -> confusion(format, out);
    }
    out.flush();
  }

  private void images(TableFormat format, Writer out) throws IOException {
    Dataset<Row> images = StoredRows.images(session.get(), storage, path(RunDirectory.IMAGES));
    ImageRow cells = new ImageRow(StoredRows.sliceColumns(images), classNames(summary()));
    TableWriter writer = new TableWriter(out, format, cells.columns());
    for (Iterator<Row> it = images.toLocalIterator(); it.hasNext(); ) {
      writer.row(cells.cells(it.next()));
    }
  }

  private void labelComponents(TableFormat format, Writer out) throws IOException {
    List<String> names = classNames(summary());
    Dataset<Row> rows =
        StoredRows.labelComponents(session.get(), storage, path(RunDirectory.LABEL_COMPONENTS));
    List<String> columns = new ArrayList<>(List.of(rows.columns()));
    columns.addAll(List.of("given_name", "suggested_name"));
    TableWriter writer = new TableWriter(out, format, columns);
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      Row row = it.next();
      List<@Nullable Object> cells = cells(row);
      cells.add(names.get(row.getInt(row.fieldIndex("given"))));
      cells.add(names.get(row.getInt(row.fieldIndex("suggested"))));
      writer.row(cells);
    }
  }

  private void quarantine(TableFormat format, Writer out) throws IOException {
    Dataset<Row> rows =
        StoredRows.quarantine(session.get(), storage, path(RunDirectory.QUARANTINE));
    TableWriter writer = new TableWriter(out, format, List.of(rows.columns()));
    for (Iterator<Row> it = rows.toLocalIterator(); it.hasNext(); ) {
      writer.row(cells(it.next()));
    }
  }

  private static List<@Nullable Object> cells(Row row) {
    List<@Nullable Object> cells = new ArrayList<>();
    for (int i = 0; i < row.size(); i++) {
      cells.add(row.get(i));
    }
    return cells;
  }

  private void slices(TableFormat format, Writer out) throws IOException {
    SliceRows slices = new SliceRows(summary());
    slices.write(new TableWriter(out, format, slices.columns()));
  }

  private void classes(TableFormat format, Writer out) throws IOException {
    TableWriter writer = new TableWriter(out, format, CLASSES);
    for (ClassSummary one : summary().classes()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(one.id());
      cells.add(one.name());
      cells.add(one.positives());
      cells.add(one.lossShare());
      cells.add(one.positiveSum());
      cells.add(one.negativeSum());
      cells.add(one.iou());
      cells.add(one.dice());
      cells.add(one.recall());
      cells.add(one.precision());
      writer.row(cells);
    }
  }

  private void confusion(TableFormat format, Writer out) throws IOException {
    RunSummary summary = summary();
    RunSummary.Confusion confusion = summary.confusion();
    if (confusion == null) {
      throw new IllegalArgumentException(
          Setting.TABLE
              + " confusion: the run "
              + run
              + " has multi-label masks, which have no confusions");
    }
    TableWriter writer = new TableWriter(out, format, CONFUSION);
    List<String> names = classNames(summary);
    long[][] pixels = confusion.pixels();
    for (int truth = 0; truth < pixels.length; truth++) {
      long all = Arrays.stream(pixels[truth]).sum();
      for (int prediction = 0; prediction < pixels.length; prediction++) {
        long count = pixels[truth][prediction];
        if (count > 0) {
          writer.row(
              List.of(
                  truth,
                  names.get(truth),
                  prediction,
                  names.get(prediction),
                  count,
                  (double) count / all));
        }
      }
    }
  }

  private RunSummary summary() throws IOException {
    return RunSummary.FORMAT.read(storage, path(RunDirectory.SUMMARY));
  }

  private static List<String> classNames(RunSummary summary) {
    return summary.classes().stream().map(ClassSummary::name).toList();
  }

  private String path(String name) {
    return StoragePaths.child(run, name);
  }
}
