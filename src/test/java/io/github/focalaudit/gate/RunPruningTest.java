package io.github.focalaudit.gate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.document.HistoryEntry;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.RunDirectory.Existing;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunPruningTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private final Storage storage = Storage.ofClassPath();

  @SuppressWarnings("NullAway.Init")
  private History history;

  @BeforeEach
  void makeHistory() throws IOException {
    history = new History(storage, folder.resolve("history").toString());
    Files.createDirectories(folder.resolve("runs"));
  }

  private static String name(int day) {
    return "run-202601%02dT023000Z".formatted(day);
  }

  private String path(int day) {
    return folder.resolve("runs").resolve(name(day)).toString();
  }

  /** A night; without a verdict it is one that was killed. */
  private void night(int day, @Nullable VerdictStatus verdict) throws IOException {
    try (RunDirectory run = RunDirectory.open(storage, path(day), Existing.REFUSE, "test")) {
      RunDirectory.write(storage, run.path(), RunDirectory.SUMMARY, new byte[] {1});
    }
    if (verdict != null) {
      verdict(day, verdict);
      remember(day, verdict);
    }
  }

  private void verdict(int day, VerdictStatus verdict) throws IOException {
    String content =
        "{\"schemaVersion\": 1, \"verdict\": \"%s\", \"exitCode\": 0, \"reason\": \"\"}"
            .formatted(verdict.label());
    RunDirectory.write(storage, path(day), RunDirectory.VERDICT, content.getBytes(UTF_8));
  }

  private void remember(int day, VerdictStatus verdict) throws IOException {
    history.add(
        HistoryEntry.of(
            name(day),
            Instant.parse("2026-01-%02dT03:00:00Z".formatted(day)),
            "/before/the/move/" + name(day) + "/",
            verdict,
            "data",
            "settings",
            Map.of()));
  }

  /** A night whose settings were wrong. */
  private void stub(int day) throws IOException {
    try (RunDirectory run = RunDirectory.open(storage, path(day), Existing.REFUSE, "test")) {
      storage.writeAtomically(run.resolve(RunDirectory.VERDICT), new byte[] {1});
    }
    remember(day, VerdictStatus.ERROR);
  }

  private List<Integer> prune(int keep, @Nullable String reference) throws IOException {
    new RunPruning(storage, history).prune(folder + "/runs", keep, reference);
    List<Integer> left = new ArrayList<>();
    for (int day = 1; day <= 31; day++) {
      if (storage.exists(path(day))) {
        left.add(day);
      }
    }
    return left;
  }

  @Test
  void theNewestJudgedRunsAndTheReferencesStay() throws IOException {
    for (int day = 1; day <= 9; day++) {
      night(day, day == 4 || day == 3 ? VerdictStatus.FAIL : VerdictStatus.INCONCLUSIVE);
    }
    history.setGolden(name(2));
    assertThat(prune(20, null)).hasSize(9);
    assertThat(prune(3, name(6))).containsExactly(2, 4, 6, 7, 8, 9);
    assertThat(prune(1, folder + "/runs/" + name(8) + "/")).containsExactly(2, 4, 8, 9);
  }

  @Test
  void withoutANamedGoldenRunTheFirstAndTheLastAcceptedStay() throws IOException {
    night(1, VerdictStatus.INCONCLUSIVE);
    for (int day = 2; day <= 5; day++) {
      night(day, VerdictStatus.PASS);
    }
    night(6, VerdictStatus.FAIL);
    night(7, VerdictStatus.INCONCLUSIVE);
    assertThat(prune(1, null)).containsExactly(2, 5, 6, 7);
  }

  @Test
  void theReferencesBehindAKilledOneStay() throws IOException {
    for (int day : List.of(1, 2, 3, 4)) {
      night(day, VerdictStatus.PASS);
    }
    // Killed between its entry and its verdict; and one whose disk was full then.
    Files.delete(Path.of(path(1), RunDirectory.VERDICT));
    verdict(4, VerdictStatus.ERROR);
    assertThat(prune(1, null)).containsExactly(1, 2, 3, 4);
    history.setGolden(name(3));
    assertThat(prune(1, null)).containsExactly(3, 4);
  }

  @Test
  void whatCouldNotBeginCountsAsNoRun() throws IOException {
    night(1, VerdictStatus.PASS);
    night(2, VerdictStatus.INCONCLUSIVE);
    night(3, VerdictStatus.ERROR);
    night(4, VerdictStatus.ERROR);
    for (int day = 5; day <= 9; day++) {
      stub(day);
    }
    night(10, null);
    // The judged ones stay, of the others as many: the newest, and the last that began.
    assertThat(prune(2, null)).containsExactly(1, 2, 4, 9, 10);
  }

  @Test
  void nothingElseIsDeletedAndNothingUnderARun() throws IOException {
    for (int day = 1; day <= 4; day++) {
      night(day, VerdictStatus.INCONCLUSIVE);
    }
    Path own = Files.writeString(Path.of(path(2), "notes.txt"), "mine");
    Files.createDirectories(folder.resolve("runs/run-20200101-of-a-person"));
    try (RunDirectory running =
        RunDirectory.open(storage, path(1), Existing.OVERWRITE, "a run of now")) {
      assertThat(running.path()).isEqualTo(path(1));
      assertThat(prune(1, null)).containsExactly(1, 2, 4);
    }
    assertThat(storage.names(path(2))).containsExactly("notes.txt");
    assertThat(own).exists();
    assertThat(folder.resolve("runs/run-20200101-of-a-person")).exists();
  }
}
