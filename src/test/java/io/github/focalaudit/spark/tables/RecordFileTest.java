package io.github.focalaudit.spark.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.spark.LocalSpark;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RecordFileTest {
  private final Storage storage = new Storage(new Configuration());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void readsRecordsAsText() throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), "image_id,site\na,7\nb,\"x, y\"\n");
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      assertThat(RecordFile.read(session, storage, file.toString()))
          .containsExactly(
              Map.of("image_id", "a", "site", "7"), Map.of("image_id", "b", "site", "x, y"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short.csv | image_id,prediction,truth;a,p/a.npy,t/a.png;b,p/b.npy | ",
        "torn.jsonl | {\"image_id\": \"a\"};{\"image_id\": | ",
        "text.parquet | image_id,prediction | not a Parquet file",
        "_m.csv | image_id,prediction;a,p/a.npy | rename the file",
      })
  void aBadFileIsOneLineWithItsPath(String name, String lines, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve(name), lines.replace(';', '\n') + "\n");
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      assertThatThrownBy(() -> RecordFile.read(session, storage, file.toString()))
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("cannot read " + file + ": ")
          .hasMessageContaining(reason == null ? "" : reason)
          .message()
          .satisfies(message -> assertThat(message.lines()).hasSize(1));
    }
  }
}
