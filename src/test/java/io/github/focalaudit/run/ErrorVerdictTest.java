package io.github.focalaudit.run;

import static io.github.focalaudit.storage.RunDirectory.Existing.REFUSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.gate.History;
import io.github.focalaudit.storage.RunDirectory;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.SparkException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorVerdictTest {
  @TempDir private Path folder = Path.of("unset");

  private final Storage storage = Storage.ofClassPath();

  @ParameterizedTest
  @ValueSource(
      classes = {
        IOException.class,
        IllegalStateException.class,
        OutOfMemoryError.class,
        StackOverflowError.class
      })
  void whateverIsThrownLeavesAVerdict(Class<? extends Throwable> type) throws Exception {
    Throwable failure = type.getConstructor(String.class).newInstance("told");
    String reason = failure instanceof Error ? type.getSimpleName() + ": told" : "told";
    assertFails(failure, reason);
  }

  @Test
  void aCheckedExceptionOfSparkLeavesAVerdictWithItsRootCause() throws Exception {
    assertFails(
        new SparkException("Job aborted", new IOException("No space left on device")),
        "Job aborted; caused by: No space left on device");
  }

  @Test
  void whatMayPassIsMarkedInTheVerdict() throws Exception {
    assertThat(retryable(new FileSystemException("/x", null, "No space left on device"))).isTrue();
    assertThat(retryable(new SparkException("aborted", new ConnectException("refused")))).isTrue();
    assertThat(
            retryable(new IllegalStateException("Cannot call methods on a stopped SparkContext")))
        .isTrue();
    assertThat(retryable(new AccessDeniedException("/x"))).isFalse();
    assertThat(retryable(new IllegalStateException("a fault of the program"))).isFalse();
  }

  /** Whether the verdict says so; else it has no such key. */
  private boolean retryable(Exception failure) throws Exception {
    Path run = folder.resolve("run-" + failure.hashCode());
    try (RunEnd end = end(run)) {
      assertThatThrownBy(
              () ->
                  end.begun(
                      () -> {
                        throw failure;
                      }))
          .isInstanceOf(RunFailedException.class);
    }
    JsonNode verdict = new ObjectMapper().readTree(run.resolve("verdict.json").toFile());
    return verdict.has("retryable") && verdict.path("retryable").asBoolean();
  }

  @Test
  void aVerdictThatCannotBeWrittenDoesNotHideTheFailure() throws Exception {
    Path run = folder.resolve("run");
    try (RunEnd end = end(run)) {
      assertThatThrownBy(
              () ->
                  end.begun(
                      () -> {
                        // A file is in the way of the directory.
                        storage.delete(run.toString());
                        Files.writeString(run, "x");
                        throw new OutOfMemoryError("Java heap space");
                      }))
          .isInstanceOf(RunFailedException.class)
          .hasMessage("OutOfMemoryError: Java heap space")
          .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(1));
      Files.delete(run);
    }
  }

  @Test
  void whatFailsAfterTheVerdictLeavesIt() throws Exception {
    Path run = folder.resolve("run");
    try (RunEnd end = end(run)) {
      assertThatThrownBy(
              () ->
                  end.begun(
                      () -> {
                        end.conclude(() -> Files.writeString(run.resolve("verdict.json"), "pass"));
                        throw new IOException("cannot print");
                      }))
          .hasMessage("cannot print");
    }
    assertThat(run.resolve("verdict.json")).content().isEqualTo("pass");
    assertThat(run.resolve("_lock")).doesNotExist();
  }

  private RunEnd end(Path run) throws Exception {
    RunEnd end = new RunEnd(storage, run.toString());
    end.recordErrorsIn(new History(storage, folder.resolve("history").toString()));
    end.open(() -> RunDirectory.open(storage, run.toString(), REFUSE, "test"));
    return end;
  }

  private void assertFails(Throwable failure, String reason) throws Exception {
    Path run = folder.resolve("run-7");
    try (RunEnd end = end(run)) {
      assertThatThrownBy(
              () ->
                  end.begun(
                      () -> {
                        if (failure instanceof Error error) {
                          throw error;
                        }
                        throw (Exception) failure;
                      }))
          .isInstanceOf(RunFailedException.class)
          .hasMessage(reason)
          .hasCause(failure);
    }
    JsonNode verdict = new ObjectMapper().readTree(run.resolve("verdict.json").toFile());
    assertThat(verdict.path("verdict").asText()).isEqualTo("error");
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(1);
    assertThat(verdict.path("reason").asText()).isEqualTo(reason);
    assertThat(new History(storage, folder.resolve("history").toString()).runs())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.runId()).isEqualTo("run-7");
              assertThat(entry.verdict()).isEqualTo(VerdictStatus.ERROR);
              assertThat(entry.accepted()).isFalse();
            });
  }
}
