package io.github.focalaudit.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.focalaudit.cli.InProcess;
import io.github.focalaudit.document.ExitCode;
import io.github.focalaudit.document.VerdictStatus;
import io.github.focalaudit.document.WhatIfDocument;
import io.github.focalaudit.evaluation.Preset;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.run.StoredComparison.Compared;
import io.github.focalaudit.run.ValidatedRun;
import io.github.focalaudit.run.WhatIf;
import io.github.focalaudit.spark.LocalSpark;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From Java, settings give the bytes that the command line gives with the same options. */
class DatasetAuditTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static SparkSession session;

  /** The commands come first: each starts and stops a Spark of its own. */
  @BeforeAll
  static void runTheCommands() throws IOException {
    String gate =
        """
        version: 1
        inconclusive: warn
        rules:
          - {metric: loss.mean, max: 10, maxIncrease: 100%}
        """;
    Files.writeString(folder.resolve("gate.yaml"), gate);
    Files.writeString(folder.resolve("strict.yaml"), gate.replace("max: 10", "max: 1e-6"));
    command(
        "sample --output DIR/data --images 8 --height 32 --width 32 --classes 3 --void-border 1");
    String inputs =
        "--manifest DIR/data/manifest.csv --class-names DIR/data/classes.txt --ignore-index 255";
    command("validate " + inputs + " --output DIR/base --gamma 2,1");
    command(
        "validate "
            + inputs
            + " --output DIR/command"
            + " --preset categorical --gamma 2,1 --alpha 0.2,0.3,0.5 --class-weights 1,2,0.5"
            + " --slice weather;weather,scene --slice-min-images 2 --cluster scene"
            + " --max-bad-fraction 0.5 --cross-check 2 --kernel reference --label-issues"
            + " --gate DIR/gate.yaml --baseline DIR/base --history DIR/history-command");
    command(
        "compare DIR/command --baseline DIR/base --cluster scene --replicates 300"
            + " --output DIR/compared-command");
    command("compare DIR/command --alpha 0.5 --classes 0,2 --output DIR/compared-command");
    session = LocalSpark.start("local[2]", false);
  }

  @AfterAll
  static void stopSpark() {
    session.stop();
  }

  private static void command(String words) {
    InProcess.Result result = InProcess.run(words.replace("DIR", folder.toString()).split(" ", -1));
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static String path(String name) {
    return folder.resolve(name).toString();
  }

  private static DatasetAudit audit() {
    return FocalAudit.on(session)
        .manifest(path("data/manifest.csv"))
        .classNames(path("data/classes.txt"))
        .ignoreIndex(255);
  }

  /** A document without what differs between two runs of the same command. */
  private static byte[] stable(String file) throws IOException {
    ObjectNode document = (ObjectNode) JSON.readTree(folder.resolve(file).toFile());
    document.remove("timing");
    if (document.at("/provenance/origin") instanceof ObjectNode origin) {
      // Who asked and when: a program has no command line.
      origin.remove(List.of("startedAt", "finishedAt", "command"));
    }
    return JSON.writeValueAsBytes(document);
  }

  @Test
  void aRunHasTheBytesOfTheCommand() throws IOException {
    ValidatedRun run =
        audit()
            .gamma(2, 1)
            .alpha(0.2, 0.3, 0.5)
            .classWeights(1, 2, 0.5)
            .preset(Preset.CATEGORICAL)
            .slice("weather")
            .slice("weather", "scene")
            .sliceMinImages(2)
            .cluster("scene")
            .maxBadFraction(0.5)
            .crossCheck(2)
            .kernel(KernelKind.REFERENCE)
            .labelIssues(true)
            .gate(path("gate.yaml"))
            .baseline(path("base"))
            .history(path("history-java"))
            .validate(path("java"));
    assertThat(run.verdict().status()).isEqualTo(VerdictStatus.PASS);
    assertThat(run.directory()).endsWith("/java");
    assertThat(stable("java/summary.json")).isEqualTo(stable("command/summary.json"));
    for (String same : List.of("verdict.json", "clusters.csv", "audit.json")) {
      assertThat(folder.resolve("java").resolve(same))
          .hasSameBinaryContentAs(folder.resolve("command").resolve(same));
    }
    JsonNode summary = JSON.readTree(folder.resolve("java/summary.json").toFile());
    assertThat(summary.at("/loss/mean").asDouble()).isEqualTo(run.summary().loss().mean());
    assertThat(summary.at("/slices")).isNotEmpty();
    assertThat(Objects.requireNonNull(folder.resolve("history-java").toFile().list())).isNotEmpty();
  }

  @Test
  void aComparisonHasTheBytesOfTheCommand() throws IOException {
    DatasetAudit audit =
        FocalAudit.on(session)
            .cluster("scene")
            .replicates(300)
            .comparisonOutput(path("compared-java"));
    Compared compared = audit.compare(path("command"), path("base"));
    assertThat(compared.verdict()).isNull();
    WhatIfDocument answer =
        audit.whatIf(
            path("command"), new WhatIf.Change(List.of(0.5), null, List.of("0", "2"), null));
    assertThat(answer.loss().mean()).isNotNull();
    for (String same : List.of("comparison.json", "clusters.csv", "what-if.json")) {
      assertThat(folder.resolve("compared-java").resolve(same))
          .hasSameBinaryContentAs(folder.resolve("compared-command").resolve(same));
    }
  }

  /** Every job of ours is in our group and says what it does; afterwards the caller has theirs. */
  @Test
  void theCallersJobGroupSurvives() throws Exception {
    SparkContext context = session.sparkContext();
    List<String> jobs = Collections.synchronizedList(new ArrayList<>());
    SparkListener listener =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart job) {
            Object description = job.properties().getProperty("spark.job.description");
            jobs.add(job.properties().getProperty("spark.jobGroup.id") + ": " + description);
          }
        };
    context.setJobGroup("theirs", "their work", false);
    context.addSparkListener(listener);
    try {
      audit().slice("weather").audit(true).baseline(path("base")).validate(path("grouped"));
      assertGroupIsTheirs(context);
      FocalAudit.on(session).compare(path("command"), path("base"));
      FocalAudit.on(session).report(path("command"));
      assertGroupIsTheirs(context);
      assertThatThrownBy(() -> audit().metadata(path("none.csv")).validate(path("refused")))
          .isInstanceOf(IllegalArgumentException.class);
      assertGroupIsTheirs(context);
      context.listenerBus().waitUntilEmpty();
    } finally {
      context.removeSparkListener(listener);
      context.clearJobGroup();
    }
    assertThat(jobs).hasSizeGreaterThan(20);
    assertThat(jobs)
        .allSatisfy(job -> assertThat(job).startsWith("focal-audit: ").doesNotContain("null"));
  }

  private static void assertGroupIsTheirs(SparkContext context) {
    assertThat(context.getLocalProperty("spark.jobGroup.id")).isEqualTo("theirs");
    assertThat(context.getLocalProperty("spark.job.description")).isEqualTo("their work");
    assertThat(context.getLocalProperty("spark.job.interruptOnCancel")).isEqualTo("false");
  }

  @Test
  void aFailedGateIsAVerdict() throws IOException {
    Compared compared =
        FocalAudit.on(session).gate(path("strict.yaml")).compare(path("command"), path("base"));
    assertThat(Objects.requireNonNull(compared.verdict()).exitCode())
        .isEqualTo(ExitCode.GATE_FAILED);
  }

  @Test
  void aReportIsWritten() throws IOException {
    String page = FocalAudit.on(session).report(path("base"));
    assertThat(page).endsWith("/base/report.html");
    assertThat(folder.resolve("base/report.html")).content(StandardCharsets.UTF_8).contains("<svg");
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    assertThat(audit().dryRun(path("dry"))).anyMatch(line -> line.startsWith("pairs          8"));
    assertThat(folder.resolve("dry")).doesNotExist();
  }

  @Test
  void aMistakeIsFoundBeforeARunAndLeavesAVerdict() throws IOException {
    assertThatThrownBy(() -> audit().slice("city").validate(path("mistake")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("city: no image has that column; known are [scene, weather]");
    JsonNode verdict = JSON.readTree(folder.resolve("mistake/verdict.json").toFile());
    assertThat(verdict.path("verdict").asText()).isEqualTo("error");
    assertThat(verdict.path("exitCode").asInt()).isEqualTo(ExitCode.USAGE);
    assertThatThrownBy(() -> FocalAudit.on(session).compare(path("command")))
        .hasMessageContaining("baseline is missing");
    assertThatThrownBy(() -> audit().gamma(-1).history(path("errors")).validate(path("negative")))
        .hasMessageStartingWith("gamma has to be");
    assertThat(folder.resolve("negative/verdict.json")).content().contains("gamma has to be");
    assertThat(folder.resolve("errors")).isNotEmptyDirectory();
  }
}
