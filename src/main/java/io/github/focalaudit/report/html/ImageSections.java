package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.AuditDocument.LabelIssues;
import io.github.focalaudit.document.AuditDocument.SuspectImage;
import io.github.focalaudit.document.AuditDocument.SuspectRow;
import io.github.focalaudit.document.AuditDocument.WorstImage;
import io.github.focalaudit.document.ClassSummary;
import io.github.focalaudit.evaluation.audit.ImageIssues;
import io.github.focalaudit.evaluation.audit.SuspectComponent;
import io.github.focalaudit.picture.ClassPalette;
import io.github.focalaudit.picture.HeatScale;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sections about single images: the worst, and those whose labels are suspected. Stateless. */
final class ImageSections {
  /** Ids of the rows of the table of the worst images begin with it. */
  private static final String WORST_ANCHOR = "worst-image";

  private static final String SUSPECT_ANCHOR = "suspect-image";

  /** Swatches of a legend. */
  private static final int MOST_SWATCHES = 40;

  /** Colours of the scale of losses in a legend. */
  private static final int SCALE_STEPS = 9;

  /** Components that a caption names. */
  private static final int NAMED = 3;

  /** As {@link SuspectComponent} defines it. */
  private static final String SCORE =
      "Score of a component: s · Σ(w · e) / √Σw over its pixels. e = ln((1 − t) / (1 − p)), at"
          + " least 0, says how far p, the probability of the suggested class, passes t, which is"
          + " usual for that class. w is 1, less near boundaries between labels. s = −ln of the"
          + " part of the pixels of the given class that the model takes for the suggested one."
          + " There is no upper end: compare scores of one run. An image has the highest score of"
          + " its components.";

  private ImageSections() {}

  /** The picture of one of the worst images, with what is known of it; the rank counts from 0. */
  static Picture worstPicture(RunView run, PictureBudget pictures, int rank) {
    WorstImage image = Objects.requireNonNull(run.audit()).worstImages().get(rank);
    String caption =
        "Loss mean "
            + HtmlNumbers.digits(image.lossMean())
            + ", "
            + HtmlNumbers.percent(image.lossShare())
            + " of the loss"
            + (image.confusion() == null
                ? ""
                : "; most confused: " + confusion(run, image.confusion()));
    return picture(
        pictures.embed(image.picture()),
        image.imageId(),
        caption,
        image.panels(),
        WORST_ANCHOR + "-" + (rank + 1));
  }

  static @Nullable Section worst(RunView run, PictureBudget pictures) {
    AuditDocument audit = run.audit();
    if (audit == null || audit.worstImages().isEmpty()) {
      return null;
    }
    List<WorstImage> images = audit.worstImages();
    List<List<Cell>> rows = new ArrayList<>();
    List<Picture> gallery = new ArrayList<>();
    double largest = RunView.largest(images, WorstImage::lossShare);
    for (int i = 0; i < images.size(); i++) {
      WorstImage image = images.get(i);
      rows.add(
          List.of(
              Cell.text(image.imageId()),
              Cell.number(image.lossMean()),
              Cell.bar(image.lossShare(), largest),
              image.confusion() == null
                  ? Cell.missing()
                  : Cell.phrase(confusion(run, image.confusion())),
              Cell.number(image.labelQuality()),
              Cell.count(image.validPixels())));
      // The first ones are at the top of the page.
      if (i >= GlanceBuilder.SHOWN) {
        gallery.add(worstPicture(run, pictures, i));
      }
    }
    List<Block> blocks = new ArrayList<>();
    gallery(run, blocks, "Pictures of the next worst images", gallery);
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
                rows,
                WORST_ANCHOR)
            .withoutEmptyColumns());
    boolean quality = images.stream().anyMatch(image -> image.labelQuality() != null);
    return new Section(
        "worst-images",
        "Worst images",
        (images.size() == 1 ? "The image" : "The " + images.size() + " images")
            + " with the highest loss mean; pictures of the first "
            + GlanceBuilder.SHOWN
            + " are at the top of the page."
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
      gallery.add(
          picture(
              pictures.embed(image.picture()),
              image.imageId(),
              suspicion(run, issues, image),
              image.panels(),
              SUSPECT_ANCHOR + "-" + rows.size()));
    }
    gallery(run, blocks, "Pictures of suspected labels", gallery);
    blocks.add(new Note(SCORE, false));
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
            rows,
            SUSPECT_ANCHOR));
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
            + HtmlNumbers.count(issues.suspectPixels())
            + " of "
            + HtmlNumbers.count(issues.validPixels())
            + " valid pixels ("
            + HtmlNumbers.percent(issues.suspectFraction())
            + "). A component scores high where its pixels pass what is usual for the suggested "
            + "class by far, where there are many of them away from boundaries between labels, and "
            + "where the model seldom confuses these classes. Look before you relabel: the model "
            + "may be the one that is wrong.",
        blocks);
  }

  /** Given and suggested class of the components with the highest scores, which are outlined. */
  private static String suspicion(RunView run, LabelIssues issues, SuspectImage image) {
    List<String> named =
        issues.components().stream()
            .filter(component -> component.imageId().equals(image.imageId()))
            .limit(NAMED)
            .map(
                component ->
                    arrow(run, component.given(), component.suggested())
                        + " ("
                        + HtmlNumbers.counted(component.area(), "pixel")
                        + ", score "
                        + HtmlNumbers.digits(component.score())
                        + ")")
            .toList();
    String all =
        HtmlNumbers.counted(image.suspectPixels(), "suspected pixel")
            + " in "
            + HtmlNumbers.counted(image.components(), "component");
    return named.isEmpty() ? all : String.join("; ", named) + "; in all " + all;
  }

  /** {@code given → suggested}. */
  private static String arrow(RunView run, int given, int suggested) {
    return ReadableText.isolated(run.className(given))
        + " → "
        + ReadableText.isolated(run.className(suggested));
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

  private static Picture picture(
      PictureBudget.@Nullable Embedded embedded,
      String imageId,
      String caption,
      @Nullable String panels,
      String anchor) {
    String id = ReadableText.of(imageId);
    String shown = panels == null ? "–" : ReadableText.of(panels);
    return new Picture(id, caption, "Panels of " + id + ": " + shown + ".", embedded, anchor);
  }

  private static void gallery(
      RunView run, List<Block> blocks, String caption, List<Picture> pictures) {
    List<Picture> shown = pictures.stream().filter(one -> one.image() != null).toList();
    if (shown.isEmpty()) {
      return;
    }
    blocks.add(new Gallery(caption, shown, legend(run)));
    if (run.summary().classes().size() > MOST_SWATCHES) {
      blocks.add(new Note("The table of classes shows the colours of all.", false));
    }
  }

  /** What the panels of the pictures of a run show. */
  static Legend legend(RunView run) {
    List<Swatch> swatches = new ArrayList<>();
    for (ClassSummary one : run.summary().classes()) {
      if (swatches.size() < MOST_SWATCHES) {
        int id = one.id();
        swatches.add(new Swatch(ReadableText.of(run.className(id)), ClassPalette.hex(id)));
      }
    }
    if (run.summary().confusion() == null) {
      swatches.add(new Swatch("no class", ClassPalette.hex(PixelMaps.NO_CLASS)));
    }
    swatches.add(new Swatch("ignored", ClassPalette.hex(PixelMaps.IGNORED)));
    List<String> scale = new ArrayList<>();
    for (int i = 0; i < SCALE_STEPS; i++) {
      scale.add(HeatScale.hex(i / (SCALE_STEPS - 1d)));
    }
    return new Legend(
        List.of(
            "image, where it was given",
            "truth",
            "prediction",
            "loss of each pixel in nats, with its scale"),
        scale,
        swatches);
  }
}
