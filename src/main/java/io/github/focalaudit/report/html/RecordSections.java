package io.github.focalaudit.report.html;

import io.github.focalaudit.document.AuditDocument;
import io.github.focalaudit.document.DocumentFormat;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.report.html.Block.Cell;
import io.github.focalaudit.report.html.Block.Column;
import io.github.focalaudit.report.html.Block.Commands;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.Block.Note;
import io.github.focalaudit.report.html.Block.Table;
import io.github.focalaudit.report.html.ReportPage.Section;
import io.github.focalaudit.setting.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sections for the record: what was refused, how the number came about. Stateless. */
final class RecordSections {
  private static final List<AuditDocument.Refused> NONE = List.of();

  private RecordSections() {}

  static @Nullable Section quarantine(RunView run) {
    Map<String, Long> counts = run.summary().quarantine();
    if (counts.isEmpty()) {
      return null;
    }
    List<List<Cell>> reasons = new ArrayList<>();
    counts.forEach((reason, inputs) -> reasons.add(List.of(Cell.text(reason), Cell.count(inputs))));
    List<Block> blocks = new ArrayList<>();
    blocks.add(
        new Table(
            "Refused inputs by reason",
            List.of(Column.text("Reason"), Column.number("Inputs")),
            reasons));
    AuditDocument audit = run.audit();
    List<List<Cell>> rows = new ArrayList<>();
    for (AuditDocument.Refused file : audit == null ? NONE : audit.quarantine()) {
      rows.add(
          List.of(
              Cell.text(file.code()),
              Cell.text(dashed(file.imageId())),
              Cell.text(dashed(file.path())),
              Cell.text(file.detail())));
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
    long all = run.summary().images().quarantined();
    if (!rows.isEmpty() && all > rows.size()) {
      blocks.add(
          new Note(
              "Shown are "
                  + HtmlNumbers.count(rows.size())
                  + " of "
                  + HtmlNumbers.count(all)
                  + "; the table quarantine/ has all of them.",
              false));
    }
    return new Section(
        "quarantine",
        "Quarantine",
        "Inputs that were found to be bad and kept out of the number.",
        blocks);
  }

  private static String dashed(@Nullable String text) {
    return text == null ? "–" : text;
  }

  static Section settings(RunView run) {
    List<Fact> facts = new ArrayList<>();
    facts(facts, run.summary().loss(), "mean", "sum", "denominator", "imageMean");
    facts(facts, run.summary().settings());
    return new Section(
        "settings",
        "Settings",
        "What the number depends on, besides the data.",
        List.of(new Facts(facts)));
  }

  static Section provenance(RunView run) {
    List<Fact> facts = new ArrayList<>();
    facts(facts, run.summary().provenance(), "origin");
    RunSummary.Origin origin = run.summary().provenance().origin();
    if (origin != null) {
      facts(facts, origin, "command");
      facts.add(
          new Fact(
              "Command",
              origin.command().isEmpty()
                  ? "none: asked for by a program"
                  : ReadableText.of(String.join(" ", origin.command()))));
    }
    RunSummary.KernelUse kernel = run.summary().kernel();
    facts.add(new Fact("Kernel", ReadableText.of(kernel.name())));
    facts.add(new Fact("Images by kernel", plain(kernel.images())));
    facts.add(new Fact("Numeric version", Integer.toString(kernel.numericVersion())));
    RunSummary.CrossCheck check = run.summary().crossCheck();
    facts.add(
        new Fact(
            "Second kernel",
            check.status().label(),
            HtmlNumbers.count(check.bands())
                + " bands, largest relative difference "
                + RunView.digits(check.maxRelativeDifference())));
    run.summary()
        .timing()
        .forEach((part, seconds) -> facts.add(new Fact(ReadableText.title(part), plain(seconds))));
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
                    "submit/focal-audit export "
                        + Setting.RUN
                        + " "
                        + ReadableText.of(quoted)
                        + " "
                        + Setting.OUTPUT
                        + " images.csv",
                    "python3 submit/recompute.py "
                        + ReadableText.of(quoted)
                        + " "
                        + Setting.TABLE
                        + " images.csv "
                        + Setting.IMAGES
                        + " 20")),
            new Commands(
                "The mean from the table, in Spark SQL; it rounds as it adds, math.fsum over the "
                    + "column gives the sum to the last bit",
                List.of(ReadableText.of(query)))));
  }

  private static void facts(List<Fact> facts, Record part, String... without) {
    DocumentFormat.fields(part)
        .forEach(
            (key, value) -> {
              if (value != null && !List.of(without).contains(key)) {
                facts.add(new Fact(ReadableText.title(key), plain(value)));
              }
            });
  }

  /** Lists and maps without brackets and quotes. */
  private static String plain(Object value) {
    if (value instanceof Map<?, ?> map) {
      return joined(
          map.entrySet().stream()
              .map(entry -> ReadableText.of("" + entry.getKey()) + " " + plain(entry.getValue())));
    }
    return value instanceof List<?> list
        ? joined(list.stream().map(RecordSections::plain))
        : ReadableText.of(value.toString());
  }

  private static String joined(Stream<String> parts) {
    String joined = parts.collect(Collectors.joining(", "));
    return joined.isEmpty() ? "none" : joined;
  }
}
