package io.github.focalaudit.report.html;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.report.html.Block.Fact;
import io.github.focalaudit.report.html.Block.Facts;
import io.github.focalaudit.report.html.ReportPage.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sections about other runs: the baseline, and the trend. Stateless. */
final class ComparisonSections {
  private static final String LEAD =
      "Against the baseline, on the images that both runs have. An interval says what other "
          + "images like these would show, not what training again would.";

  private ComparisonSections() {}

  /** The interval of the change of the mean, in words; null where there is none. */
  static @Nullable String interval(RunView run) {
    JsonNode mean = run.comparison().path("lossMean");
    Double low = RunView.number(mean, "low");
    Double high = RunView.number(mean, "high");
    return low == null || high == null
        ? null
        : "change against the baseline " + Numbers.signed(low) + " to " + Numbers.signed(high);
  }

  static @Nullable Section comparison(RunView run) {
    return run.comparison().isObject()
        ? section("comparison", "Comparison with the baseline", LEAD, run.comparison())
        : null;
  }

  static @Nullable Section trend(RunView run) {
    return run.trend().isObject()
        ? section("trend", "Trend", "This run among the earlier ones.", run.trend())
        : null;
  }

  /** Values as facts, arrays of objects as tables, in the order of the file. */
  private static Section section(String id, String title, String lead, JsonNode object) {
    List<Fact> facts = new ArrayList<>();
    List<Block> tables = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : object.properties()) {
      String name = GenericTable.title(entry.getKey());
      JsonNode value = entry.getValue();
      if (value.isArray() && value.path(0).isObject()) {
        tables.add(GenericTable.of(name, value));
      } else if (value.isObject()) {
        for (Map.Entry<String, JsonNode> inner : value.properties()) {
          facts.add(
              new Fact(
                  name + ": " + GenericTable.title(inner.getKey()),
                  RunView.text(inner.getValue())));
        }
      } else if (!value.isNull()) {
        facts.add(new Fact(name, RunView.text(value)));
      }
    }
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Facts(facts));
    blocks.addAll(tables);
    return new Section(id, title, lead, blocks);
  }
}
