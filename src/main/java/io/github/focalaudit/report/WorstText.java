package io.github.focalaudit.report;

import io.github.focalaudit.document.AuditDocument.Confusion;
import io.github.focalaudit.document.AuditDocument.Refused;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.document.RunSummary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the loss of a run is and what was refused, for a person at a terminal. Stateless. */
public final class WorstText {
  /** Images, classes and refused inputs that are shown at most. */
  public static final int ROWS = 5;

  private WorstText() {}

  /**
   * The lines, without line ends; each table has an empty line before it.
   *
   * @param images the worst ones, the highest loss first
   * @param refused the first rows of the quarantine
   */
  public static List<String> lines(
      RunSummary summary, List<WorstImage> images, List<Refused> refused) {
    List<String> lines = new ArrayList<>();
    images(lines, summary, images.subList(0, Math.min(ROWS, images.size())));
    classes(lines, summary);
    refused(lines, summary, refused.subList(0, Math.min(ROWS, refused.size())));
    return lines;
  }

  private static void images(List<String> lines, RunSummary summary, List<WorstImage> images) {
    if (images.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(1)
            .row("worst images", "loss mean", "of the loss", "label quality", "most confused");
    for (WorstImage image : images) {
      Confusion confusion = image.confusion();
      table.row(
          image.imageId(),
          TextNumbers.significant(image.lossMean()),
          percent(image.lossShare()),
          image.labelQuality() == null ? "-" : TextNumbers.fixed(image.labelQuality(), 3),
          confusion == null
              ? "-"
              : name(summary, confusion.truth()) + " as " + name(summary, confusion.prediction()));
    }
    lines.add("");
    lines.addAll(table.lines());
  }

  /** Those with the largest parts of the loss. */
  private static void classes(List<String> lines, RunSummary summary) {
    List<ClassSummary> classes = ClassSummary.worst(summary.classes(), ROWS);
    if (classes.isEmpty()) {
      return;
    }
    TextTable table =
        new TextTable(1)
            .row("worst classes", "of the loss", "IoU", "recall", "precision", "pixels");
    for (ClassSummary one : classes) {
      table.row(
          one.name(),
          percent(one.lossShare()),
          percent(one.iou()),
          percent(one.recall()),
          percent(one.precision()),
          Long.toString(one.positives()));
    }
    lines.add("");
    lines.addAll(table.lines());
  }

  private static void refused(List<String> lines, RunSummary summary, List<Refused> refused) {
    if (refused.isEmpty()) {
      return;
    }
    long all = summary.images().quarantined();
    lines.add("");
    lines.add("  quarantine, the first " + refused.size() + " of " + all);
    for (Refused input : refused) {
      String what = input.path() == null ? input.imageId() : input.path();
      lines.add("  " + input.code() + "  " + (what == null ? "" : what + ": ") + input.detail());
    }
  }

  private static String name(RunSummary summary, int id) {
    return id < 0 || id >= summary.classes().size()
        ? Integer.toString(id)
        : summary.classes().get(id).name();
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "-" : TextNumbers.fixed(100 * share, 1) + " %";
  }
}
