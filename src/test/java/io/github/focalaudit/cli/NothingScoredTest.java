package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that measured nothing does not pass. */
class NothingScoredTest {
  private static final String GATE =
      "version: 1\ninconclusive: warn\nrules: [{metric: images.coverage, min: 0}]\n";

  @TempDir private Path folder = Path.of("unset");

  @SuppressWarnings("NullAway.Init")
  private Images images;

  @BeforeEach
  void writeGate() throws IOException {
    images = new Images(folder);
    Files.writeString(folder.resolve("gate.yaml"), GATE);
  }

  @Test
  void everyInputBadIsTooMany() throws IOException {
    images.add("a", 0).add("b", 7);
    Files.write(folder.resolve("p/a.npy"), new byte[200]);
    InProcess.Result all = images.validate("all", "--max-bad-fraction", "1", "--classes", "2");
    assertThat(all.exitCode()).as(all.err()).isEqualTo(4);
    assertVerdict("all", "fail", 4, "no image was scored: 2 of 2 inputs are bad");
    InProcess.Result gated =
        images.validate(
            "gated",
            "--max-bad-fraction",
            "1",
            "--classes",
            "2",
            "--gate",
            images.path("gate.yaml"));
    assertThat(gated.exitCode()).as(gated.err()).isEqualTo(4);
    images.add("a", 1);
    InProcess.Result half = images.validate("half", "--max-bad-fraction", "0.5");
    assertThat(half.exitCode()).as(half.err()).isEqualTo(0);
  }

  @Test
  void noValidPixelIsInconclusive() throws IOException {
    images.add("a", 255).add("b", 255);
    String reason =
        "no pixel is valid in the 2 images scored: every label is ignored; check --ignore-index"
            + " and --label-map";
    InProcess.Result run = images.validate("run");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(5);
    assertVerdict("run", "inconclusive", 5, reason);
    assertThat(folder.resolve("run/junit.xml")).content().contains("errors=\"1\"");
    InProcess.Result gated = images.validate("gated", "--gate", images.path("gate.yaml"));
    assertThat(gated.exitCode()).as(gated.err()).isEqualTo(5);
    assertVerdict("gated", "inconclusive", 5, reason);
    images.add("b", 1);
    InProcess.Result one = images.validate("one", "--gate", images.path("gate.yaml"));
    assertThat(one.exitCode()).as(one.err()).isEqualTo(0);
  }

  private void assertVerdict(String run, String verdict, int exitCode, String reason)
      throws IOException {
    JsonNode json = new ObjectMapper().readTree(folder.resolve(run + "/verdict.json").toFile());
    assertThat(json.path("verdict").asText()).isEqualTo(verdict);
    assertThat(json.path("exitCode").asInt()).isEqualTo(exitCode);
    assertThat(json.path("reason").asText()).isEqualTo(reason);
  }

  @Test
  void pipesAmongTheFilesAreRowsAndEndTheRun() throws Exception {
    images.add("a", 0).add("b", 1).add("c", 1);
    for (String file : new String[] {"p/b.npy", "t/c.png"}) {
      Files.delete(folder.resolve(file));
      assertThat(new ProcessBuilder("mkfifo", images.path(file)).start().waitFor()).isZero();
    }
    InProcess.Result dry = images.validate("dry", "--dry-run");
    assertThat(dry.exitCode()).as(dry.err()).isEqualTo(0);
    assertThat(dry.out()).contains("refused: UNREADABLE", "expected a regular file, it is a pipe");
    InProcess.Result run = images.validate("piped", "--max-bad-fraction", "0.7");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("piped/summary.json").toFile());
    assertThat(summary.path("images").path("scored").asInt()).isEqualTo(1);
    assertThat(summary.path("quarantine").path("UNREADABLE").asInt()).isEqualTo(2);
  }

  @Test
  void aHugeMaskBesideASmallImageIsOneRow() throws IOException {
    images.add("a", 0).add("b", 1);
    // The header of 20000 x 20000, and a body that is never read.
    byte[] mask = Files.readAllBytes(folder.resolve("t/b.png"));
    ByteBuffer fields = ByteBuffer.wrap(mask);
    fields.putInt(16, 20_000).putInt(20, 20_000);
    CRC32 crc = new CRC32();
    crc.update(mask, 12, 17);
    fields.putInt(29, (int) crc.getValue());
    Files.write(folder.resolve("t/b.png"), Arrays.copyOf(mask, 400_000));
    InProcess.Result run = images.validate("huge", "--max-bad-fraction", "0.5");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(0);
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("huge/summary.json").toFile());
    assertThat(summary.path("quarantine").path("SHAPE_MISMATCH").asInt()).isEqualTo(1);
  }

  @Test
  void soManyClassesThatNoMatrixFitsAreAMistake() throws IOException {
    images.add("a", 0);
    InProcess.Result run = images.validate("many", "--classes", "30000");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.err())
        .contains("30000 classes: counting their confusions takes 14.4 GB", "check --layout");
  }

  @Test
  void aValueOfAManifestThatIsTooLongIsAMistake() throws IOException {
    images.add("a", 0);
    String value = "x".repeat((1 << 20) + 1);
    Files.writeString(
        folder.resolve("m.csv"),
        "image_id,prediction,truth,note\na,p/a.npy,t/a.png," + value + "\n");
    Files.writeString(
        folder.resolve("m.jsonl"),
        "{\"image_id\": \"a\", \"prediction\": \"p/a.npy\", \"truth\": \"t/a.png\", \"note\": \""
            + value
            + "\"}\n");
    for (String manifest : new String[] {"m.csv", "m.jsonl"}) {
      InProcess.Result run =
          InProcess.run(
              "validate", "--manifest", images.path(manifest), "--output", images.path("long"));
      assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
      assertThat(run.err()).contains("cannot read " + images.path(manifest)).hasSizeLessThan(3000);
    }
  }
}
