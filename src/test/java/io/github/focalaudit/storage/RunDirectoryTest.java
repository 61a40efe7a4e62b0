package io.github.focalaudit.storage;

import static io.github.focalaudit.storage.RunDirectory.Existing.OVERWRITE;
import static io.github.focalaudit.storage.RunDirectory.Existing.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
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
    return RunDirectory.open(storage, run.toString(), existing, "focal-audit on here, process 7");
  }

  private void finishedRun() throws IOException {
    try (RunDirectory directory = open(REFUSE)) {
      storage.writeAtomically(directory.resolve(RunDirectory.VERDICT), new byte[] {1});
      storage.writeAtomically(directory.resolve("images/part-0.parquet"), new byte[] {1});
    }
  }

  @Test
  void aNewRunIsLockedAndThenMarked() throws IOException {
    RunDirectory directory = open(REFUSE);
    assertThat(directory.path()).isEqualTo(run.toString());
    assertThat(storage.names(run.toString()))
        .containsExactly(RunDirectory.MARKER, RunDirectory.LOCK);
    assertThatThrownBy(() -> open(REFUSE))
        .isInstanceOf(OutputRefusedException.class)
        .hasMessage(
            "output %s is being written by another run (focal-audit on here, process 7); if that"
                + " run is no longer alive, delete %s/_lock and start again",
            run, run);
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
    assertThat(run.resolve("images/part-0.parquet")).exists();
    Files.writeString(run.resolve("notes.txt"), "mine");
    open(OVERWRITE).close();
    assertThat(storage.names(run.toString())).containsExactly(RunDirectory.MARKER, "notes.txt");
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
}
