package io.github.focalaudit.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** Headless Chromium on a page of the local disk. Used by one thread. */
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Logger LOG = Logger.getLogger("org.openqa.selenium");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts the browser; the calling test is skipped where it is not installed. */
  public static Browser open(Path profile) {
    assumeTrue(
        Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER),
        "no chromium and chromedriver in /usr/bin: the test that needs a browser is skipped");
    LOG.setLevel(Level.SEVERE);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--user-data-dir=" + profile,
        "about:blank");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    options.setCapability("goog:loggingPrefs", logs);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  ChromeDriver driver() {
    return driver;
  }

  /** Sets the size of the page's window in CSS pixels. */
  public Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 500));
    return this;
  }

  /** Sets the preferred colour scheme: light or dark. */
  public Browser scheme(String scheme) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    return this;
  }

  /** Opens a page. */
  public void visit(Path page) {
    driver.get(page.toUri().toString());
  }

  /** The first element of a selector. */
  public WebElement element(String selector) {
    return driver.findElement(By.cssSelector(selector));
  }

  /** Runs a script in the page. */
  public @Nullable Object run(String script) {
    return driver.executeScript(script);
  }

  /** Serious and critical findings of the accessibility checker axe, one line each. */
  public List<String> seriousFindings() throws IOException {
    try (InputStream script = Browser.class.getResourceAsStream("/axe.min.js")) {
      driver.executeScript(
          new String(
              Objects.requireNonNull(script, "axe.min.js").readAllBytes(), StandardCharsets.UTF_8));
    }
    Object result =
        driver.executeAsyncScript(
            "const done = arguments[arguments.length - 1];"
                + "axe.run().then(r => done(r.violations"
                + ".filter(v => v.impact === 'serious' || v.impact === 'critical')"
                + ".map(v => v.id + ': ' + v.nodes.map(n => n.target + ' ' + n.failureSummary)"
                + ".slice(0, 5).join(' | '))), e => done(['axe failed: ' + e]));");
    List<String> findings = new ArrayList<>();
    ((List<?>) Objects.requireNonNull(result)).forEach(line -> findings.add(line.toString()));
    return findings;
  }

  /** Nothing on the console, and nothing was asked of a network, since the page was opened. */
  public void assertQuiet() throws IOException {
    List<String> console = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.BROWSER)) {
      console.add(entry.getLevel() + " " + entry.getMessage());
    }
    assertThat(console).isEmpty();
    List<String> requests = new ArrayList<>();
    for (LogEntry entry : driver.manage().logs().get(LogType.PERFORMANCE)) {
      JsonNode message = JSON.readTree(entry.getMessage()).path("message");
      JsonNode sent = message.path("params");
      // The browser's own first page may still be loading.
      if (message.path("method").asText().equals("Network.requestWillBeSent")
          && !sent.path("documentURL").asText().startsWith("chrome:")) {
        requests.add(sent.path("request").path("url").asText());
      }
    }
    assertThat(requests).isNotEmpty().allMatch(url -> url.matches("(?s)(file|data):.*"));
  }

  /** Writes a picture of the page from an element on to {@code target/screenshots}. */
  public void screenshot(String name, String selector) throws IOException {
    driver.executeScript(
        "document.documentElement.style.scrollBehavior = 'auto';"
            + "document.querySelector(arguments[0]).scrollIntoView()",
        selector);
    write(name + ".png", driver.executeCdpCommand("Page.captureScreenshot", Map.of()));
  }

  /** Writes the page as it is printed to {@code target/screenshots}. */
  public byte[] print(String name) throws IOException {
    return write(
        name + ".pdf",
        driver.executeCdpCommand("Page.printToPDF", Map.of("preferCSSPageSize", true)));
  }

  private static byte[] write(String name, Map<String, Object> result) throws IOException {
    Path folder =
        Path.of(System.getProperty("focalaudit.basedir", ".")).resolve("target/screenshots");
    Files.createDirectories(folder);
    byte[] bytes = Base64.getDecoder().decode((String) Objects.requireNonNull(result.get("data")));
    Files.write(folder.resolve(name), bytes);
    return bytes;
  }

  @Override
  public void close() {
    driver.quit();
  }
}
