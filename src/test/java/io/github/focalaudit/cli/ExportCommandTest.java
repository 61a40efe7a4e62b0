package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.univocity.parsers.csv.CsvParser;
import com.univocity.parsers.csv.CsvParserSettings;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables of a run of 24 images, one of them truncated, read back from CSV and JSON lines. */
class ExportCommandTest {
  @TempDir static Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private static Nights nights;

  @BeforeAll
  static void validate() throws IOException {
    nights = Nights.write(folder);
    String line = Files.readAllLines(folder.resolve("data/manifest.csv")).get(1);
    Path scores =
        folder.resolve("data/predictions/" + line.substring(0, line.indexOf(',')) + ".npy");
    byte[] bytes = Files.readAllBytes(scores);
    Files.write(scores, java.util.Arrays.copyOf(bytes, bytes.length - 7));
    InProcess.Result run =
        nights.validate("manifest.csv", "run", "--label-issues", "--max-bad-fraction", "0.5");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    assertThat(run.out())
        .containsPattern("worst images +loss mean")
        .containsPattern("worst classes +of the loss")
        .contains("quarantine, the first 1 of 1")
        .contains(scores.getFileName() + ": ")
        .contains("export --run " + nights.path("run") + " --table quarantine")
        .doesNotContain("spark-sql");
  }

  private static String export(String table, String format) {
    InProcess.Result result =
        InProcess.run("export", "--run", nights.path("run"), "--table", table, "--format", format);
    assertThat(result.exitCode()).as(result.err()).isEqualTo(0);
    return result.out();
  }

  private static List<Map<String, String>> csv(String table) {
    CsvParserSettings settings = new CsvParserSettings();
    settings.setMaxCharsPerColumn(100_000);
    List<String[]> lines = new CsvParser(settings).parseAll(new StringReader(export(table, "csv")));
    String[] head = lines.get(0);
    assertThat(new HashSet<>(List.of(head))).hasSize(head.length);
    List<Map<String, String>> rows = new ArrayList<>();
    for (String[] line : lines.subList(1, lines.size())) {
      assertThat(line).hasSameSizeAs(head);
      Map<String, String> row = new TreeMap<>();
      for (int i = 0; i < head.length; i++) {
        if (line[i] != null) {
          row.put(head[i], line[i]);
        }
      }
      rows.add(row);
    }
    return rows;
  }

  private static double sum(List<Map<String, String>> rows, String column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(column))).sum();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"images", "quarantine", "classes", "slices", "confusion", "label_components"})
  void bothFormatsHoldTheSame(String table) throws IOException {
    List<Map<String, String>> rows = csv(table);
    assertThat(rows).isNotEmpty();
    List<String> lines = export(table, "jsonl").lines().toList();
    assertThat(lines).hasSameSizeAs(rows);
    for (int i = 0; i < lines.size(); i++) {
      Map<String, String> row = new TreeMap<>();
      JsonNode json = new ObjectMapper().readTree(lines.get(i));
      json.fields().forEachRemaining(field -> row.put(field.getKey(), field.getValue().asText()));
      assertThat(row).isEqualTo(rows.get(i));
    }
  }

  @Test
  void imagesHaveSlicesAndMetricsByClass() throws IOException {
    List<Map<String, String>> images = csv("images");
    assertThat(images).hasSize(Nights.IMAGES - 1);
    JsonNode summary = nights.json("run/summary.json");
    for (JsonNode one : summary.path("classes")) {
      String prefix = "class[" + one.path("name").asText() + "].";
      assertThat(sum(images, prefix + "positives")).isEqualTo(one.path("positives").asDouble());
      double hits = sum(images, prefix + "true_positives");
      double union =
          hits + sum(images, prefix + "false_positives") + sum(images, prefix + "false_negatives");
      assertThat(hits / union).isEqualTo(one.path("iou").asDouble());
    }
    Map<String, Long> byWeather = new TreeMap<>();
    images.forEach(image -> byWeather.merge(image.get("slice[weather]"), 1L, Long::sum));
    for (JsonNode slice : summary.path("slices")) {
      if (slice.path("columns").size() == 1) {
        String weather = slice.path("columns").path("weather").asText();
        assertThat(byWeather.get(weather)).isEqualTo(slice.path("images").asLong());
      }
    }
  }

  @Test
  void theOtherTablesAreThoseOfTheRun() throws IOException {
    JsonNode summary = nights.json("run/summary.json");
    List<Map<String, String>> classes = csv("classes");
    List<Map<String, String>> slices = csv("slices");
    assertThat(classes).hasSize(Nights.CLASSES);
    assertThat(slices).hasSize(summary.path("slices").size());
    for (int c = 0; c < classes.size(); c++) {
      JsonNode one = summary.path("classes").path(c);
      assertThat(classes.get(c))
          .containsEntry("name", one.path("name").asText())
          .containsEntry("loss_share", one.path("lossShare").asText())
          .containsEntry("iou", one.path("iou").asText());
      JsonNode slice = summary.path("slices").path(0);
      assertThat(slices.get(0))
          .containsEntry("slice", slice.path("slice").asText())
          .containsEntry("loss_mean", slice.path("loss").path("mean").asText())
          .containsEntry(
              "class[" + one.path("name").asText() + "].positives",
              slice.path("classes").path(c).path("positives").asText());
    }
    assertThat(sum(csv("confusion"), "pixels"))
        .isEqualTo(summary.path("pixels").path("valid").asDouble());
    assertThat(sum(csv("confusion"), "share_of_truth")).isEqualTo(Nights.CLASSES, offset());
    assertThat(csv("quarantine"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsKeys("code", "path", "detail"));
    JsonNode component = nights.json("run/audit.json").path("labelIssues").path("components");
    assertThat(csv("label_components").get(0))
        .containsEntry("image_id", component.path(0).path("imageId").asText())
        .containsEntry("score", component.path(0).path("score").asText());
  }

  private static org.assertj.core.data.Offset<Double> offset() {
    return org.assertj.core.data.Offset.offset(1e-12);
  }

  @Test
  void aTableThatTheRunDoesNotHaveIsAnError() {
    InProcess.Result plain = nights.validate("flat.csv", "plain");
    assertThat(plain.exitCode()).as(plain.err()).isEqualTo(0);
    InProcess.Result missing =
        InProcess.run("export", "--run", nights.path("plain"), "--table", "label_components");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("no table at " + nights.path("plain/label_components"));
    InProcess.Result unknown =
        InProcess.run("export", "--run", nights.path("plain"), "--table", "image");
    assertThat(unknown.exitCode()).isEqualTo(2);
  }

  @Test
  void theAuditIsPartOfTheWallTime() throws IOException {
    JsonNode timing = nights.json("run/summary.json").path("timing");
    double parts = 0;
    for (String part :
        List.of("prepareSeconds", "scoringSeconds", "tablesSeconds", "auditSeconds")) {
      assertThat(timing.path(part).asDouble()).as(part).isPositive();
      parts += timing.path(part).asDouble();
    }
    assertThat(timing.path("wallSeconds").asDouble()).isGreaterThanOrEqualTo(parts);
  }
}
