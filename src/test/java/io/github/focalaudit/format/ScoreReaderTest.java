package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.storage.RangeReader;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScoreReaderTest {
  private static final List<String> TYPES =
      List.of("f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2");

  /** An array of random bits of a type; NaN is kept out, because its payload may be lost. */
  private static SlowArray random(String code, int[] dims, SplittableRandom random) {
    SlowArray array = new SlowArray(code, dims, new long[SlowArray.count(dims)]);
    for (int at = 0; at < array.bits.length; at++) {
      do {
        array.bits[at] = random.nextLong() >>> (64 - 8 * array.size());
      } while (Double.isNaN(array.value(at)));
    }
    return array;
  }

  /** Layout, sizes: each with pixel counts around the block of 256 pixels. */
  record Case(Layout layout, List<Integer> dims) {
    Case(Layout layout, Integer... dims) {
      this(layout, List.of(dims));
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (int width : new int[] {1, 5, 255, 256, 257}) {
      cases.add(new Case(Layout.CHW, 3, 3, width));
      cases.add(new Case(Layout.CHW, 1, 1, width));
      cases.add(new Case(Layout.HWC, 3, width, 4));
      cases.add(new Case(Layout.HWC, width, 2, 1));
      cases.add(new Case(Layout.HWC, width, 1, 3));
      cases.add(new Case(Layout.NCHW, 3, 2, 3, width));
      cases.add(new Case(Layout.CDHW, 2, 3, 2, width));
    }
    return cases;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyTypeOrderAndLayoutReadsAsTheSlowDecoderDoes(Case wanted) throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      for (String code : TYPES) {
        SlowArray array = random(code, wanted.dims().stream().mapToInt(d -> d).toArray(), random);
        for (boolean bigEndian : new boolean[] {false, true}) {
          for (boolean fortran : new boolean[] {false, true}) {
            TestFile file = TestFile.of("a.npy", array.npy(bigEndian, fortran));
            PublicReaders.assertScores(file, null, array, wanted.layout(), scratch);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"f2", "f4", "f8"})
  void bandsGiveTheSameValuesInAnyOrder(String code) throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    int[][] shapes = {{3, 37, 61}, {37, 61, 3}, {2, 3, 37, 61}};
    Layout[] layouts = {Layout.CHW, Layout.HWC, Layout.NCHW};
    for (int k = 0; k < shapes.length; k++) {
      SlowArray array = random(code, shapes[k], random);
      TestFile file = TestFile.of("a.npy", array.npy(false, false));
      ScoreOptions options = ScoreOptions.of(OpenOptions.defaults().withLayout(layouts[k]));
      int image = layouts[k] == Layout.NCHW ? 1 : 0;
      options = image == 1 ? options.withBatchIndex(1) : options;
      // 20,000 bytes hold three to twelve units of 256 pixels, the image has 2,257 pixels.
      try (ScratchBuffers scratch = new ScratchBuffers();
          ScoreReader reader =
              ScoreReader.open(
                  Formats.standard(),
                  file,
                  Location.of(file.path()),
                  options,
                  scratch,
                  new ArrayOpening.Bands(0, 20_000),
                  ShapeCheck.NONE)) {
        PublicReaders.assertScores(reader, array, layouts[k], image, 256);
        PublicReaders.assertScores(reader, array, layouts[k], image, 1000);
        PublicReaders.assertScores(reader, array, layouts[k], image, 7);
        assertBackwards(reader);
      }
    }
  }

  private static void assertBackwards(ScoreReader reader) throws IOException {
    int pixels = (int) reader.shape().pixelCount();
    double[] forwards = new double[3 * pixels];
    reader.read(0, pixels, forwards, pixels);
    double[] one = new double[3];
    for (int pixel = pixels - 1; pixel >= 0; pixel -= 97) {
      reader.read(pixel, 1, one, 1);
      for (int c = 0; c < 3; c++) {
        assertThat(one[c]).isEqualTo(forwards[c * pixels + pixel]);
      }
    }
  }

  @Test
  void archivesReadAsTheSlowDecoderDoes() throws IOException {
    float[] values = new float[4 * 300 * 257];
    SplittableRandom random = new SplittableRandom(13);
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-20, 20);
    }
    for (boolean deflate : new boolean[] {false, true}) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (NpzWriter writer = new NpzWriter(bytes, deflate)) {
        writer.add("other", ElementType.U1, new int[] {2}, new int[] {1, 2});
        writer.add("logits", ElementType.F4, new int[] {4, 300, 257}, values);
      }
      TestFile file = TestFile.of("a.npz", bytes.toByteArray());
      float[] read = new float[values.length];
      try (ScratchBuffers scratch = new ScratchBuffers();
          ScoreReader reader =
              ScoreReader.open(
                  file, ScoreOptions.of(OpenOptions.defaults().withMember("logits")), scratch)) {
        assertThat(reader.shape()).isEqualTo(new ScoreShape(4, 300, 257));
        assertThat(reader.bytes()).isEqualTo(values.length * 4L);
        reader.read(0, 300 * 257, read, 300 * 257);
      }
      assertThat(read).isEqualTo(values);
    }
  }

  @Test
  void heldBytesDoNotGrowWithTheImage(@TempDir Path folder) throws IOException {
    // A sparse file of 3 GB: [4, 16384, 12000] of f4.
    int height = 16_384;
    int width = 12_000;
    Path path = folder.resolve("sparse.npy");
    byte[] header = NpyWriter.header(ElementType.F4, 4, height, width);
    long pixels = (long) height * width;
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.write(header);
      file.setLength(header.length + 4 * 4 * pixels);
      file.seek(header.length + 4 * (3 * pixels + pixels - 1));
      file.write(new byte[] {0, 0, (byte) 0x80, 0x3f});
    }
    float[] tile = new float[4 * 256];
    try (TestFile file = TestFile.of(path);
        ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader reader = ScoreReader.open(file, ScoreOptions.defaults(), scratch)) {
      for (long at : new long[] {0, 256, 1 << 22, pixels - 256}) {
        reader.read(at, 256, tile, 256);
      }
      assertThat(tile[4 * 256 - 1]).isEqualTo(1f);
      assertThat(file.largestRead).isLessThanOrEqualTo(PixelSource.BAND_BYTES / 4);
      assertThat(file.bytesRead).isLessThanOrEqualTo(3L * PixelSource.BAND_BYTES + FileHead.BYTES);
      assertThat(scratch.heldBytes()).isLessThanOrEqualTo(PixelSource.BAND_BYTES);
    }
  }

  @Test
  void aSmallImageIsReadOnceInSequence() throws IOException {
    SlowArray array = random("f4", new int[] {5, 64, 64}, new SplittableRandom(14));
    byte[] bytes = array.npy(false, false);
    TestFile file = TestFile.of("a.npy", bytes);
    float[] tile = new float[5 * 256];
    try (ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader reader = ScoreReader.open(file, ScoreOptions.defaults(), scratch)) {
      for (int at = 0; at < 64 * 64; at += 256) {
        reader.read(at, 256, tile, 256);
      }
    }
    assertThat(file.bytesRead).isEqualTo(bytes.length);
    assertThat(file.calls).isEqualTo(2);
  }

  @Test
  void headersAreReadWithoutValues() throws IOException {
    SlowArray array = random("f2", new int[] {3, 5, 64, 64}, new SplittableRandom(15));
    TestFile file = TestFile.of("a.npy", array.npy(true, false));
    ImageHeader header =
        ScoreReader.readHeader(
            file, ScoreOptions.of(OpenOptions.defaults().withLayout(Layout.NCHW)));
    assertThat(header)
        .isEqualTo(
            new ImageHeader(ElementType.F2, new ScoreShape(5, 64, 64), 3, 5 * 64 * 64 * 2, true));
    assertThat(file.bytesRead).isLessThanOrEqualTo(FileHead.BYTES);
  }

  @Test
  void positionsAreNamed() {
    assertThat(new ScoreShape(5, 20, 30).position(3, 307)).isEqualTo("class 3, y 10, x 7");
    assertThat(new ScoreShape(5, 4, 20, 30).position(2, 1207)).isEqualTo("class 2, z 2, y 0, x 7");
    assertThat(new ScoreShape(5, 20, 30)).hasToString("[5, 20, 30]");
  }

  @Test
  void shapesAndTypesThatAreNoScoresAreRefusedWithAHint() {
    assertRefused(
        "f4", new int[] {2, 3, 4, 5}, ReasonCode.SHAPE_MISMATCH, "say --layout nchw or cdhw");
    assertRefused(
        "f4", new int[] {3, 4}, ReasonCode.SHAPE_MISMATCH, "has 3 dimensions, shape is [3, 4]");
    assertRefused("f4", new int[] {3, 0, 4}, ReasonCode.EMPTY_ARRAY, "shape is [3, 0, 4]");
    assertRefused("u1", new int[] {3, 2, 4}, ReasonCode.UNSUPPORTED_DTYPE, "--activation none");
    assertRefused(
        "u4", new int[] {3, 2, 4}, ReasonCode.UNSUPPORTED_DTYPE, "u4 is no type of scores");
  }

  private static void assertRefused(String code, int[] dims, ReasonCode reason, String detail) {
    SlowArray array = new SlowArray(code, dims, new long[SlowArray.count(dims)]);
    TestFile file = TestFile.of("a.npy", array.npy(false, false));
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class,
            () -> ScoreReader.open(file, ScoreOptions.defaults(), new ScratchBuffers()));
    assertThat(refusal.code()).isEqualTo(reason);
    assertThat(refusal.detail()).contains(detail);
  }

  @Test
  void whatHasToBeHeldAsAWholeIsLimited() throws IOException {
    SlowArray array = random("f4", new int[] {3, 20, 20}, new SplittableRandom(16));
    ScoreOptions options = ScoreOptions.of(OpenOptions.defaults().withWholeLimitBytes(4799));
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      TestFile fortran = TestFile.of("a.npy", array.npy(false, true));
      BadInputException refusal =
          catchThrowableOfType(
              BadInputException.class, () -> ScoreReader.open(fortran, options, scratch));
      assertThat(refusal.code()).isEqualTo(ReasonCode.TOO_LARGE);
      assertThat(refusal.detail()).contains("4800 bytes", "4799");
      TestFile ranged = TestFile.of("a.npy", array.npy(false, false));
      ScoreReader.open(ranged, options, scratch).close();
    }
  }

  @Test
  void callersMistakesAreNotBadInput() throws IOException {
    SlowArray array = random("f8", new int[] {3, 20, 20}, new SplittableRandom(17));
    TestFile file = TestFile.of("a.npy", array.npy(false, false));
    try (ScratchBuffers scratch = new ScratchBuffers();
        ScoreReader reader = ScoreReader.open(file, ScoreOptions.defaults(), scratch)) {
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(0, 10, new float[30], 10));
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(395, 6, new double[18], 6));
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(-1, 6, new double[18], 6));
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(0, 6, new double[17], 6));
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(0, 6, new double[18], 5));
      assertThatThrownBy(() -> ScoreReader.open(file, ScoreOptions.defaults(), scratch))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                ScoreReader.open(
                    file,
                    ScoreOptions.of(OpenOptions.defaults().withLayout(Layout.NCHW)),
                    new ScratchBuffers()));
  }

  @Test
  void aFileThatShrankIsTruncated() throws IOException {
    SlowArray array = random("f4", new int[] {3, 64, 64}, new SplittableRandom(18));
    byte[] bytes = array.npy(false, false);
    TestFile file = TestFile.of("a.npy", bytes);
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ScoreReader reader =
          ScoreReader.open(new Shrunk(file, 8000), ScoreOptions.defaults(), scratch);
      BadInputException refusal =
          catchThrowableOfType(BadInputException.class, () -> reader.read(0, 1, new float[3], 1));
      assertThat(refusal.code()).isEqualTo(ReasonCode.TRUNCATED);
      assertThat(refusal.detail()).contains("offset 4096");
    }
  }

  /** A file that lost its end after it was opened. */
  private record Shrunk(TestFile file, long left) implements RangeReader {
    @Override
    public String path() {
      return file.path();
    }

    @Override
    public long length() {
      return file.length();
    }

    @Override
    public void readFully(long position, byte[] target, int offset, int length) throws IOException {
      if (position + length > left) {
        throw new EOFException();
      }
      file.readFully(position, target, offset, length);
    }

    @Override
    public void close() {}
  }
}
