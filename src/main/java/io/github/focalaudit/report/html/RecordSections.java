package io.github.focalaudit.report.html;

import static io.github.focalaudit.report.html.RunView.text;
import static io.github.focalaudit.report.html.RunView.whole;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Commands;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sections for the record: what was refused, how the number came about. Stateless. */
final class RecordSections {
  private RecordSections() {}

  static @Nullable Section quarantine(RunView run) {
    JsonNode counts = run.summary().path("quarantine");
    if (counts.isEmpty()) {
      return null;
    }
    List<List<Cell>> reasons = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : counts.properties()) {
      reasons.add(List.of(Cell.text(entry.getKey()), Cell.count(entry.getValue().longValue())));
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "Refused inputs by reason",
            List.of(Column.text("Reason"), Column.number("Inputs")),
            reasons));
    JsonNode files = run.audit().path("quarantine");
    List<List<Cell>> rows = new ArrayList<>();
    for (JsonNode file : files) {
      rows.add(
          List.of(
              Cell.text(text(file.path("code"))),
              Cell.text(text(file.path("imageId"))),
              Cell.text(text(file.path("path"))),
              Cell.text(text(file.path("detail")))));
    }
    if (!rows.isEmpty()) {
      blocks.add(
          new Table(
              "Refused inputs",
              List.of(
                  Column.text("Reason"),
                  Column.text("Image"),
                  Column.text("Path"),
                  Column.text("Detail")),
              rows));
    }
    Long all = whole(run.summary().path("images"), "quarantined");
    if (!rows.isEmpty() && all != null && all > rows.size()) {
      blocks.add(
          new Note(
              "Shown are "
                  + Numbers.count(rows.size())
                  + " of "
                  + Numbers.count(all)
                  + "; the table quarantine/ has all of them.",
              false));
    }
    return new Section(
        "quarantine",
        "Quarantine",
        "Inputs that were found to be bad and kept out of the number.",
        blocks);
  }

  static Section settings(RunView run) {
    List<Fact> facts = new ArrayList<>();
    facts(facts, run.summary().path("loss"), "mean", "sum", "denominator", "imageMean");
    facts(facts, run.summary().path("settings"));
    return new Section(
        "settings",
        "Settings",
        "What the number depends on, besides the data.",
        List.of(new Facts(facts)));
  }

  static Section provenance(RunView run) {
    List<Fact> facts = new ArrayList<>();
    facts(facts, run.summary().path("provenance"));
    JsonNode kernel = run.summary().path("kernel");
    facts.add(new Fact("Kernel", text(kernel.path("name"))));
    if (kernel.path("images").isObject()) {
      facts.add(new Fact("Images by kernel", plain(kernel.path("images"))));
    }
    facts(facts, kernel, "name", "images");
    JsonNode check = run.summary().path("crossCheck");
    facts.add(
        new Fact(
            "Second kernel",
            text(check.path("status")),
            RunView.count(check, "bands")
                + " bands, largest relative difference "
                + RunView.digits(check, "maxRelativeDifference")));
    facts(facts, run.summary().path("timing"));
    String quoted = "'" + run.path().replace("'", "'\\''") + "'";
    String query =
        "SELECT sum(loss_sum) / sum(denominator) FROM parquet.`"
            + run.path().replace("`", "``")
            + "/images`";
    return new Section(
        "provenance",
        "Provenance",
        "Where the number comes from, and how to check it yourself.",
        List.of(
            new Facts(facts),
            new Commands(
                "Recompute 20 images from the original files, and the mean from the table, with"
                    + " NumPy alone",
                List.of(
                    "submit/focal-audit export --run "
                        + ReadableText.of(quoted)
                        + " --output images.csv",
                    "python3 submit/recompute.py "
                        + ReadableText.of(quoted)
                        + " --table images.csv --images 20")),
            new Commands(
                "The mean from the table, in Spark SQL; it rounds as it adds, math.fsum over the "
                    + "column gives the sum to the last bit",
                List.of(ReadableText.of(query)))));
  }

  private static void facts(List<Fact> facts, JsonNode object, String... without) {
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      if (!List.of(without).contains(entry.getKey()) && !entry.getValue().isNull()) {
        facts.add(new Fact(ReadableText.title(entry.getKey()), plain(entry.getValue())));
      }
    }
  }

  /** Lists and objects without brackets and quotes. */
  private static String plain(JsonNode value) {
    if (!value.isContainerNode()) {
      return text(value);
    }
    List<String> parts = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : value.properties()) {
      parts.add(ReadableText.of(entry.getKey()) + " " + plain(entry.getValue()));
    }
    if (value.isArray()) {
      value.forEach(element -> parts.add(plain(element)));
    }
    return parts.isEmpty() ? "none" : String.join(", ", parts);
  }
}
