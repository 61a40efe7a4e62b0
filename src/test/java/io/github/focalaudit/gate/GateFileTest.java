package io.github.focalaudit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.comparison.MetricKind;
import io.github.focalaudit.comparison.MetricName;
import io.github.focalaudit.document.Severity;
import io.github.focalaudit.evaluation.SliceKey;
import io.github.focalaudit.yaml.YamlException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GateFileTest {
  static Gate read(String text) {
    return GateFile.read("gate.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsEveryKey() {
    Gate gate =
        read(
            """
            version: 1
            confidence: 0.9
            inconclusive: warn
            replicates: 500
            cluster: scene
            crossCheck: required
            rules:
              - name: overall loss
                metric: loss.mean
                max: 0.5
                maxIncrease: 2%
                confidence: 0.99
                severity: warn
                primary: false
              - metric: slice[city=bonn,weather=fog].class[Car].iou
                min: 0.25
                maxDecrease: 0.02
              - metric: images.lossQuantile[0.95]
                max: 1e-1
            """);
    assertThat(gate.inconclusiveWarns()).isTrue();
    assertThat(gate.replicates()).isEqualTo(500);
    assertThat(gate.cluster()).isEqualTo("scene");
    assertThat(gate.crossCheckRequired()).isTrue();
    Rule first = gate.rules().get(0);
    assertThat(first.name()).isEqualTo("overall loss");
    assertThat(first.bounds())
        .containsExactly(
            new Bound(Bound.Kind.MAX, 0.5, false), new Bound(Bound.Kind.MAX_INCREASE, 2, true));
    assertThat(first.confidence()).isEqualTo(0.99);
    assertThat(first.severity()).isEqualTo(Severity.WARN);
    assertThat(first.primary()).isFalse();
    Rule second = gate.rules().get(1);
    assertThat(second.name()).isEqualTo("slice[city=bonn,weather=fog].class[Car].iou");
    assertThat(second.metric())
        .isEqualTo(
            new MetricName(
                new SliceKey(List.of("city", "weather"), List.of("bonn", "fog")),
                MetricKind.CLASS_IOU,
                "Car",
                null));
    assertThat(second.confidence()).isEqualTo(0.9);
    assertThat(second.primary()).isFalse();
    assertThat(gate.rules().get(2).metric().quantile()).isEqualTo(0.95);
    assertThat(gate.rules().get(2).bounds().get(0).amount()).isEqualTo(0.1);
  }

  @Test
  void theExampleOfTheGuideIsOne() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/docs/gate.md"));
    int from = lines.indexOf("    version: 1");
    List<String> example =
        lines.stream().skip(from).takeWhile(line -> line.startsWith("    ")).toList();
    Gate gate = read(String.join("\n", example).stripIndent());
    assertThat(gate.rules()).hasSize(4);
    assertThat(gate.rules().get(2).primary()).isTrue();
  }

  @Test
  void defaults() {
    Gate gate = read("version: 1\nrules: [{metric: loss.mean, maxIncrease: 0.01}]\n");
    assertThat(gate.inconclusiveWarns()).isFalse();
    assertThat(gate.replicates()).isEqualTo(2000);
    assertThat(gate.cluster()).isNull();
    assertThat(gate.rules().get(0).confidence()).isEqualTo(0.975);
    assertThat(gate.rules().get(0).severity()).isEqualTo(Severity.FAIL);
    assertThat(gate.rules().get(0).primary()).isTrue();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("", 1, "(file)", "is empty"),
        mistake("rules: [", 1, "(file)", "is not YAML"),
        mistake("version: 1\nrules:\n\t- a\n", 3, "(file)", "found character '\\t(TAB)'"),
        mistake("version: 1\ncluster: *scene\nrules: [a]\n", 2, "cluster", "an alias, *scene"),
        mistake("- 1\n", 1, "(file)", "expected a mapping"),
        mistake("rules: []\n", 1, "version", "is missing"),
        mistake("version: 2\nrules: []\n", 1, "version", "expected 1"),
        mistake("version: one\nrules: []\n", 1, "version", "expected a number"),
        mistake("version: 1\n", 1, "rules", "is missing"),
        mistake("version: 1\nrules: []\n", 2, "rules", "at least one rule"),
        mistake("version: 1\nrules: 3\n", 2, "rules", "expected a list"),
        mistake("version: 1\nrule: []\nrules: []\n", 2, "rule", "is unknown"),
        mistake("version: 1\nversion: 1\nrules: []\n", 2, "version", "is given twice"),
        mistake("version: 1\n---\nversion: 1\n", 3, "(file)", "second document"),
        mistake("version: 1\nconfidence: 0.5\nrules: []\n", 2, "confidence", "(0.5, 1)"),
        mistake("version: 1\ninconclusive: pass\nrules: []\n", 2, "inconclusive", "fail or warn"),
        mistake("version: 1\nreplicates: 10\nrules: [a]\n", 2, "replicates", "from 200"),
        mistake("version: 1\ncluster:\nrules: [a]\n", 2, "cluster", "expected text"),
        mistake("version: 1\nminPaired: 95\nrules: [a]\n", 2, "minPaired", "0 to 1 or 0% to 100%"),
        mistake("version: 1\nminPairedOfRun: -1%\nrules: [a]\n", 2, "minPairedOfRun", "0% to"),
        rule("metric: images.gone\n    maxIncrease: 1", "maxIncrease", "bind it by min or max"),
        rule("max: 1", "metric", "is missing"),
        rule("metric: loss.maen\n    max: 1", "metric", "unknown metric \"loss.maen\""),
        rule("metric: class[Car].accuracy\n    max: 1", "metric", "not a metric of a class"),
        rule("metric: slice[fog].loss.mean\n    max: 1", "metric", "expected column=value"),
        rule("metric: slice[a=b].images.coverage\n    max: 1", "metric", "not a metric of a slice"),
        rule("metric: images.lossQuantile[95]\n    max: 1", "metric", "number in (0, 1)"),
        rule("metric: [a]\n    max: 1", "metric", "expected text"),
        rule(
            "metric: loss.mean\n    max: &m 1\n    maxIncrease: *m", "maxIncrease", "an alias, *m"),
        rule("metric: loss.mean", "", "has no bound"),
        rule("metric: loss.mean\n    maximum: 1", "maximum", "is unknown"),
        rule("metric: loss.mean\n    max: high", "max", "expected a number"),
        rule("metric: loss.mean\n    max: .nan", "max", "expected a number"),
        rule("metric: loss.mean\n    max: -1", "max", "nothing is below 0"),
        rule("metric: loss.mean\n    max: 2%", "max", "expected a number"),
        rule("metric: loss.mean\n    min: 2\n    max: 1", "min", "is above max"),
        rule("metric: accuracy\n    min: 84", "min", "at most 1"),
        rule("metric: loss.mean\n    maxIncrease:", "maxIncrease", "margin is missing"),
        rule("metric: loss.mean\n    maxIncrease: -0.1", "maxIncrease", "at least 0"),
        rule("metric: loss.mean\n    maxIncrease: -2%", "maxIncrease", "at least 0"),
        rule("metric: loss.mean\n    maxDecrease: two%", "maxDecrease", "percentage such as 2%"),
        rule("metric: loss.mean\n    maxDecrease: true", "maxDecrease", "expected a number"),
        rule(
            "metric: images.lossQuantile[0.9]\n    maxIncrease: 0.1",
            "maxIncrease",
            "a quantile has no interval"),
        rule("metric: loss.mean\n    max: 1\n    confidence: 97.5", "confidence", "(0.5, 1)"),
        rule("metric: loss.mean\n    max: 1\n    severity: info", "severity", "fail or warn"),
        rule("metric: loss.mean\n    max: 1\n    primary: maybe", "primary", "true or false"));
  }

  private static Arguments mistake(String text, int line, String key, String message) {
    return Arguments.of(text, line, key, message);
  }

  /** A mistake in the last line of the only rule; an empty key stands for the rule itself. */
  private static Arguments rule(String body, String key, String message) {
    String text = "version: 1\nrules:\n  - " + body + "\n";
    List<String> lines = text.lines().toList();
    int line = 3;
    for (int i = 0; i < lines.size() && !key.isEmpty(); i++) {
      if (lines.get(i).strip().replaceFirst("^- ", "").startsWith(key + ":")) {
        line = i + 1;
      }
    }
    return Arguments.of(text, line, key.isEmpty() ? "rules[0]" : "rules[0]." + key, message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreNamedByLineAndKey(String text, int line, String key, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            YamlException.class,
            e -> {
              assertThat(e.key()).isEqualTo(key);
              assertThat(e.line()).isEqualTo(line);
            })
        .hasMessageStartingWith("gate file gate.yaml, line " + line + ", key " + key + ": ")
        .hasMessageContaining(message);
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    byte[] bytes = "version: 1\ncluster: \u00ff\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> GateFile.read("gate.yaml", bytes))
        .isInstanceOf(YamlException.class)
        .hasMessageContaining("is not UTF-8");
  }

  @Test
  void aLongValueIsCutInTheMessage() {
    for (String start : List.of("x", "9x", "-x")) {
      String value = start + "9".repeat(900_000);
      assertThatThrownBy(
              () -> read("version: 1\nrules: [{metric: loss.mean, max: " + value + "}]\n"))
          .isInstanceOf(YamlException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2200).contains("max"));
      assertThatThrownBy(() -> read("version: 1\nrules: [{metric: loss.mean, " + value + ": 1}]\n"))
          .isInstanceOf(YamlException.class)
          .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(2200));
    }
  }

  @Test
  void twoRulesOfOneNameAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    version: 1
                    rules:
                      - metric: accuracy
                        min: 0.5
                      - metric: accuracy
                        min: 0.6
                    """))
        .hasMessageContaining("line 5")
        .hasMessageContaining("a second rule is called \"accuracy\"");
  }
}
