package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.AuditDocument.LabelIssues;
import io.github.focalaudit.document.AuditDocument.SuspectImage;
import io.github.focalaudit.document.AuditDocument.SuspectRow;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.evaluation.audit.ImageIssues;
import io.github.focalaudit.picture.ClassPalette;
import io.github.focalaudit.picture.PixelMaps;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Gallery;
import io.github.focalaudit.report.html.Block.Legend;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Picture;
import io.github.focalaudit.report.html.Block.Swatch;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sections about single images: the worst, and those whose labels are suspected. Stateless. */
final class ImageSections {
  private ImageSections() {}

  static @Nullable Section worst(RunView run, PictureBudget pictures) {
    AuditDocument audit = run.audit();
    if (audit == null || audit.worstImages().isEmpty()) {
      return null;
    }
    List<WorstImage> images = audit.worstImages();
    List<List<Cell>> rows = new ArrayList<>();
    List<Picture> gallery = new ArrayList<>();
    double largest = RunView.largest(images, WorstImage::lossShare);
    for (WorstImage image : images) {
      String confusion = image.confusion() == null ? null : confusion(run, image.confusion());
      rows.add(
          List.of(
              Cell.text(image.imageId()),
              Cell.number(image.lossMean()),
              Cell.bar(image.lossShare(), largest),
              confusion == null ? Cell.missing() : Cell.phrase(confusion),
              Cell.number(image.labelQuality()),
              Cell.count(image.validPixels())));
      String caption =
          "Loss mean "
              + Numbers.digits(image.lossMean())
              + (confusion == null ? "" : "; most confused: " + confusion);
      add(gallery, pictures.embed(image.picture()), image.imageId(), caption, image.panels());
    }
    List<Block> blocks = new ArrayList<>();
    gallery(run, blocks, "Pictures of the worst images", gallery);
    blocks.add(
        new Table(
                "Worst images",
                List.of(
                    Column.text("Image"),
                    Column.number("Loss mean"),
                    Column.number("Share of the loss"),
                    Column.text("Most confused"),
                    Column.number("Label quality"),
                    Column.number("Valid pixels")),
                rows)
            .withoutEmptyColumns());
    boolean quality = images.stream().anyMatch(image -> image.labelQuality() != null);
    return new Section(
        "worst-images",
        "Worst images",
        (images.size() == 1 ? "The image" : "The " + images.size() + " images")
            + " with the highest loss mean."
            + (quality
                ? " Label quality is the softmin of the probabilities of the given labels, from 0"
                    + " to 1; a low one may mean a wrong label."
                : ""),
        blocks);
  }

  static @Nullable Section labels(RunView run, PictureBudget pictures) {
    AuditDocument audit = run.audit();
    LabelIssues issues = audit == null ? null : audit.labelIssues();
    if (issues == null) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    List<Picture> gallery = new ArrayList<>();
    for (SuspectImage image : issues.images()) {
      rows.add(
          List.of(
              Cell.text(image.imageId()),
              Cell.number(image.score()),
              Cell.count(image.suspectPixels()),
              Cell.percent(image.suspectFraction()),
              Cell.count(image.components())));
      String caption =
          Numbers.counted(image.suspectPixels(), "suspected pixel")
              + " in "
              + Numbers.counted(image.components(), "component")
              + "; those with the highest scores are outlined in black and white";
      add(gallery, pictures.embed(image.picture()), image.imageId(), caption, image.panels());
    }
    gallery(run, blocks, "Pictures of suspected labels", gallery);
    blocks.add(components(run, issues.components()));
    blocks.add(
        new Table(
            "Images by suspected labels",
            List.of(
                Column.text("Image"),
                Column.number("Score"),
                Column.number("Suspected pixels"),
                Column.number("Part of the image"),
                Column.number("Components")),
            rows));
    List<List<Cell>> pairs = new ArrayList<>();
    for (ImageIssues.Pair pair : issues.pairs()) {
      pairs.add(
          List.of(
              classCell(run, pair.given()),
              classCell(run, pair.suggested()),
              Cell.count(pair.pixels()),
              Cell.count(pair.components())));
    }
    blocks.add(
        new Table(
            "Suspected pixels by class",
            List.of(
                Column.text("Given"),
                Column.text("Suggested"),
                Column.number("Pixels"),
                Column.number("Components")),
            pairs));
    return new Section(
        "label-issues",
        "Suspected labels",
        "Confident learning: a pixel is suspected where another class is at least as probable as "
            + "it is, on average, where it is the label. "
            + Numbers.count(issues.suspectPixels())
            + " of "
            + Numbers.count(issues.validPixels())
            + " valid pixels ("
            + Numbers.percent(issues.suspectFraction())
            + "). A component scores high where its pixels pass what is usual for the suggested "
            + "class by far, where there are many of them away from boundaries between labels, and "
            + "where the model seldom confuses these classes. Look before you relabel: the model "
            + "may be the one that is wrong.",
        blocks);
  }

  private static Block components(RunView run, List<SuspectRow> components) {
    List<List<Cell>> rows = new ArrayList<>();
    for (SuspectRow component : components) {
      rows.add(
          List.of(
              Cell.text(component.imageId()),
              classCell(run, component.given()),
              classCell(run, component.suggested()),
              Cell.number(component.score()),
              Cell.count(component.area()),
              Cell.text(box(component.box())),
              Cell.number(component.probability())));
    }
    return new Table(
        "Suspected components, the highest scores first",
        List.of(
            Column.text("Image"),
            Column.text("Given"),
            Column.text("Suggested"),
            Column.number("Score"),
            Column.number("Area in pixels"),
            Column.text("Rows and columns"),
            Column.number("Probability of the suggestion")),
        rows);
  }

  private static String box(List<Integer> box) {
    return box.size() != 4
        ? "–"
        : box.get(0) + "–" + box.get(2) + ", " + box.get(1) + "–" + box.get(3);
  }

  private static Cell classCell(RunView run, int id) {
    return Cell.swatch(run.className(id), ClassPalette.hex(id));
  }

  private static String confusion(RunView run, AuditDocument.Confusion confusion) {
    return ReadableText.isolated(run.className(confusion.truth()))
        + " as "
        + ReadableText.isolated(run.className(confusion.prediction()));
  }

  private static void add(
      List<Picture> gallery,
      PictureBudget.@Nullable Embedded embedded,
      String imageId,
      String caption,
      @Nullable String panels) {
    if (embedded != null) {
      String id = ReadableText.of(imageId);
      String shown = panels == null ? "–" : ReadableText.of(panels);
      gallery.add(
          new Picture(
              id,
              caption,
              "Panels of " + id + ": " + shown + ".",
              embedded.dataUri(),
              embedded.width(),
              embedded.height()));
    }
  }

  private static void gallery(
      RunView run, List<Block> blocks, String caption, List<Picture> gallery) {
    if (gallery.isEmpty()) {
      return;
    }
    blocks.add(new Gallery(caption, gallery));
    List<Swatch> swatches = new ArrayList<>();
    List<ClassSummary> classes = run.summary().classes();
    for (ClassSummary one : classes) {
      if (swatches.size() < 40) {
        int id = one.id();
        swatches.add(new Swatch(ReadableText.of(run.className(id)), ClassPalette.hex(id)));
      }
    }
    if (run.summary().confusion() == null) {
      swatches.add(new Swatch("no class", ClassPalette.hex(PixelMaps.NO_CLASS)));
    }
    swatches.add(new Swatch("ignored", ClassPalette.hex(PixelMaps.IGNORED)));
    blocks.add(
        new Legend(
            "From left to right: the image where it was given, truth, prediction, loss of each "
                + "pixel with its scale in nats (dark is low). Classes:",
            swatches));
    if (classes.size() > 40) {
      blocks.add(new Note("The table of classes shows the colours of all.", false));
    }
  }
}
