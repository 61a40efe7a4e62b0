package io.github.focalaudit.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.evaluation.SliceKey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The documents of runs that were made before the records were: {@code documents/v0}, written key
 * by key. {@code run} compares images, {@code weighted} compares clusters under an alpha a class.
 */
class DocumentFormatTest {
  /** An object of a record, not one of the maps whose keys are data. */
  private static final Pattern RECORD =
      Pattern.compile(
          "(?<!\"(metrics|images|terms|quarantine|timing|elementTypes|columns|means)\" : )\\{\n");

  private static final Map<String, DocumentFormat<? extends Record>> FORMATS =
      Map.of(
          "verdict.json",
          VerdictDocument.FORMAT,
          "audit.json",
          AuditDocument.FORMAT,
          "summary.json",
          RunSummary.FORMAT,
          "comparison.json",
          ComparisonDocument.FORMAT,
          "trend.json",
          TrendDocument.FORMAT,
          "history-entry.json",
          HistoryEntry.FORMAT);

  static Stream<Arguments> kept() {
    return Stream.of("run", "weighted")
        .flatMap(run -> FORMATS.keySet().stream().sorted().map(file -> Arguments.of(run, file)));
  }

  private static byte[] content(String run, String file) throws IOException {
    String path = "/documents/v0/" + run + "/" + file;
    try (InputStream stream = DocumentFormatTest.class.getResourceAsStream(path)) {
      return Objects.requireNonNull(stream, path).readAllBytes();
    }
  }

  private static <T extends Record> String written(DocumentFormat<T> format, byte[] content)
      throws IOException {
    return text(format.encode(format.decode(content, "kept")));
  }

  private static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }

  private static <T extends Record> T decode(DocumentFormat<T> format, String content)
      throws IOException {
    return format.decode(content.getBytes(StandardCharsets.UTF_8), "/runs/a.json");
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aKeptDocumentIsWrittenAsItWasRead(String run, String file) throws IOException {
    byte[] content = content(run, file);
    assertThat(written(Objects.requireNonNull(FORMATS.get(file)), content))
        .startsWith("{\n  \"schemaVersion\" : 1,\n")
        .isEqualTo(text(content));
  }

  @ParameterizedTest
  @MethodSource("kept")
  void aKeyOfANewerVersionIsSkipped(String run, String file) throws IOException {
    String content = text(content(run, file));
    String newer = RECORD.matcher(content).replaceAll("{\n  \"newKey\" : {\"deep\" : [1]},\n");
    assertThat(newer).isNotEqualTo(content);
    DocumentFormat<? extends Record> format = Objects.requireNonNull(FORMATS.get(file));
    assertThat(written(format, newer.getBytes(StandardCharsets.UTF_8))).isEqualTo(content);
  }

  @Test
  void keptVerdictsReadAsTheyWereMeant() throws IOException {
    VerdictDocument verdict =
        VerdictDocument.FORMAT.decode(content("run", "verdict.json"), "verdict.json");
    assertThat(verdict.verdict()).isEqualTo(VerdictStatus.FAIL);
    assertThat(verdict.exitCode()).isEqualTo(3);
    assertThat(verdict.rules()).hasSize(14);
    VerdictDocument.RuleOutcome warned = verdict.rules().get(9);
    assertThat(warned.metric()).isEqualTo("class[class 0].iou");
    assertThat(warned.severity()).isEqualTo(Severity.WARN);
    VerdictDocument.RuleOutcome coverage = verdict.rules().get(13);
    assertThat(coverage.status()).isEqualTo(RuleStatus.FAIL);
    assertThat(coverage.value()).isEqualTo(23 / 24d);
    assertThat(coverage.difference()).isNull();
  }

  @Test
  void keptSummariesGiveTheSettingsOfTheRun() throws IOException {
    RunSummary summary =
        RunSummary.FORMAT.decode(content("weighted", "summary.json"), "summary.json");
    StoredRun run = StoredRun.of("/runs/a", summary);
    LossSettings loss = LossSettings.of(Preset.ONE_VS_REST);
    assertThat(run.loss())
        .isEqualTo(
            loss.toBuilder().gamma(2, 1, 0).alpha(0.25, 0.5, 0.75).classWeights(1, 2, 0.5).build());
    assertThat(run.classNames()).containsExactly("class 0", "class 1", "class 2");
    assertThat(List.of(run.expectedImages(), run.scoredImages(), run.quarantinedInputs()))
        .containsExactly(24L, 23L, 1L);
    assertThat(summary.crossCheck().status()).isEqualTo(RunSummary.CheckStatus.PASSED);
    RunSummary plain = RunSummary.FORMAT.decode(content("run", "summary.json"), "summary.json");
    assertThat(StoredRun.of("/runs/b", plain).loss()).isEqualTo(loss);
    assertThat(StoredRun.of("/runs/b", plain).terms().differences(run.terms())).isEmpty();
  }

  @Test
  void aSliceKeepsApartWhatIsUndefinedAndWhatWasNotJudged() throws IOException {
    String content = text(content("run", "summary.json"));
    // As a multi-label run has it: the metrics of a slice are there, its accuracy is not defined.
    int slices = content.indexOf("\"slices\"");
    String multiLabel =
        content.substring(0, slices)
            + content.substring(slices).replaceFirst("\"accuracy\" : [^,]+", "\"accuracy\" : null");
    RunSummary summary = decode(RunSummary.FORMAT, multiLabel);
    SliceSummary first = summary.slices().get(0);
    assertThat(first.accuracy()).isNaN();
    assertThat(text(RunSummary.FORMAT.encode(summary))).isEqualTo(multiLabel);

    SliceKey key = SliceKey.parse("city=bonn,weather=fog");
    String small =
        text(RunSummary.FORMAT.encode(withSlice(summary, SliceSummary.tooSmall(key, 3))));
    assertThat(small)
        .contains(
            """
              "slices" : [ {
                "slice" : "city=bonn,weather=fog",
                "columns" : {
                  "city" : "bonn",
                  "weather" : "fog"
                },
                "images" : 3,
                "loss" : null
              } ],
            """);
    assertThat(decode(RunSummary.FORMAT, small).slices())
        .containsExactly(SliceSummary.tooSmall(key, 3));
  }

  private static RunSummary withSlice(RunSummary summary, SliceSummary slice) {
    return new RunSummary(
        summary.loss(),
        summary.crossEntropy(),
        summary.sweep(),
        summary.classes(),
        summary.accuracy(),
        summary.meanIou(),
        summary.meanDice(),
        summary.images(),
        summary.pixels(),
        summary.clampedElements(),
        summary.quarantine(),
        summary.precision(),
        summary.kernel(),
        summary.crossCheck(),
        summary.confusion(),
        List.of(slice),
        summary.clusters(),
        summary.settings(),
        summary.warnings(),
        summary.warningCodes(),
        summary.timing(),
        summary.provenance());
  }

  @Test
  void infiniteAndUndefinedNumbersComeBack() throws IOException {
    String content = text(content("run", "verdict.json"));
    String changed =
        content
            .replaceFirst("\"upper\" : [^,]+", "\"upper\" : \"Infinity\"")
            .replaceFirst("\"lower\" : [^,]+", "\"lower\" : \"-Infinity\"")
            .replaceFirst("\"difference\" : [^,]+", "\"difference\" : null");
    VerdictDocument verdict = decode(VerdictDocument.FORMAT, changed);
    VerdictDocument.RuleOutcome rule = verdict.rules().get(0);
    assertThat(rule.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(rule.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(rule.difference()).isNaN();
    assertThat(text(VerdictDocument.FORMAT.encode(verdict))).isEqualTo(changed);
  }

  @Test
  void doublesAreTheShortestTextThatReadsBack() throws IOException {
    // Double.toString before JDK 19 writes 2.0E-3 as 0.0020 and 2^-44 with a digit too many.
    Map<String, Double> metrics = Map.of("a", 2.0E-3, "b", 0x1p-44, "c", 2e23);
    HistoryEntry entry =
        HistoryEntry.of("a", Instant.EPOCH, "/runs/a", VerdictStatus.PASS, "data", "hash", metrics);
    String text = text(HistoryEntry.FORMAT.encode(entry));
    assertThat(text)
        .contains("\"a\" : 0.002,", "\"b\" : 5.684341886080802E-14,", "\"c\" : 2.0E23\n");
    assertThat(decode(HistoryEntry.FORMAT, text)).isEqualTo(entry);
  }

  @Test
  void aMissingListIsEmpty() throws IOException {
    VerdictDocument verdict =
        decode(
            VerdictDocument.FORMAT,
            """
            {"schemaVersion": 1, "verdict": "error", "exitCode": 1, "reason": "", "warnings": null}
            """);
    assertThat(List.of(verdict.rules(), verdict.warnings())).containsOnly(List.of());
  }

  @Test
  void whatCannotBeReadIsNamed() {
    assertThatThrownBy(() -> decode(VerdictDocument.FORMAT, "{\"schemaVersion\": 2}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("verdict /runs/a.json cannot be read: expected schemaVersion 1, got 2");
    assertThatThrownBy(() -> decode(VerdictDocument.FORMAT, "{}"))
        .hasMessageEndingWith("expected schemaVersion 1, got -1");
    assertThatThrownBy(() -> decode(VerdictDocument.FORMAT, "{\"schemaVersion\": 1, "))
        .hasMessageStartingWith("verdict /runs/a.json cannot be read: Unexpected end-of-input");
    assertThatThrownBy(() -> decode(VerdictDocument.FORMAT, "{\"schemaVersion\": 1}"))
        .hasMessageContaining("'verdict'");
    assertThatThrownBy(
            () ->
                decode(
                    VerdictDocument.FORMAT,
                    "{\"schemaVersion\": 1, \"verdict\": \"maybe\", \"exitCode\": 1}"))
        .hasMessageContaining("cannot be read: key verdict: ")
        .hasMessageContaining("\"maybe\"");
    assertThatThrownBy(() -> decode(HistoryEntry.FORMAT, "[1]"))
        .hasMessageContaining("history entry /runs/a.json cannot be read");
  }
}
