package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.Tile;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelClockTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private long now;
  private int looks;

  /** A clock on which every look is later than the one before by one step more: 1, 2, 3. */
  private long tick() {
    looks++;
    now += looks;
    return now;
  }

  private static void score(KernelClock clock, int blocks) {
    for (int i = 0; i < blocks; i++) {
      clock.before();
      clock.after();
    }
  }

  @Test
  void timedBlocksStandForThoseBeforeThem() {
    KernelClock clock = new KernelClock(this::tick);
    assertThat(clock.nanos()).isZero();
    score(clock, 1);
    assertThat(clock.nanos()).isEqualTo(2);
    // Blocks 0 and 1 took 2 and 4; the second stands for the fourteen after it.
    score(clock, 15);
    assertThat(looks).isEqualTo(4);
    assertThat(clock.nanos()).isEqualTo(2 + 4 + 14 * 4);
    // Blocks 16 and 32 took 6 and 8.
    score(clock, 24);
    assertThat(looks).isEqualTo(8);
    assertThat(clock.nanos()).isEqualTo(2 + 4 + 15 * 6 + 16 * 8 + 7 * 8);
    clock.reset();
    assertThat(clock.nanos()).isZero();
  }

  @Test
  void aBlockThatBreaksOffIsNotCounted() {
    KernelClock clock = new KernelClock(this::tick);
    clock.before();
    assertThat(clock.nanos()).isZero();
    clock.reset();
    score(clock, 1);
    // Looks 2 and 3: the one that broke off had the first.
    assertThat(clock.nanos()).isEqualTo(3);
  }

  @Test
  void anImageTellsOfItsOwnBlocksAlone() throws IOException {
    ImageScorer scorer =
        new ImageScorer(
            LossSettings.of(Preset.ONE_VS_REST),
            2,
            KernelKind.VECTOR,
            new LabelEncoder(null, List.of(), 2),
            false,
            () -> {
              now += 100;
              return now;
            });
    score(scorer, 33 * Tile.PIXELS + 1);
    assertThat(scorer.kernelNanos()).isEqualTo(34 * 100);
    score(scorer, 7);
    assertThat(scorer.kernelNanos()).isEqualTo(100);
  }

  private void score(ImageScorer scorer, int pixels) throws IOException {
    Path scoreFile = folder.resolve("scores" + pixels + ".npy");
    Path maskFile = folder.resolve("mask" + pixels + ".npy");
    try (OutputStream out = Files.newOutputStream(scoreFile)) {
      NpyWriter.write(out, ElementType.F4, new int[] {2, 1, pixels}, new float[2 * pixels]);
    }
    try (OutputStream out = Files.newOutputStream(maskFile)) {
      NpyWriter.write(out, ElementType.U1, new int[] {1, pixels}, new int[pixels]);
    }
    Storage storage = new Storage(new Configuration(false));
    ImageRef image =
        new ImageRef(
            "a", scoreFile.toString(), maskFile.toString(), 1, 1, ImageRef.NO_BATCH, Map.of());
    try (RangeReader scoreReader = storage.open(scoreFile.toString());
        RangeReader maskReader = storage.open(maskFile.toString());
        ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader scores = ScoreReader.open(scoreReader, ScoreOptions.defaults(), scratch);
        LabelReader labels = LabelReader.open(maskReader, LabelOptions.defaults(), scratch)) {
      scorer.score(image, scores, labels, false);
    }
  }
}
