package io.github.focalaudit.format.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.focalaudit.dataset.DatasetException;
import io.github.focalaudit.dataset.DatasetListing;
import io.github.focalaudit.dataset.DatasetSource;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.Content;
import io.github.focalaudit.format.Formats;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.OpenOptions;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpzFormat;
import io.github.focalaudit.format.png.PngFormat;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import io.github.focalaudit.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A format is one package and one registration: everything else asks the registry. */
class NewFormatTest {
  private static final Formats FORMATS =
      new Formats(List.of(new NpyFormat(), new NpzFormat(), new PngFormat(), new TextFormat()));

  private final Storage storage = new Storage(new Configuration(false));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(folder.resolve(path).resolve("..").normalize());
    Files.writeString(file, text);
  }

  private DatasetListing list() throws IOException {
    return DatasetSource.files(
            FORMATS, folder.resolve("scores").toString(), folder.resolve("masks").toString())
        .list(storage);
  }

  private ScoreReader scores(RangeReader file, OpenOptions open, ScratchBuffers scratch)
      throws IOException {
    return ScoreReader.open(
        FORMATS, file, Location.of(file.path()), ScoreOptions.of(open), scratch);
  }

  @Test
  void isPairedAndRead() throws IOException {
    write("scores/a.txt", "sizes 2 1 3\n0.5 -1e-3 7\n0.25 2 -8.125\n");
    write("masks/a.TEXT", "sizes 1 3\n0 1 255");
    List<ImageRef> images = list().images();
    assertThat(images).extracting(ImageRef::imageId).containsExactly("a");
    ImageRef image = images.get(0);
    float[] scores = new float[6];
    int[] labels = new int[3];
    try (ScratchBuffers scratch = new ScratchBuffers();
        RangeReader scoreFile = storage.open(image.predictionPath());
        RangeReader maskFile = storage.open(image.truthPath());
        ScoreReader scoreReader = scores(scoreFile, OpenOptions.defaults(), scratch);
        LabelReader labelReader =
            LabelReader.open(
                FORMATS,
                maskFile,
                Location.of(maskFile.path()),
                LabelOptions.defaults(),
                scratch)) {
      scoreReader.read(0, 3, scores, 3);
      labelReader.read(0, 3, labels);
    }
    assertThat(scores).containsExactly(0.5f, -1e-3f, 7, 0.25f, 2, -8.125f);
    assertThat(labels).containsExactly(0, 1, 255);
  }

  @Test
  void isNamedWhereFilesAreMissingOrUnknown() throws IOException {
    write("scores/a.txt", "sizes 1 1 1\n1");
    write("masks/b.md", "");
    assertThatThrownBy(this::list)
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("no .png, .npy, .npz, .txt, .text below " + folder.resolve("masks"));
    write("scores/unknown", "hello");
    assertFault(
        "unknown",
        OpenOptions.defaults(),
        "UNSUPPORTED_FORMAT: offset 0: unknown content, got 68 65 6c 6c 6f, expected .npy or .npz"
            + " or .txt or .text");
  }

  @Test
  void isHeldToItsNameAndToTheMemoryLimit() throws IOException {
    write("scores/png.txt", "hello");
    assertFault(
        "png.txt", OpenOptions.defaults(), "MALFORMED: offset 0: expected 'sizes', got 'hello'");
    write("scores/zip.text", "PK\3\4");
    assertFault(
        "zip.text",
        OpenOptions.defaults(),
        "MALFORMED: offset 0: wrong magic: the name says .text, the content is a zip archive"
            + " (NumPy .npz): rename the file to .npz");
    write("scores/large.txt", "sizes 2 100 100\n1");
    assertFault(
        "large.txt",
        OpenOptions.defaults().withWholeLimitBytes(79_999),
        "TOO_LARGE: 80000 bytes have to be held in memory as a whole, at most 79999 are allowed (--whole-array-limit);"
            + " C-order .npy can be read in parts");
    assertFault("large.txt", OpenOptions.defaults(), "TRUNCATED: fewer values than sizes promise");
  }

  @Test
  void tellsStoresAndBatchesWhatItIs() {
    assertThat(FORMATS.readPolicy("a.txt", -1)).isEqualTo(ReadPolicy.WHOLE_FILE);
    assertThat(FORMATS.named("a.TXT")).isInstanceOf(TextFormat.class);
    assertThat(FORMATS.suffixesOfOnly(Content.LABELS)).containsExactly(".png");
  }

  private void assertFault(String name, OpenOptions open, String fault) throws IOException {
    String path = folder.resolve("scores").resolve(name).toString();
    try (RangeReader file = storage.open(path);
        ScratchBuffers scratch = new ScratchBuffers()) {
      assertThat(assertThrows(BadInputException.class, () -> scores(file, open, scratch).close()))
          .hasMessage(path + ": " + fault);
    }
  }
}
