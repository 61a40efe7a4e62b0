package io.github.focalaudit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
  private Path folder;
  private History history;

  @BeforeEach
  void open(@TempDir Path temporary) throws IOException {
    folder = temporary;
    history = new History(new Storage(new Configuration(false)), folder.resolve("h").toString());
  }

  static HistoryEntry run(String id, int minute, VerdictStatus verdict, double loss) {
    return HistoryEntry.of(
        id,
        Instant.parse("2026-01-02T03:00:00Z").plusSeconds(60L * minute),
        "/runs/" + id,
        verdict,
        "data",
        "settings",
        Map.of("loss.mean", loss));
  }

  private @Nullable HistoryEntry reference(String name) throws IOException {
    return history.references(name).stream().findFirst().orElse(null);
  }

  @Test
  void anEmptyHistoryHasNoReference() throws IOException {
    assertThat(history.runs()).isEmpty();
    assertThat(reference("golden")).isNull();
    assertThat(reference("last")).isNull();
  }

  @Test
  void runsComeBackAsTheyWere() throws IOException {
    HistoryEntry second = run("b", 2, VerdictStatus.FAIL, 0.1 + 0.2);
    HistoryEntry first = run("a", 1, VerdictStatus.PASS, 1e-17);
    history.add(second);
    history.add(first);
    assertThat(history.runs()).containsExactly(first, second);
  }

  @Test
  void aRejectedRunIsNeverTheNextBaseline() throws IOException {
    history.add(run("good", 1, VerdictStatus.PASS, 1));
    history.add(run("bad", 2, VerdictStatus.FAIL, 2));
    history.add(run("unsure", 3, VerdictStatus.INCONCLUSIVE, 2));
    assertThat(Objects.requireNonNull(reference("last")).runId()).isEqualTo("good");
    assertThat(Objects.requireNonNull(reference("golden")).runId()).isEqualTo("good");
    assertThatThrownBy(() -> reference("bad"))
        .hasMessageContaining("run bad came to fail and is no reference");
  }

  @Test
  void aPersonMakesARunGoldenAndItStays() throws IOException {
    history.add(run("one", 1, VerdictStatus.PASS, 1));
    history.add(run("two", 2, VerdictStatus.FAIL, 2));
    history.setGolden("two");
    history.add(run("three", 3, VerdictStatus.PASS, 3));
    assertThat(Objects.requireNonNull(reference("golden")).runId()).isEqualTo("two");
    assertThat(Objects.requireNonNull(reference("two")).runId()).isEqualTo("two");
    history.setGolden("three");
    assertThat(Objects.requireNonNull(reference("golden")).runId()).isEqualTo("three");
    assertThatThrownBy(() -> history.setGolden("four")).hasMessageContaining("no run four");
  }

  @Test
  void whereNobodyHasChosenTheOthersFollow() throws IOException {
    history.add(run("one", 1, VerdictStatus.PASS, 1));
    history.add(run("bad", 2, VerdictStatus.ERROR, 2));
    history.add(run("three", 3, VerdictStatus.PASS, 3));
    assertThat(history.references("last"))
        .extracting(HistoryEntry::runId)
        .containsExactly("three", "one");
    assertThat(history.references("golden"))
        .extracting(HistoryEntry::runId)
        .containsExactly("one", "three");
    assertThat(history.references("three")).hasSize(1);
    history.setGolden("three");
    assertThat(history.references("golden")).hasSize(1);
    assertThat(history.leavesChoice("golden")).isFalse();
    assertThat(history.leavesChoice("last")).isTrue();
  }

  @Test
  void nothingIsRewritten() throws IOException {
    history.add(run("a", 1, VerdictStatus.PASS, 1));
    assertThatThrownBy(() -> history.add(run("a", 1, VerdictStatus.PASS, 9)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("never rewritten");
    assertThat(history.runs().get(0).metric("loss.mean")).isEqualTo(1d);
  }

  @Test
  void namesOfReferencesAreNoRunIds() {
    for (String id : List.of("golden", "last", "", "../x", "a b")) {
      assertThatThrownBy(() -> history.add(run(id, 1, VerdictStatus.PASS, 1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aDamagedObjectIsNamed() throws IOException {
    Path runs = Files.createDirectories(folder.resolve("h/runs"));
    Files.writeString(runs.resolve("x.json"), "{\"schemaVersion\": 1, \"runId\": 7}");
    assertThatThrownBy(() -> history.runs())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.json")
        .hasMessageContaining("cannot be read: key runId: Cannot coerce Integer value (7)");
    Files.writeString(runs.resolve("x.json"), "");
    assertThatThrownBy(() -> history.checkReadable())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x.json");
    Files.writeString(runs.resolve("x.json"), "{\"schemaVersion\": 2}");
    assertThatThrownBy(() -> history.runs()).hasMessageContaining("expected schemaVersion 1");
  }

  @Test
  void runsThatEndAtOnceAreBothKept() throws Exception {
    int writers = 8;
    CyclicBarrier start = new CyclicBarrier(writers);
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        // Pairs of writers with one id: of each pair one has to be refused.
        HistoryEntry run = run("run" + i / 2, 1, VerdictStatus.PASS, i);
        tasks.add(
            () -> {
              start.await();
              try {
                history.add(run);
                history.setGolden(run.runId());
                return true;
              } catch (IOException e) {
                return false;
              }
            });
      }
      int written = 0;
      for (Future<Boolean> done : pool.invokeAll(tasks)) {
        written += done.get() ? 1 : 0;
      }
      assertThat(written).isEqualTo(writers / 2);
    } finally {
      pool.shutdownNow();
    }
    assertThat(history.runs())
        .extracting(HistoryEntry::runId)
        .containsExactly("run0", "run1", "run2", "run3");
    assertThat(reference("golden")).isNotNull();
  }
}
