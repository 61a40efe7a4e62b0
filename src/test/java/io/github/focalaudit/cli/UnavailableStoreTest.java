package io.github.focalaudit.cli;

import static io.github.focalaudit.storage.FaultFileSystem.Operation.LIST;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.OPEN;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.READ;
import static io.github.focalaudit.storage.FaultFileSystem.Operation.STATUS;
import static io.github.focalaudit.storage.FaultFileSystem.THROTTLED;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.storage.FaultFileSystem;
import io.github.focalaudit.storage.FaultFileSystem.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A store that fails is no bad input: the run ends soon with an error that may pass. */
class UnavailableStoreTest {
  private static final int IMAGES = 12;
  private static final String INPUTS = "/data/";

  @TempDir private Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private FaultedRun runs;

  @BeforeEach
  void makeDataset() {
    runs = new FaultedRun(folder, IMAGES);
  }

  @AfterEach
  void forget() {
    runs.close();
  }

  /** While headers are sampled: of 12 images no more is tried than threads ask for at once. */
  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"OPEN", "READ", "LIST"})
  void aLastingFailureBeforeScoringEndsTheRun(Operation operation) throws IOException {
    FaultFileSystem.failFrom(operation, 1, THROTTLED);
    FaultFileSystem.only(INPUTS);
    assertUnavailable(runs.validate("run"));
    assertThat(FaultFileSystem.failures()).isBetween(3L, 3L * IMAGES);
    assertThat(folder.resolve("run/quarantine")).doesNotExist();
  }

  /** In tasks: the number of classes is given, so that no header is read before. */
  @ParameterizedTest
  @EnumSource(
      value = Operation.class,
      names = {"OPEN", "READ"})
  void aLastingFailureInTasksEndsTheRun(Operation operation) throws IOException {
    FaultFileSystem.failFrom(operation, 5, THROTTLED);
    FaultFileSystem.only(INPUTS);
    assertUnavailable(runs.validate("run", "--classes", "3"));
    assertThat(folder.resolve("run/images")).doesNotExist();
    assertThat(folder.resolve("run/quarantine")).doesNotExist();
    assertThat(folder.resolve("run/_lock")).doesNotExist();
  }

  private void assertUnavailable(InProcess.Result result) throws IOException {
    assertThat(result.exitCode()).as(result.out() + result.err()).isEqualTo(1);
    assertThat(result.err().strip().lines())
        .singleElement()
        .asString()
        .startsWith("focal-audit: fault:" + folder)
        .contains(": the store is unavailable: Slow Down (Service: S3, Status Code: 503)")
        .endsWith("; start again when it serves requests");
    JsonNode verdict = runs.verdict("run");
    assertThat(verdict.path("verdict").asText()).isEqualTo("error");
    assertThat(verdict.path("retryable").asBoolean()).isTrue();
    assertThat(result.err()).contains(verdict.path("reason").asText());
  }

  @Test
  void aFailureThatPassesLeavesTheSameBits() throws IOException {
    assertThat(runs.validate("good").exitCode()).isZero();
    for (Operation operation : new Operation[] {OPEN, READ, LIST}) {
      for (long number : new long[] {1, 9}) {
        FaultFileSystem.failOnce(operation, operation == LIST ? 1 : number, THROTTLED);
        String run = operation + "-" + number;
        InProcess.Result result = runs.validate(run);
        assertThat(result.exitCode()).as(run + ": " + result.err()).isZero();
        assertThat(FaultFileSystem.failures()).as(run).isOne();
        assertThat(runs.numbers(run)).isEqualTo(runs.numbers("good"));
      }
    }
  }

  /** A file that is not there is a bad input whatever else happens, and no store's failure. */
  @Test
  void aBadObjectIsQuarantined() throws IOException {
    Path mask = folder.resolve("data/truth");
    try (var masks = Files.list(mask)) {
      Files.write(masks.sorted().findFirst().orElseThrow(), new byte[200]);
    }
    InProcess.Result result = runs.validate("run", "--max-bad-fraction", "0.5");
    assertThat(result.exitCode()).as(result.err()).isZero();
    JsonNode summary = runs.numbers("run");
    assertThat(summary == null ? -1 : summary.path("images").path("quarantined").asInt()).isOne();
  }

  /**
   * Requests of a run: each image's two files are opened once to be scored, and the scores once
   * more where the number of classes is asked of headers. Lengths come from two listings.
   */
  @Test
  void requestsAnImageAreAsStated() throws IOException {
    long[] given = requests("given", "--classes", "3");
    long[] sampled = requests("sampled");
    assertThat(sampled[0] - given[0]).isEqualTo(IMAGES);
    assertThat(sampled[1]).isEqualTo(given[1]);
    // Twice the images: what is opened more is two files an image, and nothing is looked up more.
    Path more = Files.createDirectory(folder.resolve("more"));
    try (FaultedRun twice = new FaultedRun(more, 2 * IMAGES)) {
      FaultFileSystem.reset();
      assertThat(twice.validate("run", "--classes", "3").exitCode()).isZero();
      assertThat(FaultFileSystem.count(OPEN) - given[0]).isEqualTo(2L * IMAGES);
      assertThat(FaultFileSystem.count(STATUS)).isEqualTo(given[1]);
      assertThat(FaultFileSystem.count(LIST)).isEqualTo(given[2]);
    }
  }

  private long[] requests(String run, String... more) {
    FaultFileSystem.reset();
    assertThat(runs.validate(run, more).exitCode()).isZero();
    return new long[] {
      FaultFileSystem.count(OPEN), FaultFileSystem.count(STATUS), FaultFileSystem.count(LIST)
    };
  }

  @Test
  void aLastingFailureIsToldSoon() {
    assertThat(runs.validate("good", "--classes", "3").exitCode()).isZero();
    FaultFileSystem.failFrom(READ, 1, THROTTLED);
    long started = System.nanoTime();
    assertThat(runs.validate("run", "--classes", "3").exitCode()).isEqualTo(1);
    // Three tries with 0.3 s of pauses, in each of two tasks that run at once; the rest is Spark.
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(30));
  }
}
