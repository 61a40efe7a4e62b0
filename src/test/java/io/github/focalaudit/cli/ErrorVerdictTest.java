package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
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
  void aCheckedExceptionOfSparkLeavesAVerdictWithItsRootCause() throws IOException {
    assertFails(
        new SparkException("Job aborted", new IOException("No space left on device")),
        "Job aborted; caused by: No space left on device");
  }

  @Test
  void aVerdictThatCannotBeWrittenDoesNotHideTheFailure() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    assertThatThrownBy(
            () ->
                ErrorVerdict.onFailure(
                    storage,
                    file.toString(),
                    () -> {
                      throw new OutOfMemoryError("Java heap space");
                    }))
        .isInstanceOf(RunFailedException.class)
        .hasMessage("OutOfMemoryError: Java heap space")
        .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(1));
  }

  private void assertFails(Throwable failure, String reason) throws IOException {
    assertThatThrownBy(
            () ->
                ErrorVerdict.onFailure(
                    storage,
                    folder.toString(),
                    () -> {
                      if (failure instanceof Error error) {
                        throw error;
                      }
                      throw (Exception) failure;
                    }))
        .isInstanceOf(RunFailedException.class)
        .hasMessage(reason)
        .hasCause(failure);
    JsonNode verdict = new ObjectMapper().readTree(folder.resolve("verdict.json").toFile());
    assertThat(verdict.path("verdict").asText()).isEqualTo("error");
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(1);
    assertThat(verdict.path("reason").asText()).isEqualTo(reason);
  }
}
