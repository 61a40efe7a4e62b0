package io.github.focalaudit.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.kernel.Tile;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TargetSourceTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private long fingerprint(int... labels) throws IOException {
    Path file = folder.resolve("mask.npy");
    try (OutputStream out = Files.newOutputStream(file)) {
      NpyWriter.write(out, ElementType.U1, new int[] {1, labels.length}, labels);
    }
    Storage storage = new Storage(new Configuration(false));
    try (RangeReader reader = storage.open(file.toString());
        ScratchBuffers scratch = new ScratchBuffers();
        LabelReader mask = LabelReader.open(reader, LabelOptions.defaults(), scratch)) {
      TargetSource source =
          new TargetSource(
              mask,
              new LabelEncoder(null, List.of(), 2),
              TargetKind.LABELS,
              2,
              file.toString(),
              new int[2 * Tile.PIXELS]);
      source.fill(0, labels.length, new Tile(2, TargetKind.LABELS, false));
      return source.fingerprint().value();
    }
  }

  @Test
  void masksOfZerosDifferByTheirSize() throws IOException {
    Set<Long> fingerprints = new HashSet<>();
    for (int size = 1; size <= Tile.PIXELS; size++) {
      fingerprints.add(fingerprint(new int[size]));
    }
    assertThat(fingerprints).hasSize(Tile.PIXELS);
  }

  @Test
  void everyPlaceOfALabelCounts() throws IOException {
    Set<Long> fingerprints = new HashSet<>();
    for (int place = 0; place < 21; place++) {
      int[] labels = new int[21];
      labels[place] = 1;
      fingerprints.add(fingerprint(labels));
    }
    assertThat(fingerprints).hasSize(21);
  }
}
