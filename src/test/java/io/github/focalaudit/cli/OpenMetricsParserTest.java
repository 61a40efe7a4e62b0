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

/** {@code metrics.prom} as the OpenMetrics parser of prometheus_client reads it. */
class OpenMetricsParserTest {
  private static final String SCRIPT =
      """
      import json, sys
      from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse
      text = open(sys.argv[1], encoding='utf-8', newline='').read()
      print(json.dumps([[family.type, sample.name, sample.labels, repr(float(sample.value)),
                         float(sample.timestamp)]
                        for family in parse(text) for sample in family.samples]))
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
    InProcess.Result run =
        nights.validate("odd.csv", "odd", "--class-names", nights.path("names.txt"));
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    Path file = folder.resolve("odd/metrics.prom");
    Python.Result parsed = python.run("-c", SCRIPT, file.toString());
    assertThat(parsed.exitCode()).as(parsed.out()).isZero();

    JsonNode summary = nights.json("odd/summary.json");
    List<String> classes = new ArrayList<>();
    List<String> slices = new ArrayList<>();
    JsonNode samples = new ObjectMapper().readTree(parsed.out());
    assertThat(samples).hasSameSizeAs(OpenMetricsChecker.check(Files.readString(file)));
    double finished = samples.path(0).path(4).asDouble();
    assertThat(finished).isGreaterThan(1.7e9);
    for (JsonNode sample : samples) {
      assertThat(sample.path(0).asText()).isEqualTo("gauge");
      assertThat(sample.path(4).asDouble()).isEqualTo(finished);
      JsonNode labels = sample.path(2);
      double value = Double.parseDouble(sample.path(3).asText());
      switch (sample.path(1).asText()) {
        case "focal_audit_loss_mean" ->
            assertThat(value).isEqualTo(summary.path("loss").path("mean").asDouble());
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
    Python.Result refused = python.run("-c", SCRIPT, cut.toString());
    assertThat(refused.exitCode()).as("the parser is strict").isNotZero();
    assertThat(Objects.requireNonNull(refused.out())).contains("EOF");
  }
}
