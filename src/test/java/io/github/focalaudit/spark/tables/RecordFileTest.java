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
  void textNeedsNoSession() throws IOException {
    Path file = Files.writeString(folder.resolve("m.csv"), "image_id,site\na,7\nb,\"x, y\"\n");
    assertThat(
            RecordFile.read(
                () -> {
                  throw new AssertionError("a session for a text file");
                },
                storage,
                file.toString()))
        .containsExactly(
            Map.of("image_id", "a", "site", "7"), Map.of("image_id", "b", "site", "x, y"));
  }

  @Test
  void parquetIsInUtcAndFoldersAreText() throws IOException {
    String table = folder.resolve("manifest").toString();
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      session.conf().set("spark.sql.session.timeZone", "UTC");
      session
          .sql(
              "SELECT 'a' AS image_id, timestamp'2024-03-10 02:30:00' AS taken, 7.50BD AS dose,"
                  + " '007' AS scene, '1e3' AS exposure, '2024-01-01' AS day")
          .write()
          .partitionBy("scene", "exposure", "day")
          .parquet(table);
      session.conf().set("spark.sql.session.timeZone", "America/New_York");
      assertThat(RecordFile.read(() -> session, storage, table))
          .containsExactly(
              Map.of(
                  "image_id",
                  "a",
                  "taken",
                  "2024-03-10 02:30:00",
                  "dose",
                  "7.50",
                  "scene",
                  "007",
                  "exposure",
                  "1e3",
                  "day",
                  "2024-01-01"));
      assertThat(session.conf().get("spark.sql.session.timeZone")).isEqualTo("America/New_York");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short.csv | image_id,prediction,truth;a,p/a.npy,t/a.png;b,p/b.npy | ",
        "torn.jsonl | {\"image_id\": \"a\"};{\"image_id\": | ",
        "text.parquet | image_id,prediction | not a Parquet file",
        "_m.parquet | image_id,prediction;a,p/a.npy | rename the file",
      })
  void aBadFileIsOneLineWithItsPath(String name, String lines, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve(name), lines.replace(';', '\n') + "\n");
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      assertThatThrownBy(() -> RecordFile.read(() -> session, storage, file.toString()))
          .isInstanceOf(DatasetException.class)
          .hasMessageStartingWith("cannot read " + file + ": ")
          .hasMessageContaining(reason == null ? "" : reason)
          .message()
          .satisfies(message -> assertThat(message.lines()).hasSize(1));
    }
  }
}
