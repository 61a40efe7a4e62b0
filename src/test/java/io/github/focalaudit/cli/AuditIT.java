package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.SharedData;
import io.github.focalaudit.cli.Launched.Result;
import io.github.focalaudit.report.html.Browser;
import io.github.focalaudit.report.html.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The audit as a user runs it, and its report in a browser. */
class AuditIT {
  @Test
  void auditsRealPredictions(@TempDir Path folder) throws Exception {
    Path data = SharedData.require("data/camvid");
    Path run = folder.resolve("run b");
    Result result =
        Launched.run(
            folder,
            "validate",
            "--predictions",
            data.resolve("b").toString(),
            "--truth",
            data.resolve("masks").toString(),
            "--images",
            data.resolve("images") + "/{id}.png",
            "--ignore-index",
            "11",
            "--class-names",
            data.resolve("classes.txt").toString(),
            "--metadata",
            data.resolve("scenes.csv").toString(),
            "--gamma",
            "2,1,0",
            "--cross-check",
            "0",
            "--audit",
            "--output",
            run.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    assertThat(result.out()).contains("report         " + run.resolve("report.html"));
    byte[] page = Files.readAllBytes(run.resolve("report.html"));
    assertThat(page.length).isLessThan(Report.MAX_BYTES);

    Result rebuilt = Launched.run(folder, "report", "--run", run.toString());
    assertThat(rebuilt.exitCode()).as(rebuilt.err()).isZero();
    assertThat(Files.readAllBytes(run.resolve("report.html"))).isEqualTo(page);
    look(run.resolve("report.html"), folder);
  }

  private static void look(Path page, Path folder) throws IOException {
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.size(1280, 900).scheme("light").visit(page);
      assertThat(browser.seriousFindings()).isEmpty();
      WebElement table = browser.element("#worst-images table");
      String worst = table.findElement(By.cssSelector("tbody td")).getText();
      WebElement mean = table.findElements(By.cssSelector("th button")).get(1);
      mean.sendKeys(Keys.ENTER);
      assertThat(table.findElement(By.cssSelector("tbody td")).getText()).isEqualTo(worst);
      mean.sendKeys(Keys.ENTER);
      assertThat(table.findElement(By.cssSelector("tbody td")).getText()).isNotEqualTo(worst);

      WebElement button = browser.element("#label-issues button.open-picture");
      button.sendKeys(Keys.ENTER);
      assertThat(browser.element("#viewer").isDisplayed()).isTrue();
      browser.screenshot("camvid-picture", "#viewer");
      browser.element("#viewer button").sendKeys(Keys.ESCAPE);
      assertThat(browser.element("#viewer").isDisplayed()).isFalse();

      for (String section : List.of("overview", "classes", "worst-images", "label-issues")) {
        browser
            .size(1280, 900)
            .scheme("light")
            .screenshot("camvid-light-" + section, "#" + section);
        browser.scheme("dark").screenshot("camvid-dark-" + section, "#" + section);
        browser.size(390, 844).screenshot("camvid-phone-" + section, "#" + section);
      }
      assertThat(browser.seriousFindings()).isEmpty();
      assertThat(
              new String(
                  browser.print("camvid-print"), 0, 5, java.nio.charset.StandardCharsets.US_ASCII))
          .isEqualTo("%PDF-");
      browser.assertQuiet();
    }
  }

  @Test
  void showsMultiLabelMasksAndSaysWhatTheyDoNotHave(@TempDir Path folder) throws Exception {
    Path sample = folder.resolve("sample");
    Result made =
        Launched.run(
            folder,
            "sample",
            "--output",
            sample.toString(),
            "--images",
            "12",
            "--classes",
            "1",
            "--height",
            "40",
            "--width",
            "50");
    assertThat(made.exitCode()).as(made.err()).isZero();
    Path run = folder.resolve("run");
    Result result =
        Launched.run(
            folder,
            "validate",
            "--manifest",
            sample.resolve("manifest.csv").toString(),
            "--preset",
            "sigmoid",
            "--audit",
            "--cross-check",
            "0",
            "--output",
            run.toString());
    assertThat(result.exitCode()).as(result.err()).isZero();
    String page = Files.readString(run.resolve("report.html"));
    assertThat(page)
        .contains(
            "No labels are suspected here. Confident learning compares the classes of a pixel")
        .contains("Pictures show one class a pixel", "id=\"worst-images\"", "data:image/png")
        .contains("id=\"calibration\"", "Probability of a class", "Elements (a class at a pixel)")
        .doesNotContain("id=\"label-issues\"");
    JsonNode audit = new ObjectMapper().readTree(run.resolve("audit.json").toFile());
    assertThat(audit.has("labelIssues")).isFalse();
    long elements = 0;
    for (JsonNode bin : audit.get("calibration").get("bins")) {
      elements += bin.get("pixels").asLong();
    }
    assertThat(elements).isEqualTo(12 * 40 * 50);
    assertThat(run.resolve("pictures/worst-0001.png")).exists();
  }

  @Test
  void namesADirectoryThatIsNoRun(@TempDir Path folder) throws Exception {
    Result result = Launched.run(folder, "report", "--run", folder.toString());
    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("is not a run directory: it has no summary.json");
  }
}
