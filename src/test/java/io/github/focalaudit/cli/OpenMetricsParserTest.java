package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.Python;
import io.github.focalaudit.report.OpenMetricsChecker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code metrics.prom} as the parsers of prometheus_client for both text formats read it. */
class OpenMetricsParserTest {
  private static final String SCRIPT =
      """
      import json, sys
      from prometheus_client import parser as prometheus
      from prometheus_client.openmetrics import parser as openmetrics
      text = open(sys.argv[1], encoding='utf-8', newline='').read()
      def read(format):
          return [[family.type, sample.name, sample.labels, repr(float(sample.value)),
                   sample.timestamp and float(sample.timestamp)]
                  for family in format.text_string_to_metric_families(text) if family.documentation
                  for sample in family.samples]
      if sys.argv[2] == 'both':
          assert read(prometheus) == read(openmetrics)
      print(json.dumps(read(openmetrics)))
      """;

  private static final List<String> CLASS_NAMES =
      List.of("road \"new\"", "back\\slash", "größe {x=\"1\",}");

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void theReferenceParserReadsWhatTheSummarySays() throws Exception {
    Python python = Python.with("prometheus_client.openmetrics.parser");
    Nights nights = Nights.write(folder);
    String manifest = Files.readString(folder.resolve("data/manifest.csv"));
    Files.writeString(
        folder.resolve("data/odd.csv"), manifest.replace("fog", "\"a\"\"b\\c,d=e]\""));
    Files.write(folder.resolve("names.txt"), CLASS_NAMES);
    double started = System.currentTimeMillis() / 1e3;
    InProcess.Result run =
        nights.validate("odd.csv", "odd", "--class-names", nights.path("names.txt"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    Path file = folder.resolve("odd/metrics.prom");
    Python.Result parsed = python.run("-c", SCRIPT, file.toString(), "both");
    assertThat(parsed.exitCode()).as(parsed.out()).isZero();

    JsonNode summary = nights.json("odd/summary.json");
    List<String> classes = new ArrayList<>();
    List<String> slices = new ArrayList<>();
    JsonNode samples = new ObjectMapper().readTree(parsed.out());
    assertThat(samples).hasSameSizeAs(OpenMetricsChecker.check(Files.readString(file)));
    for (JsonNode sample : samples) {
      assertThat(sample.path(0).asText()).isEqualTo("gauge");
      // The textfile collector of node_exporter refuses a file with times.
      assertThat(sample.path(4).isNull()).isTrue();
      JsonNode labels = sample.path(2);
      double value = Double.parseDouble(sample.path(3).asText());
      switch (sample.path(1).asText()) {
        case "focal_audit_loss_mean" ->
            assertThat(value).isEqualTo(summary.path("loss").path("mean").asDouble());
        case "focal_audit_finished_timestamp_seconds" ->
            assertThat(value).isBetween(started, System.currentTimeMillis() / 1e3);
        case "focal_audit_part_duration_seconds" ->
            assertThat(value)
                .isEqualTo(
                    summary
                        .path("timing")
                        .path(labels.path("part").asText() + "Seconds")
                        .asDouble());
        case "focal_audit_duration_seconds" ->
            assertThat(value).isEqualTo(summary.path("timing").path("wallSeconds").asDouble());
        case "focal_audit_build_info" ->
            assertThat(labels.path("version"))
                .isEqualTo(summary.path("provenance").path("version"));
        case "focal_audit_class_iou_ratio" -> {
          assertThat(value)
              .isEqualTo(summary.path("classes").path(classes.size()).path("iou").asDouble());
          classes.add(labels.path("class").asText());
        }
        case "focal_audit_slice_loss_mean" -> {
          JsonNode slice = summary.path("slices").path(slices.size());
          assertThat(value).isEqualTo(slice.path("loss").path("mean").asDouble());
          slices.add(labels.path("slice").asText());
        }
        default -> assertThat(value).isNotNaN();
      }
    }
    assertThat(classes).isEqualTo(CLASS_NAMES);
    assertThat(slices).isEqualTo(summary.path("slices").findValuesAsText("slice"));
    assertThat(slices).contains("weather=a\"b\\\\c\\,d\\=e\\]");

    Path cut = folder.resolve("cut.prom");
    Files.writeString(cut, Files.readString(file).replace("# EOF\n", ""));
    Python.Result refused = python.run("-c", SCRIPT, cut.toString(), "one");
    assertThat(refused.exitCode()).as("the parser is strict").isNotZero();
    assertThat(Objects.requireNonNull(refused.out())).contains("EOF");
  }

  @Test
  void everySampleCarriesTheTimeOfTheRunWhereItIsAskedFor() throws Exception {
    Python python = Python.with("prometheus_client.openmetrics.parser");
    Nights nights = Nights.write(folder);
    InProcess.Result run = nights.validate("manifest.csv", "timed", "--metrics-timestamps");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    Path file = folder.resolve("timed/metrics.prom");
    Python.Result parsed = python.run("-c", SCRIPT, file.toString(), "one");
    assertThat(parsed.exitCode()).as(parsed.out()).isZero();
    JsonNode samples = new ObjectMapper().readTree(parsed.out());
    JsonNode finished = samples.path(0).path(4);
    assertThat(finished.asDouble()).isGreaterThan(1.7e9);
    assertThat(samples).hasSizeGreaterThan(20).allMatch(sample -> sample.path(4).equals(finished));
    assertThat(OpenMetricsChecker.check(Files.readString(file)))
        .extracting(OpenMetricsChecker.Sample::timestamp)
        .containsOnly(finished.asDouble());
  }
}
