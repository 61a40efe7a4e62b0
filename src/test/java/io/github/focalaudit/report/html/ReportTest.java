package io.github.focalaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.document.ComparisonDocument;
import io.github.focalaudit.document.RunSummary;
import io.github.focalaudit.document.TrendDocument;
import io.github.focalaudit.document.VerdictDocument;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.picture.PngWriter;
import io.github.focalaudit.picture.RgbImage;
import io.github.focalaudit.storage.Storage;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportTest {
  private static final Pattern TAG = Pattern.compile("<[a-zA-Z](?:[^>\"]|\"[^\"]*\")*>");

  private static String html(RunView view) {
    return new String(Report.render(view, name -> null), StandardCharsets.UTF_8);
  }

  @Test
  void nothingFromOutsideBecomesMarkup() {
    String html = html(SampleRun.view(20));

    assertThat(count(html, "<script")).isEqualTo(1);
    assertThat(count(html, "<style")).isEqualTo(1);
    assertThat(html).doesNotContain("<b>", "<img src=x", "</svg>--", "<i>scene");
    for (Matcher tag = TAG.matcher(html); tag.find(); ) {
      assertThat(tag.group().replaceAll("\"[^\"]*\"", "\"\""))
          .doesNotContainPattern("\\son\\w*=|'");
    }
    assertThat(html).contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>");
  }

  @Test
  void textFromOutsideStaysReadable() {
    String html = html(SampleRun.view(20));

    assertThat(html).contains("<bdi>line one␊line two␉end</bdi>");
    assertThat(html).contains("<bdi>⟨U+202E⟩gnp.exe</bdi>");
    assertThat(html).contains("<bdi>שלום עולם / مرحبا</bdi>");
    assertThat(html).contains("<bdi>${7*7} {{7*7}} !{x}</bdi>");
    assertThat(html).contains("<bdi>a&amp;amp;b &amp; c</bdi>");
  }

  @Test
  void namesKeepTheirDirectionToThemselvesInPhrases() {
    ObjectNode audit = SampleRun.audit(3);
    ObjectNode confusion = (ObjectNode) audit.at("/worstImages/0/confusion");
    confusion.put("truth", 5).put("prediction", 4);
    ArrayNode attributes = (ArrayNode) audit.at("/problemSlices/slices/0/attributes");
    attributes.removeAll().add("עיר = חיפה").add("has <b>");

    assertThat(html(SampleRun.view(audit)))
        .contains("<bdi>\u2068שלום עולם / مرحبا\u2069 as \u2068⟨U+202E⟩gnp.exe\u2069</bdi>")
        .contains("<bdi>\u2068עיר = חיפה\u2069 and \u2068has &lt;b&gt;\u2069</bdi>");
  }

  @Test
  void asksForNothingOutsideItself() {
    String html = html(SampleRun.view(20));

    assertThat(html).doesNotContain("http:", "https:", "//cdn", "@import", "url(");
    assertThat(html)
        .containsPattern("Content-Security-Policy\" content=\"default-src &#39;none&#39;;");
  }

  @Test
  void policyAllowsExactlyTheScriptOfThePage() throws Exception {
    String html = html(SampleRun.bareView());
    String script = html.substring(html.indexOf("<script>") + 8, html.indexOf("</script>"));

    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8));
    assertThat(html)
        .contains("script-src &#39;sha256-" + Base64.getEncoder().encodeToString(digest) + "&#39;");
  }

  @Test
  void leavesOutSectionsThatTheRunDoesNotHave() {
    String html = html(SampleRun.bareView());

    assertThat(html).contains("id=\"overview\"", "id=\"classes\"", "NO VERDICT");
    assertThat(html)
        .doesNotContain(
            "id=\"worst-images\"",
            "id=\"label-issues\"",
            "id=\"calibration\"",
            "id=\"comparison\"",
            "id=\"rules\"",
            "id=\"problem-slices\"");
  }

  @Test
  void showsTheChangeAgainstTheBaselineAndWhatCarriesIt() throws Exception {
    ComparisonDocument comparison =
        SampleRun.decoded(
            ComparisonDocument.FORMAT,
            """
                {"schemaVersion": 1, "baseline": "/runs/<i>a", "candidate": "/runs/b", "clusters": {"column": null, "count": 24},
                 "images": {"changed": 24}, "meaning": "of new scenes", "notes": ["a note"],
                 "metrics": [{"metric": "loss.mean", "baseline": 0.02, "value": 0.03,
                   "difference": 0.01, "lower": 0.004, "upper": "Infinity", "confidence": 0.975,
                   "note": ""}],
                 "change": {"terms": {"scene": {"terms":
                   [{"label": "scene=<b>", "images": 7, "value": -0.002}]}},
                   "largestImages": [{"imageId": "<u>x", "kind": "paired", "value": 0.001}]}}
                """);
    TrendDocument trend =
        new TrendDocument(
            "loss.mean", List.of(point("n1", 0.02), point("n2", null), point("n3", 0.03)));
    RunView bare = SampleRun.bareView();

    String html =
        html(
            new RunView(
                bare.path(), bare.summary(), bare.verdict(), bare.audit(), comparison, trend));

    assertThat(html)
        .contains("change against the baseline +0.01; one-sided 97.5 % limits +0.004 and +∞")
        .contains("<bdi>+0.004\u00a0to\u00a0+∞</bdi>", "its column says why")
        .contains("<bdi>−0.002</bdi>", "<bdi>&lt;u&gt;x</bdi>", "<bdi>scene=&lt;b&gt;</bdi>")
        .contains(
            "id=\"trend-chart-title\"",
            "n3, 1970-01-01, pass: 0.03",
            "<p class=\"lead\">of new scenes</p>");
  }

  private static TrendDocument.Point point(String run, @Nullable Double value) {
    return new TrendDocument.Point(
        run, Instant.EPOCH, VerdictStatus.PASS, null, value, null, null, null, null, "");
  }

  @Test
  void theFirstScreenSaysHowBadSinceWhenAndWhere() {
    RunView view = SampleRun.view(5);
    TrendDocument trend =
        new TrendDocument(
            "loss.mean",
            List.of(
                night(1, 0.02, VerdictStatus.PASS, ""),
                night(2, 0.03, VerdictStatus.FAIL, "jump up"),
                night(3, 0.033, VerdictStatus.FAIL, "jump up")));
    byte[] picture = noise(40, 30);
    byte[] page =
        Report.render(
            new RunView(
                view.path(),
                view.summary(),
                view.verdict(),
                view.audit(),
                view.comparison(),
                trend),
            name -> picture);
    String html = new String(page, StandardCharsets.UTF_8);
    String first = html.substring(html.indexOf("class=\"glance\""), html.indexOf("<nav"));

    assertThat(html.substring(0, html.indexOf("class=\"glance\"")))
        .contains("FAIL", "<strong>0.024345<");
    assertThat(first)
        .contains("Fails since 2026-01-02 (\u2068n2\u2069).")
        .contains("Jump up since 2026-01-02 (\u2068n2\u2069).")
        // 0.033 / 0.03 - 1
        .contains("+10.0 % against the run before, 2026-01-02")
        .contains("finished, 2026-01-01 to 2026-01-03", ">2 Jan<", "n1, 2026-01-01, pass: 0.02");
    assertThat(count(first, "class=\"mark failed\"")).isEqualTo(2);
    // The made-up shares of the loss rise with the number of the class: 9 / 45 is the largest.
    assertThat(first)
        .contains("href=\"#class-10\"", "href=\"#class-9\"", "href=\"#class-8\"", "20.0 %");
    assertThat(first).contains("href=\"#worst-image-1\"", "href=\"#worst-image-3\"");
    assertThat(count(first, "class=\"open-picture\"")).isEqualTo(3);
    assertThat(html).contains("<tr id=\"class-10\">", "<tr id=\"worst-image-3\">");
    assertThat(count(html, "class=\"open-picture\"")).isEqualTo(10);
  }

  private static TrendDocument.Point night(
      int day, double value, VerdictStatus verdict, String note) {
    return new TrendDocument.Point(
        "n" + day,
        Instant.parse("2026-01-0" + day + "T03:00:00Z"),
        verdict,
        null,
        value,
        null,
        null,
        null,
        null,
        note);
  }

  @Test
  void sinceWhenIsKnownOfARunInAHistoryOnly() {
    assertThat(GlanceBuilder.since(List.of())).singleElement().asString().startsWith("No history");
    assertThat(GlanceBuilder.since(List.of(night(1, 0.02, VerdictStatus.PASS, ""))))
        .containsExactly("The first run of its history.");
    assertThat(
            GlanceBuilder.since(
                List.of(
                    night(1, 0.02, VerdictStatus.FAIL, ""),
                    night(2, 0.02, VerdictStatus.PASS, ""))))
        .first()
        .isEqualTo("No jump, drift or failure in this run; 2 runs since 2026-01-01.");
  }

  @Test
  void aRunWithoutAGateIsScoredNotJudged() {
    RunView bare = SampleRun.bareView();
    VerdictDocument verdict =
        SampleRun.decoded(
            VerdictDocument.FORMAT,
            "{\"schemaVersion\": 1, \"verdict\": \"pass\", \"judged\": false, \"exitCode\": 0, \"reason\": \"r\"}");

    assertThat(html(new RunView(bare.path(), bare.summary(), verdict, null)))
        .contains("<p class=\"verdict none\"><span class=\"word\">SCORED, NOT JUDGED</span>");
  }

  @Test
  void rowsOfTheConfusionMatrixAddUpToAHundredPercent() {
    ObjectNode summary = SampleRun.summary();
    ArrayNode pixels = summary.putObject("confusion").put("rows", "truth").putArray("pixels");
    pixels.addArray().add(90).add(10).add(0);
    pixels.addArray().add(1).add(1).add(1998);
    pixels.addArray().add(0).add(0).add(0);
    RunView view =
        new RunView("/runs/a", SampleRun.decoded(RunSummary.FORMAT, summary), null, null);
    String html = html(view);
    String section =
        html.substring(html.indexOf("id=\"confusion\""), html.indexOf("id=\"settings\""));

    assertThat(section)
        .contains("<td class=\"right shade9\">90</td>", "<td class=\"wrong shade1\">10</td>")
        .contains(
            "<td class=\"right shade1\">&lt;0.1</td>", "<td class=\"wrong shade10\">100</td>");
    // A class without pixels has no rate.
    assertThat(count(section, ">–</td>")).isEqualTo(3);
    // Of 10 + 1 + 1998 wrong pixels; the first row is the largest confusion, 1998 of 2000.
    assertThat(section.substring(section.indexOf("Predicted as")))
        .containsSubsequence("1\u202f998", "99.9 %", "99.5 %", "<bdi>10</bdi>", "10.0 %", "0.50 %");
  }

  @Test
  void suspectedLabelsAreCaptionedGivenToSuggested() {
    byte[] picture = noise(40, 30);
    String html =
        new String(Report.render(SampleRun.view(5), name -> picture), StandardCharsets.UTF_8);
    String section = html.substring(html.indexOf("id=\"label-issues\""));

    assertThat(section)
        .contains("\u2069 → \u2068")
        .contains("(33 pixels, score 9.5); in all 40 suspected pixels in 2 components")
        .contains("Score of a component: s · Σ(w · e) / √Σw");
    assertThat(section.indexOf("class=\"legend\"")).isPositive();
  }

  @Test
  void tellsOfARuleInWordsAndLeavesEmptyColumnsOut() {
    String html = html(SampleRun.view(3));
    String rules = html.substring(html.indexOf("id=\"rules\""), html.indexOf("id=\"classes\""));
    assertThat(rules)
        .contains("<bdi>fail, only warns</bdi>", "<bdi>max increase 2.5\u00a0%</bdi>", ">Outcome<")
        .doesNotContain(">Baseline<", ">Percent<");
  }

  @Test
  void saysHowToCheckTheNumberWithCommandsThatExist() {
    assertThat(html(SampleRun.bareView()))
        .contains("submit/focal-audit export --run", "submit/recompute.py")
        .doesNotContain("focal-audit verify");
  }

  @Test
  void showsTheNumberToItsLastDigit() {
    assertThat(html(SampleRun.bareView())).contains("0.024345012345678", "<strong>0.024345<");
  }

  @Test
  void staysUnderTheCapByShowingFewerPicturesAndSaysSo() {
    byte[] picture = noise(400, 300);
    byte[] page = Report.render(SampleRun.view(40), name -> picture);

    assertThat(page.length).isLessThan(Report.MAX_BYTES);
    String html = new String(page, StandardCharsets.UTF_8);
    int shown = count(html, "class=\"open-picture\"");
    // A picture takes 400 * 300 * 3 * 4 / 3 characters, as noise does not shrink.
    assertThat(shown).isBetween(6, 10);
    assertThat(html).contains("this page shows " + shown + " of 80 pictures");
  }

  @Test
  void showsEveryPictureWhereThereIsRoom() {
    byte[] picture = noise(40, 30);
    String html =
        new String(Report.render(SampleRun.view(5), name -> picture), StandardCharsets.UTF_8);

    assertThat(count(html, "class=\"open-picture\"")).isEqualTo(10);
    assertThat(html).doesNotContain("this page shows");
  }

  @Test
  void staysUnderTheCapWhereTheTablesAloneAreTooLarge() {
    ObjectNode audit = SampleRun.audit(3);
    ArrayNode slices = audit.putArray("slices");
    for (int i = 0; i < 20_000; i++) {
      slices.addObject().put("column", "drive").put("value", "<".repeat(300) + i);
    }
    byte[] picture = noise(40, 30);

    byte[] page = Report.render(SampleRun.view(audit), name -> picture);

    assertThat(page.length).isLessThan(Report.MAX_BYTES);
    String html = new String(page, StandardCharsets.UTF_8);
    assertThat(html).contains("Shown are the first 1\u202f000 of 20\u202f000 rows");
    assertThat(count(html, "class=\"open-picture\"")).isEqualTo(6);

    ArrayNode components = ((ObjectNode) audit.get("labelIssues")).putArray("components");
    for (int i = 0; i < 2000; i++) {
      components.addObject().put("imageId", "<".repeat(300) + i);
    }
    page = Report.render(SampleRun.view(audit), name -> picture);
    assertThat(page.length).isLessThan(Report.MAX_BYTES);
    assertThat(new String(page, StandardCharsets.UTF_8))
        .contains("Shown are the first 500 of 20\u202f000 rows", "first 500 of 2\u202f000 rows");
  }

  @Test
  void buildsFromTheRunDirectoryAlone(@TempDir Path folder) throws Exception {
    SampleRun.write(folder, 3);
    Files.createDirectories(folder.resolve("pictures"));
    Files.write(folder.resolve("pictures/w0.png"), noise(8, 8));

    byte[] page = Report.build(new Storage(new Configuration(false)), folder.toString());

    assertThat(count(new String(page, StandardCharsets.UTF_8), "class=\"open-picture\""))
        .isEqualTo(1);
  }

  @Test
  void namesTheFileThatIsMissing(@TempDir Path folder) {
    assertThatThrownBy(() -> Report.build(new Storage(new Configuration(false)), folder.toString()))
        .isInstanceOf(FileNotFoundException.class)
        .hasMessageContaining("summary.json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"de", "tr", "ar-EG-u-nu-arab"})
  void isTheSameInEveryLocale(String tag) {
    Locale before = Locale.getDefault();
    String expected = html(SampleRun.view(3));
    try {
      Locale.setDefault(Locale.forLanguageTag(tag));
      assertThat(html(SampleRun.view(3))).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  static byte[] noise(int width, int height) {
    SplittableRandom random = new SplittableRandom(7);
    RgbImage image = new RgbImage(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.set(x, y, random.nextInt(1 << 24));
      }
    }
    return PngWriter.bytes(image);
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }
}
