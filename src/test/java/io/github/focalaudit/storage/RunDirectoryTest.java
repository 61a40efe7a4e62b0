package io.github.focalaudit.storage;

import static io.github.focalaudit.storage.RunDirectory.Existing.OVERWRITE;
import static io.github.focalaudit.storage.RunDirectory.Existing.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RunDirectoryTest {
  private static final String PART =
      "images/part-00000-6d1f0a5e-9b1c-4f43-8a53-0d1c9f3b7a10-c000.snappy.parquet";
  private static final String TEMPORARY = ".6d1f0a5e-9b1c-4f43-8a53-0d1c9f3b7a10.tmp";

  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @SuppressWarnings("NullAway.Init")
  private Path run;

  @BeforeEach
  void nameTheRun() {
    run = folder.resolve("run#1");
  }

  private RunDirectory open(RunDirectory.Existing existing) throws IOException {
    return RunDirectory.open(storage, run.toString(), existing, "focal-audit 9");
  }

  private void finishedRun() throws IOException {
    try (RunDirectory directory = open(REFUSE)) {
      storage.writeAtomically(directory.resolve(RunDirectory.VERDICT), new byte[] {1});
      RunDirectory.register(storage, directory.path(), List.of(RunDirectory.IMAGES));
      storage.writeAtomically(directory.resolve(PART), new byte[] {1});
      RunDirectory.write(storage, directory.path(), "pictures/worst-0001.png", new byte[] {1});
    }
  }

  private Path file(String name, String content) throws IOException {
    Path file = run.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  @Test
  void aNewRunIsLockedAndThenMarked() throws IOException {
    RunDirectory directory = open(REFUSE);
    assertThat(directory.path()).isEqualTo(run.toString());
    assertThat(storage.names(run.toString()))
        .containsExactly(RunDirectory.MARKER, RunDirectory.LOCK);
    assertThatThrownBy(() -> open(REFUSE))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageMatching(
            "output \\Q%1$s\\E is being written by another run \\(focal-audit 9, since [^ ]+Z on"
                    .formatted(run)
                + " (\\S+), process %1$d\\); if that run is no longer alive \\(on \\1, ps -p %1$d"
                    .formatted(ProcessHandle.current().pid())
                + " shows it\\), delete \\Q%s/_lock\\E and start again".formatted(run));
    assertThatThrownBy(() -> open(OVERWRITE)).hasMessageContaining("being written");
    directory.close();
    directory.close();
    assertThat(storage.names(run.toString())).containsExactly(RunDirectory.MARKER);
    assertThat(RunDirectory.isRunDirectory(storage, run.toString())).isTrue();
  }

  @Test
  void anEmptyDirectoryWillDo() throws IOException {
    Files.createDirectory(run);
    open(REFUSE).close();
    assertThat(RunDirectory.isRunDirectory(storage, run.toString())).isTrue();
  }

  @Test
  void aRunThatCouldNotBeginLeavesTheDirectoryFree() throws IOException {
    try (RunDirectory directory = open(REFUSE)) {
      storage.writeAtomically(directory.resolve(RunDirectory.VERDICT), new byte[] {1});
    }
    try (RunDirectory directory = open(REFUSE)) {
      assertThat(storage.names(directory.path()))
          .containsExactly(RunDirectory.MARKER, RunDirectory.LOCK);
    }
    Files.writeString(run.resolve(RunDirectory.SUMMARY), "{}");
    assertThatThrownBy(() -> open(REFUSE)).hasMessageContaining("is not empty");
  }

  @Test
  void anEarlierRunIsRefusedOrDeleted() throws IOException {
    finishedRun();
    assertThatThrownBy(() -> open(REFUSE))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessageContaining("is not empty")
        .hasMessageContaining("--overwrite");
    assertThat(run.resolve(PART)).exists();
    file("notes.txt", "mine");
    file("pictures/mine.png", "mine");
    file(TEMPORARY, "half");
    file("pictures/" + TEMPORARY, "half");
    file("images/_temporary/0/part", "half");
    open(OVERWRITE).close();
    assertThat(storage.names(run.toString()))
        .containsExactly(RunDirectory.MARKER, "notes.txt", "pictures");
    assertThat(storage.names(run + "/pictures")).containsExactly("mine.png");
  }

  @Test
  void whatNoRunHasWrittenIsNotReplaced() throws IOException {
    for (String name : List.of("images/holiday.png", "report.html", "pictures/worst-0007.png")) {
      finishedRun();
      Path mine = file(name, "mine");
      assertThatThrownBy(() -> open(OVERWRITE))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining(
              "holds " + name + ", which no run has written and --overwrite does not delete");
      assertThat(mine).content().isEqualTo("mine");
      assertThat(run.resolve(RunDirectory.VERDICT)).exists();
      Files.delete(mine);
      open(OVERWRITE).close();
      assertThat(storage.names(run.toString())).containsExactly(RunDirectory.MARKER);
    }
  }

  @Test
  void theMarkOfARunThatNeverBeganIsNoLeaveToDelete() throws IOException {
    try (RunDirectory directory = open(REFUSE)) {
      storage.writeAtomically(directory.resolve(RunDirectory.VERDICT), new byte[] {1});
    }
    Path mine = file("images/holiday.png", "mine");
    file("summary.json", "mine");
    assertThatThrownBy(() -> open(OVERWRITE))
        .hasMessageContaining("holds images/holiday.png, summary.json, which no run has written");
    assertThat(mine).exists();
  }

  @Test
  void aSummaryAndAVerdictMakeNoRunDirectory() throws IOException {
    file("summary.json", "mine");
    file("verdict.json", "mine");
    file(PART, "mine");
    assertThatThrownBy(() -> open(OVERWRITE)).hasMessageContaining("never deleted");
    assertThat(run.resolve(PART)).exists();
  }

  @Test
  void ofARunWithoutAListOnlyWhatLooksLikeARunsIsDeleted() throws IOException {
    file(RunDirectory.MARKER, "1\n");
    file("verdict.json", "{}");
    file("summary.json", "{\"schemaVersion\": 1, \"numericVersion\": 1, \"inputFingerprint\": 7}");
    file("report.html", "<html>");
    file(PART, "rows");
    file("images/_SUCCESS", "");
    file("pictures/label-0001.png", "png");
    file("pictures/mine.png", "mine");
    open(OVERWRITE).close();
    assertThat(storage.names(run.toString())).containsExactly(RunDirectory.MARKER, "pictures");
    assertThat(storage.names(run + "/pictures")).containsExactly("mine.png");
    file(RunDirectory.MARKER, "1\n");
    Path mine = file("summary.json", "{\"schemaVersion\": 1}");
    assertThatThrownBy(() -> open(OVERWRITE)).hasMessageContaining("holds summary.json, which");
    assertThat(mine).exists();
  }

  @Test
  void aTemporaryFileOfAFullDiskIsNotInTheWay() throws IOException {
    file(TEMPORARY, "half a lock");
    open(REFUSE).close();
    Files.delete(run.resolve(RunDirectory.MARKER));
    open(OVERWRITE).close();
    assertThat(storage.names(run.toString())).containsExactly(RunDirectory.MARKER);
  }

  @Test
  void aRunOnAHadoopStoreIsReplacedTheSameWay() throws IOException {
    Storage vault = new Storage(VaultFileSystem.configuration());
    String path = "vault:" + run;
    try (RunDirectory directory = RunDirectory.open(vault, path, REFUSE, "one")) {
      RunDirectory.register(vault, directory.path(), List.of(RunDirectory.IMAGES));
      vault.writeAtomically(directory.resolve(PART), new byte[] {1});
      RunDirectory.write(vault, directory.path(), RunDirectory.VERDICT, new byte[] {1});
    }
    file("notes.txt", "mine");
    file(TEMPORARY, "half");
    RunDirectory.open(vault, path, OVERWRITE, "two").close();
    assertThat(vault.names(path)).containsExactly(RunDirectory.MARKER, "notes.txt");
  }

  @Test
  void nothingElseIsEverDeleted() throws IOException {
    Files.createDirectories(run.resolve("images"));
    Files.writeString(run.resolve("images/holiday.png"), "mine");
    for (RunDirectory.Existing existing : RunDirectory.Existing.values()) {
      assertThatThrownBy(() -> open(existing))
          .isInstanceOf(OutputRefusedException.class)
          .hasMessageContaining("is not empty (images)")
          .hasMessageContaining("never deleted");
    }
    assertThat(run.resolve("images/holiday.png")).exists();
    assertThat(run.resolve(RunDirectory.LOCK)).doesNotExist();
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Files.writeString(run, "x");
    assertThatThrownBy(() -> open(OVERWRITE)).hasMessageContaining("is a file");
  }

  @Test
  void aLockThatWasTakenOverStays() throws IOException {
    RunDirectory first = open(REFUSE);
    storage.delete(first.resolve(RunDirectory.LOCK));
    RunDirectory second = open(OVERWRITE);
    first.close();
    assertThat(run.resolve(RunDirectory.LOCK)).exists();
    second.close();
    assertThat(run.resolve(RunDirectory.LOCK)).doesNotExist();
  }

  @Test
  void aLockAloneIsReportedAsSuch() throws IOException {
    Files.createDirectory(run);
    Files.writeString(run.resolve(RunDirectory.LOCK), "someone\n");
    assertThatThrownBy(() -> open(REFUSE))
        .hasMessageContaining("another run (someone)")
        .hasMessageContaining("delete " + run + "/_lock");
  }

  /** The lock of this process, changed by a regular expression. */
  private void leaveLock(String pattern, String replacement) throws IOException {
    RunDirectory directory = open(OVERWRITE);
    Path lock = run.resolve(RunDirectory.LOCK);
    String content = Files.readString(lock);
    directory.close();
    assertThat(content).containsPattern(pattern);
    Files.writeString(lock, content.replaceAll(pattern, replacement));
  }

  /** A process of this machine that is gone by the time this returns. */
  private static long endedProcess() throws Exception {
    Process process = new ProcessBuilder("true").start();
    process.waitFor();
    return process.pid();
  }

  @Test
  void theLockOfAProcessThatIsGoneIsTakenOver() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/ns/pid")), "no /proc: nothing can be proved");
    leaveLock("(?m)^process=.*", "process=" + endedProcess());
    open(REFUSE).close();
    leaveLock("(?m)^start=.*", "start=1");
    open(OVERWRITE).close();
    // Half a run is not thrown away unasked.
    leaveLock("(?m)^start=.*", "start=1");
    Files.writeString(run.resolve(RunDirectory.SUMMARY), "x");
    assertThatThrownBy(() -> open(REFUSE))
        .hasMessageContaining("is not empty (_focal-audit-run, summary.json)")
        .hasMessageContaining("--overwrite");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"boot=another", "namespace=pid:[1]", "user=another", "id=../x", "process=x", "="})
  void aLockWhoseOwnerMayBeAliveStays(String fact) throws Exception {
    leaveLock("(?m)^start=.*", "start=1");
    String key = fact.substring(0, fact.indexOf('='));
    Path lock = run.resolve(RunDirectory.LOCK);
    String content =
        key.isEmpty()
            ? Files.readString(lock).replaceAll("(?m)^start=.*\n", "")
            : Files.readString(lock).replaceAll("(?m)^" + key + "=.*", fact);
    Files.writeString(lock, content);
    assertThatThrownBy(() -> open(OVERWRITE))
        .hasMessageContaining("being written by another run")
        .hasMessageContaining("ps -p");
    assertThat(lock).content().isEqualTo(content);
  }

  @Test
  void ofManyThatTakeOverOneWins() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/ns/pid")), "no /proc: nothing can be proved");
    for (int round = 0; round < 20; round++) {
      leaveLock("(?m)^start=.*", "start=1");
      List<RunDirectory> winners = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        threads.add(
            new Thread(
                () -> {
                  try {
                    winners.add(open(OVERWRITE));
                  } catch (IOException | OutputRefusedException e) {
                    // The others.
                  }
                }));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(winners).hasSizeLessThanOrEqualTo(1);
      for (RunDirectory winner : winners) {
        winner.close();
      }
      storage.delete(run + "/" + RunDirectory.LOCK);
    }
  }

  @Test
  void theApplicationIsNamedInTheLock() throws IOException {
    try (RunDirectory directory = open(REFUSE)) {
      directory.nameApplication("app-7");
      assertThatThrownBy(() -> open(REFUSE))
          .hasMessageContaining(", application app-7); if")
          .hasMessageContaining("so does Spark or YARN for app-7");
    }
    assertThat(run.resolve(RunDirectory.LOCK)).doesNotExist();
  }
}
