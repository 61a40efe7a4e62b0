package io.github.focalaudit.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own writers, with the options that keep checksum files away. */
final class WriterOptionsTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path folder;

  @Test
  void sparkLeavesNoChecksumFiles() throws IOException {
    Storage storage = new Storage(new Configuration());
    SparkSession spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.ui.enabled", "false")
            .config("spark.log.level", "WARN")
            .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
            .getOrCreate();
    try {
      Path with = folder.resolve("with");
      Path plain = folder.resolve("plain");
      spark.range(10).write().mode(SaveMode.Overwrite).parquet(plain.toString());
      assertThat(names(plain)).as("what the options are there to prevent").contains("crc");
      spark
          .range(10)
          .write()
          .mode(SaveMode.Overwrite)
          .options(storage.writerOptions(with.toString()))
          .parquet(with.toString());
      assertThat(names(with)).contains("_SUCCESS").contains("parquet").doesNotContain("crc");
      assertThat(spark.read().parquet(with.toString()).count()).isEqualTo(10);
    } finally {
      spark.stop();
    }
    assertThat(storage.writerOptions("file:/x")).isNotEmpty();
    assertThat(new Storage(VaultFileSystem.configuration()).writerOptions("vault:/x")).isEmpty();
  }

  private static String names(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.map(file -> file.getFileName().toString()).toList().toString();
    }
  }
}
