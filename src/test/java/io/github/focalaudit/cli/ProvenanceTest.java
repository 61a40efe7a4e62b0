package io.github.focalaudit.cli;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.focalaudit.spark.LocalSpark;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells an auditor of where it comes from. */
class ProvenanceTest {
  @TempDir static Path folder = Path.of("unset");

  private static final Instant BEFORE = Instant.now().minusMillis(1);

  @SuppressWarnings("NullAway.Init")
  private static Nights nights;

  @SuppressWarnings("NullAway.Init")
  private static InProcess.Result run;

  @BeforeAll
  static void validate() throws IOException {
    nights = Nights.write(folder);
    Files.writeString(folder.resolve("names.txt"), "a\nb\nc\n");
    Files.writeString(folder.resolve("map.txt"), "0:0,1:1,2:2,*:ignore\n");
    Files.writeString(folder.resolve("options.yaml"), "partitions: 3\n");
    run =
        nights.validate(
            "manifest.csv",
            "run",
            "--class-names",
            nights.path("names.txt"),
            "--label-map",
            nights.path("map.txt"),
            "--gate",
            nights.path("gate.yaml"),
            "--config",
            nights.path("options.yaml"));
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(5);
  }

  private static JsonNode origin() throws IOException {
    return nights.json("run/summary.json").path("provenance").path("origin");
  }

  @Test
  void sayWhoRanWhatAndWhen() throws IOException {
    JsonNode origin = origin();
    Instant started = Instant.parse(origin.path("startedAt").asText());
    Instant finished = Instant.parse(origin.path("finishedAt").asText());
    assertThat(started).isBetween(BEFORE, finished);
    assertThat(finished).isBefore(Instant.now());
    assertThat(origin.path("user").asText()).isEqualTo(System.getProperty("user.name"));
    assertThat(origin.path("host").asText()).isEqualTo(InetAddress.getLocalHost().getHostName());
    assertThat(origin.path("command").path(0).asText()).isEqualTo("focal-audit");
    assertThat(origin.path("command").path(1).asText()).isEqualTo("validate");
    assertThat(origin.path("command"))
        .extracting(JsonNode::asText)
        .containsSequence("--gate", nights.path("gate.yaml"))
        .endsWith("--config", nights.path("options.yaml"));
    assertThat(origin.path("inputs").path("manifest").asText())
        .isEqualTo(nights.path("data/manifest.csv"));
  }

  @Test
  void theFilesThatDecideAreThoseOfSha256() throws Exception {
    JsonNode digests = origin().path("sha256");
    assertThat(digests.fieldNames())
        .toIterable()
        .containsExactly("classNames", "config", "gate", "labelMap", "manifest");
    for (List<String> file :
        List.of(
            List.of("classNames", "names.txt"),
            List.of("config", "options.yaml"),
            List.of("gate", "gate.yaml"),
            List.of("labelMap", "map.txt"),
            List.of("manifest", "data/manifest.csv"))) {
      assertThat(printed(folder, "sha256sum \"$1\"", nights.path(file.get(1))))
          .startsWith(digests.path(file.get(0)).asText() + "  ");
    }
  }

  private static String printed(Path scratch, String command, String argument) throws Exception {
    return Scripts.output(scratch, Map.of(), 0, "bash", "-c", command, "bash", argument).get(0);
  }

  @Test
  void ofAFolderTheDigestIsThatOfTheListOfItsFiles() throws Exception {
    String manifest = nights.path("manifest.parquet");
    try (SparkSession session = LocalSpark.start("local[2]", false)) {
      Dataset<Row> rows =
          session.read().option("header", true).csv(nights.path("data/manifest.csv"));
      for (String column : List.of("prediction", "truth")) {
        rows = rows.withColumn(column, concat(lit(nights.path("data") + "/"), col(column)));
      }
      rows.repartition(2).write().parquet(manifest);
    }
    InProcess.Result parquet =
        InProcess.run(
            "validate",
            "--manifest",
            manifest,
            "--output",
            nights.path("parquet"),
            "--cross-check",
            "0",
            "--no-progress");
    assertThat(parquet.exitCode()).as(parquet.err()).isZero();
    String digest =
        nights
            .json("parquet/summary.json")
            .path("provenance")
            .path("origin")
            .path("sha256")
            .path("manifest")
            .asText();
    assertThat(printed(folder, "cd \"$1\" && sha256sum * | sha256sum", manifest))
        .isEqualTo(digest + "  -");
  }

  @Test
  void theAccuracyStandsBesideTheMean() throws IOException {
    JsonNode loss = nights.json("run/summary.json").path("loss");
    assertThat(loss.path("relativeBound").asDouble()).isEqualTo(2e-6 * (2 + 1));
    assertThat(run.out())
        .containsPattern(
            "focal loss +"
                + loss.path("mean").asText()
                + " .*\\R  accuracy +the sum is exact, its terms are the kernel's: within 6\\.0e-06"
                + " relative of double precision\\R");
    InProcess.Result reference = nights.validate("manifest.csv", "exact", "--kernel", "reference");
    assertThat(reference.exitCode()).as(reference.err()).isZero();
    JsonNode exact = nights.json("exact/summary.json").path("loss");
    assertThat(exact.path("relativeBound").asDouble()).isEqualTo(1e-12);
    double difference = loss.path("mean").asDouble() / exact.path("mean").asDouble() - 1;
    assertThat(Math.abs(difference)).isLessThan(loss.path("relativeBound").asDouble());
  }

  @Test
  void theReportShowsThem() throws IOException {
    assertThat(InProcess.run("report", "--run", nights.path("run")).exitCode()).isZero();
    assertThat(folder.resolve("run/report.html"))
        .content()
        .contains(origin().path("sha256").path("gate").asText())
        .contains("focal-audit validate --manifest")
        .contains(origin().path("startedAt").asText());
  }
}
