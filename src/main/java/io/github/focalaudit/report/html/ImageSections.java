package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.count;
import static io.github.focalaudit.report.html.RunView.digits;
import static io.github.focalaudit.report.html.RunView.number;
import static io.github.focalaudit.report.html.RunView.percent;
import static io.github.focalaudit.report.html.RunView.text;
import static io.github.focalaudit.report.html.RunView.whole;

import io.github.focalaudit.document.ClassSummary;
import com.fasterxml.jackson.databind.JsonNode;
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
    JsonNode images = run.audit().path("worstImages");
    if (images.isEmpty()) {
      return null;
    }
    List<List<Cell>> rows = new ArrayList<>();
    List<Picture> gallery = new ArrayList<>();
    double largest = RunView.largest(images, "lossShare");
    for (JsonNode image : images) {
      String id = text(image.path("imageId"));
      String confusion = confusion(run, image.path("confusion"));
      rows.add(
          List.of(
              Cell.text(id),
              Cell.number(number(image, "lossMean")),
              Cell.bar(number(image, "lossShare"), largest),
              image.path("confusion").isObject() ? Cell.phrase(confusion) : Cell.missing(),
              Cell.number(number(image, "labelQuality")),
              Cell.count(whole(image, "validPixels"))));
      add(
          gallery,
          pictures,
          image,
          id,
          "Loss mean "
              + digits(image, "lossMean")
              + (image.path("confusion").isObject() ? "; most confused: " + confusion : ""));
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
    boolean quality =
        RunView.list(images).stream().anyMatch(image -> number(image, "labelQuality") != null);
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
    JsonNode issues = run.audit().path("labelIssues");
    if (issues.isMissingNode()) {
      return null;
    }
    List<Block> blocks = new ArrayList<>();
    List<List<Cell>> rows = new ArrayList<>();
    List<Picture> gallery = new ArrayList<>();
    for (JsonNode image : issues.path("images")) {
      String id = text(image.path("imageId"));
      rows.add(
          List.of(
              Cell.text(id),
              Cell.number(number(image, "score")),
              Cell.count(whole(image, "suspectPixels")),
              Cell.percent(number(image, "suspectFraction")),
              Cell.count(whole(image, "components"))));
      add(
          gallery,
          pictures,
          image,
          id,
          Numbers.counted(image.path("suspectPixels").asLong(), "suspected pixel")
              + " in "
              + Numbers.counted(image.path("components").asLong(), "component")
              + "; those with the highest scores are outlined in black and white");
    }
    gallery(run, blocks, "Pictures of suspected labels", gallery);
    blocks.add(components(run, issues.path("components")));
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
    for (JsonNode pair : issues.path("pairs")) {
      pairs.add(
          List.of(
              classCell(run, pair, "given"),
              classCell(run, pair, "suggested"),
              Cell.count(whole(pair, "pixels")),
              Cell.count(whole(pair, "components"))));
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
            + count(issues, "suspectPixels")
            + " of "
            + count(issues, "validPixels")
            + " valid pixels ("
            + percent(issues, "suspectFraction")
            + "). A component scores high where its pixels pass what is usual for the suggested "
            + "class by far, where there are many of them away from boundaries between labels, and "
            + "where the model seldom confuses these classes. Look before you relabel: the model "
            + "may be the one that is wrong.",
        blocks);
  }

  private static Block components(RunView run, JsonNode components) {
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode component : components) {
      rows.add(
          List.of(
              Cell.text(component.path("imageId").asText()),
              classCell(run, component, "given"),
              classCell(run, component, "suggested"),
              Cell.number(number(component, "score")),
              Cell.count(whole(component, "area")),
              Cell.text(box(component.path("box"))),
              Cell.number(number(component, "probability"))));
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

  private static String box(JsonNode box) {
    return box.size() != 4
        ? "–"
        : box.path(0).asText()
            + "–"
            + box.path(2).asText()
            + ", "
            + box.path(1).asText()
            + "–"
            + box.path(3).asText();
  }

  private static Cell classCell(RunView run, JsonNode node, String name) {
    int id = node.path(name).asInt();
    return Cell.swatch(run.className(id), ClassPalette.hex(id));
  }

  private static String confusion(RunView run, JsonNode confusion) {
    return confusion.isObject()
        ? ReadableText.isolated(run.className(confusion.path("truth").asLong()))
            + " as "
            + ReadableText.isolated(run.className(confusion.path("prediction").asLong()))
        : "–";
  }

  private static void add(
      List<Picture> gallery, PictureBudget pictures, JsonNode image, String id, String caption) {
    PictureBudget.Embedded embedded = pictures.embed(image.path("picture").asText(""));
    if (embedded != null) {
      gallery.add(
          new Picture(
              id,
              caption,
              "Panels of " + id + ": " + text(image.path("panels")) + ".",
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
