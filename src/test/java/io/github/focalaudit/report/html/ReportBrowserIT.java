package io.github.focalaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.document.ComparisonDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** The page in a real browser: a report whose every name tries to be more than a name. */
class ReportBrowserIT {
  private static Path page(Path folder) throws IOException {
    byte[] picture = ReportTest.noise(300, 80);
    Path page = folder.resolve("report.html");
    Files.write(page, Report.render(SampleRun.view(12), name -> picture));
    return page;
  }

  @Test
  void tablesSortByKeyboard(@TempDir Path folder) throws IOException {
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.visit(page(folder));
      WebElement table = browser.element("#classes table");
      WebElement share = table.findElements(By.cssSelector("th button")).get(2);

      List<String> before = keys(table, 1);
      share.sendKeys(Keys.ENTER);
      assertThat(browser.element("#classes th[aria-sort]").getDomAttribute("aria-sort"))
          .isEqualTo("descending");
      List<String> falling = new ArrayList<>(before);
      Collections.reverse(falling);
      // The made-up shares of the loss rise with the number of the class.
      assertThat(keys(table, 1)).isEqualTo(falling);
      share.sendKeys(Keys.SPACE);
      assertThat(keys(table, 1)).isEqualTo(before);
      assertThat(browser.element("#announcer").getDomProperty("textContent"))
          .isEqualTo("Sorted by Share of the loss, ascending");
      browser.assertQuiet();
    }
  }

  @Test
  void intervalsSortByTheirLowerEnd(@TempDir Path folder) throws IOException {
    ComparisonDocument comparison =
        SampleRun.decoded(
            ComparisonDocument.FORMAT,
            """
                {"schemaVersion": 1, "baseline": "a", "candidate": "b", "clusters": {"count": 24},
                 "meaning": "", "metrics": [
                  {"metric": "a", "difference": 1, "lower": 0.011, "upper": 2, "note": ""},
                  {"metric": "b", "difference": 1, "note": "no interval: too few"},
                  {"metric": "c", "difference": 1, "lower": -2e-5, "upper": 2, "note": ""},
                  {"metric": "d", "difference": 1, "lower": 0.0091, "upper": 2, "note": ""},
                  {"metric": "e", "difference": 1, "lower": -0.13, "upper": 2, "note": ""}]}
                """);
    RunView bare = SampleRun.bareView();
    RunView view =
        new RunView(
            bare.path(), bare.summary(), bare.verdict(), bare.audit(), comparison, bare.trend());
    Path page = folder.resolve("report.html");
    Files.write(page, Report.render(view, name -> null));
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.visit(page);
      WebElement table = browser.element("#comparison table");
      table.findElements(By.cssSelector("th button")).get(4).sendKeys(Keys.ENTER);
      assertThat(keys(table, 0)).containsExactly("a", "d", "c", "e", "b");
      browser.assertQuiet();
    }
  }

  @Test
  void picturesOpenAndCloseByKeyboard(@TempDir Path folder) throws IOException {
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.visit(page(folder));
      WebElement button = browser.element(".glance button.open-picture");

      button.sendKeys(Keys.ENTER);
      assertThat(browser.element("#viewer").isDisplayed()).isTrue();
      assertThat(browser.element("#viewer-image").getDomProperty("naturalWidth")).isEqualTo("300");
      assertThat(browser.element("#viewer-title").getText()).isNotEmpty();

      browser.driver().switchTo().activeElement().sendKeys(Keys.ESCAPE);
      assertThat(browser.element("#viewer").isDisplayed()).isFalse();
      assertThat(browser.driver().switchTo().activeElement()).isEqualTo(button);

      button.sendKeys(Keys.SPACE);
      browser.driver().switchTo().activeElement().sendKeys(Keys.ENTER);
      assertThat(browser.element("#viewer").isDisplayed()).isFalse();
      browser.assertQuiet();
    }
  }

  @Test
  void namesAreNothingButText(@TempDir Path folder) throws IOException {
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.visit(page(folder));

      assertThat(browser.run("return document.scripts.length")).isEqualTo(1L);
      assertThat(
              browser.run(
                  "return [...document.querySelectorAll('*')].filter(e => [...e.attributes]"
                      + ".some(a => a.name.startsWith('on'))).length"))
          .isEqualTo(0L);
      assertThat(browser.run("return document.querySelectorAll('b, i, img[src=x]').length"))
          .isEqualTo(0L);
      assertThat(browser.element("#classes tbody tr td").getText())
          .isEqualTo("<script>alert(1)</script>");
      browser.assertQuiet();
    }
  }

  @ParameterizedTest
  @CsvSource({"light,1280", "dark,1280", "light,360", "dark,360"})
  void isAccessibleAndFits(String scheme, int width, @TempDir Path folder) throws IOException {
    try (Browser browser = Browser.open(folder.resolve("profile"))) {
      browser.size(width, 900).scheme(scheme).visit(page(folder));

      assertThat(browser.seriousFindings()).isEmpty();
      assertThat(browser.run("return document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo(true);
      browser.screenshot("names-" + scheme + "-" + width, "#worst-images");
      browser.assertQuiet();
    }
  }

  private static List<String> keys(WebElement table, int column) {
    return table.findElements(By.cssSelector("tbody tr")).stream()
        .map(row -> row.findElements(By.tagName("td")).get(column).getText())
        .toList();
  }
}
