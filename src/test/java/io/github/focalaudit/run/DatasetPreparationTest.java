package io.github.focalaudit.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.evaluation.LossSettings;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.Layout;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import io.github.focalaudit.kernel.Activation;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers are read, and images are scored, with the options of their own side. */
final class DatasetPreparationTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private PreparedDataset prepare(OpenOptions scoreFiles, OpenOptions maskFiles)
      throws IOException {
    DatasetOptions options =
        new DatasetOptions(
            folder.resolve("p").toString(),
            folder.resolve("t").toString(),
            null,
            null,
            null,
            List.of(),
            scoreFiles,
            maskFiles,
            0,
            null);
    return new DatasetPreparation(
            Storage.ofClassPath(),
            () -> {
              throw new IllegalStateException("no session is needed");
            },
            options,
            LossSettings.builder().activation(Activation.NONE).build(),
            List.of())
        .prepare();
  }

  private OutputStream create(String path) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.resolve("..").normalize());
    return Files.newOutputStream(file);
  }

  /** Archives of two arrays: only the wanted one has the shape that is expected. */
  private void archive(String path, String wanted, int[] dims) throws IOException {
    try (NpzWriter archive = new NpzWriter(create(path), false)) {
      archive.add("features", ElementType.F4, new int[] {9}, new float[9]);
      int count = 1;
      for (int size : dims) {
        count *= size;
      }
      archive.add(wanted, ElementType.U1, dims, new int[count]);
    }
  }

  @Test
  void everySideOpensItsOwnArray() throws IOException {
    archive("p/a.npz", "scores", new int[] {2, 3, 4, 5});
    archive("t/a.npz", "mask", new int[] {2, 4, 5});
    OpenOptions scoreFiles = OpenOptions.defaults().withLayout(Layout.NCHW).withMember("scores");
    OpenOptions maskFiles = OpenOptions.defaults().withMember("mask");
    PreparedDataset dataset = prepare(scoreFiles, maskFiles);
    assertThat(dataset.listing().quarantined()).isEmpty();
    assertThat(dataset.listing().images())
        .extracting(image -> image.imageId() + " " + image.batchIndex())
        .containsExactly("a#0 0", "a#1 1");
    assertThat(dataset.classes()).isEqualTo(3);
    assertThat(dataset.scores().open()).isEqualTo(scoreFiles);
    assertThat(dataset.scores().probabilities()).isTrue();
    assertThat(dataset.labels().open()).isEqualTo(maskFiles);
  }

  @Test
  void aPictureIsTheMaskOfABatchOfOneAndOfNoOther() throws IOException {
    archive("p/a.npz", "scores", new int[] {1, 3, 4, 5});
    archive("p/b.npz", "scores", new int[] {2, 3, 4, 5});
    for (String path : new String[] {"t/a.png", "t/b.png"}) {
      try (OutputStream out = create(path)) {
        PngLabelWriter.write(out, 4, 5, 8, new int[20]);
      }
    }
    assertCounted("b", "expected a batch of 2 masks", "got 1");
  }

  @Test
  void aMaskOfABatchOfOneNeedsNoDimensionForTheImages() throws IOException {
    int[][] masks = {{4, 5}, {1, 4, 5}, {4, 5, 1}, {1, 4, 5, 1}, {3, 4, 5}, {1, 3, 4, 5}};
    for (int i = 0; i < masks.length; i++) {
      archive("p/" + i + ".npz", "scores", new int[] {1, 3, 4, 5});
      archive("t/" + i + ".npz", "mask", masks[i]);
    }
    archive("p/b.npz", "scores", new int[] {2, 3, 4, 5});
    archive("t/b.npz", "mask", new int[] {4, 5});
    assertCounted(
        "b", "member mask.npy: expected a mask of [2 images] + 2 dimensions, shape is [4, 5]", "");
  }

  private void assertCounted(String refused, String detail, String end) throws IOException {
    PreparedDataset dataset =
        prepare(
            OpenOptions.defaults().withLayout(Layout.NCHW).withMember("scores"),
            OpenOptions.defaults().withMember("mask"));
    assertThat(dataset.listing().images())
        .isNotEmpty()
        .allSatisfy(image -> assertThat(image.batchIndex()).isZero());
    assertThat(dataset.listing().quarantined())
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.imageId()).isEqualTo(refused);
              assertThat(row.code()).isEqualTo(ReasonCode.SHAPE_MISMATCH);
              assertThat(row.detail()).startsWith(detail).endsWith(end);
            });
  }
}
