package io.github.focalaudit.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DryRunTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @BeforeEach
  void writeOneImage() throws IOException {
    Files.createDirectories(folder.resolve("p"));
    Files.createDirectories(folder.resolve("t"));
    try (OutputStream out = Files.newOutputStream(folder.resolve("p/a.npy"))) {
      NpyWriter.write(out, ElementType.F4, new int[] {3, 2, 2}, new float[12]);
    }
    mask(2, 7, 255, 7);
  }

  private void mask(int... labels) throws IOException {
    try (OutputStream out = Files.newOutputStream(folder.resolve("t/a.npy"))) {
      NpyWriter.write(out, ElementType.U1, new int[] {2, 2}, labels);
    }
  }

  private String dryRun(String... more) {
    String[] arguments = {
      "validate",
      "--dry-run",
      "--predictions",
      folder.resolve("p").toString(),
      "--truth",
      folder.resolve("t").toString(),
      "--output",
      folder.resolve("run").toString()
    };
    String[] all = new String[arguments.length + more.length];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    InProcess.Result result = InProcess.run(all);
    assertThat(result.exitCode()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void namesTheValuesThatWouldBeRefusedAndWhere() {
    assertThat(dryRun())
        .contains("values as stored, with pixels: {2=1, 7=2, 255=1}")
        .contains("would be refused: LABEL_OUT_OF_RANGE: mask value 7 at y 0, x 1, expected one")
        .contains("would be refused: LABEL_OUT_OF_RANGE: mask value 255 at y 1, x 0, expected one");
  }

  @Test
  void anotherNumberOfClassesAndAnotherSizeAreTold() throws IOException {
    assertThat(dryRun("--classes", "4", "--label-map", "*:0"))
        .contains(
            "headers        1 of f4 [3, 2, 2], read band by band; would be refused:"
                + " CLASS_COUNT_MISMATCH: expected 4 classes as the dataset has, got 3 in shape"
                + " [3, 2, 2]");
    assertThat(dryRun("--classes", "3", "--label-map", "*:0")).doesNotContain("would be refused");
    try (OutputStream out = Files.newOutputStream(folder.resolve("t/a.npy"))) {
      NpyWriter.write(out, ElementType.U1, new int[] {2, 3}, new int[6]);
    }
    assertThat(dryRun())
        .contains(
            "values as stored, with pixels: {0=6}; would be refused: SHAPE_MISMATCH: expected the"
                + " size of the mask, [1, 2, 3]");
  }

  @Test
  void arraysAboveTheLimitAreTold() throws IOException {
    try (NpzWriter archive =
        new NpzWriter(Files.newOutputStream(folder.resolve("p/b.npz")), false)) {
      archive.add("logits", ElementType.F4, new int[] {3, 20, 20}, new float[1200]);
    }
    Files.copy(folder.resolve("t/a.npy"), folder.resolve("t/b.npy"));
    InProcess.Result limited = validate("--whole-array-limit", "4k", "--label-map", "*:0");
    assertThat(limited.out()).contains("1 TOO_LARGE");
    assertThat(limited.exitCode()).isEqualTo(4);
    assertThat(validate("--whole-array-limit", "5K", "--label-map", "*:0").out())
        .doesNotContain("TOO_LARGE");
    for (String wrong : new String[] {"0", "3g", "1t", "-1", "9999999999g"}) {
      InProcess.Result refused = validate("--whole-array-limit", wrong);
      assertThat(refused.exitCode()).isEqualTo(2);
      assertThat(refused.err()).contains("--whole-array-limit: expected a size from 1 to 2g");
    }
  }

  private InProcess.Result validate(String... more) {
    List<String> arguments = new ArrayList<>(List.of("validate", "--no-progress", "--overwrite"));
    arguments.addAll(List.of("--predictions", folder.resolve("p").toString()));
    arguments.addAll(List.of("--truth", folder.resolve("t").toString()));
    arguments.addAll(List.of("--output", folder.resolve("run").toString()));
    arguments.addAll(List.of(more));
    return InProcess.run(arguments.toArray(String[]::new));
  }

  @Test
  void theMapAndTheIgnoredValuesCount() {
    assertThat(dryRun("--label-map", "7:0,2:2", "--ignore-index", "1"))
        .doesNotContain("LABEL_OUT_OF_RANGE")
        .contains("would be refused: UNMAPPED_LABEL: mask value 255 at y 1, x 0");
    assertThat(dryRun("--label-map", "7:0,2:2,255:9", "--ignore-index", "9"))
        .doesNotContain("would be refused");
  }

  /** Archives of two arrays a side: only the wanted one has the shape that is expected. */
  @Test
  void eachSideNamesTheArrayOfItsArchive() throws IOException {
    Files.delete(folder.resolve("p/a.npy"));
    Files.delete(folder.resolve("t/a.npy"));
    archive("p/a.npz", "logits", 2, 3, 4, 5);
    archive("t/a.npz", "mask", 2, 4, 5);
    String[] keys = {"--npz-key", "logits", "--truth-npz-key", "mask", "--layout", "nchw"};
    assertThat(dryRun(keys))
        .contains("pairs          2 images, 0 without")
        .contains("classes        3:")
        .contains("values as stored, with pixels: {0=20}");
  }

  private void archive(String path, String wanted, int... dims) throws IOException {
    int count = Arrays.stream(dims).reduce(1, (a, b) -> a * b);
    try (NpzWriter archive = new NpzWriter(Files.newOutputStream(folder.resolve(path)), false)) {
      archive.add("features", ElementType.F4, new int[] {9}, new float[9]);
      archive.add(wanted, ElementType.I1, dims, new int[count]);
    }
  }
}
