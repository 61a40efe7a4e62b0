package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelReaderTest {
  private static SlowArray array(String code, int[] dims, long... bits) {
    return new SlowArray(code, dims, bits);
  }

  private static SlowArray random(String code, SplittableRandom random, int... dims) {
    SlowArray array = array(code, dims, new long[SlowArray.count(dims)]);
    for (int at = 0; at < array.bits.length; at++) {
      array.bits[at] = code.equals("b1") ? random.nextInt(2) : random.nextInt(100);
    }
    return array;
  }

  private static LabelReader open(SlowArray array, LabelOptions options) throws IOException {
    return LabelReader.open(
        TestFile.of("a.npy", array.npy(false, false)), options, new ScratchBuffers());
  }

  @Test
  void everyTypeAndOrderReadsAsTheSlowDecoderDoes() throws IOException {
    SplittableRandom random = new SplittableRandom(41);
    for (String code : List.of("u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "b1")) {
      for (int width : new int[] {1, 255, 256, 257}) {
        SlowArray array = random(code, random, 3, width);
        for (boolean bigEndian : new boolean[] {false, true}) {
          for (boolean fortran : new boolean[] {false, true}) {
            PublicReaders.assertAgree(
                TestFile.of("a.npy", array.npy(bigEndian, fortran)), null, array);
          }
        }
      }
    }
  }

  @Test
  void bandsGiveTheSameLabels() throws IOException {
    SlowArray array = random("i2", new SplittableRandom(42), 40, 61);
    TestFile file = TestFile.of("a.npy", array.npy(false, false));
    int[] labels = new int[40 * 61];
    try (ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            LabelReader.open(
                Formats.standard(),
                file,
                Location.of(file.path()),
                LabelOptions.defaults(),
                scratch,
                new ArrayOpening.Bands(0, 1100),
                ShapeCheck.NONE)) {
      reader.read(0, labels.length, labels);
      for (int at = 0; at < labels.length; at++) {
        assertThat(labels[at]).isEqualTo((int) array.bits[at]);
      }
      int[] one = new int[1];
      reader.read(1000, 1, one);
      assertThat(one[0]).isEqualTo((int) array.bits[1000]);
    }
  }

  @Test
  void aMaskOfABatchIsRead() throws IOException {
    SlowArray array = random("u1", new SplittableRandom(43), 3, 4, 5);
    try (LabelReader reader = open(array, LabelOptions.defaults().withBatchIndex(2))) {
      assertThat(reader.shape()).isEqualTo(new ScoreShape(1, 4, 5));
      int[] labels = new int[20];
      reader.read(0, 20, labels);
      for (int at = 0; at < 20; at++) {
        assertThat(labels[at]).isEqualTo((int) array.bits[40 + at]);
      }
    }
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class, () -> open(array, LabelOptions.defaults().withBatchIndex(3)));
    assertThat(refusal.code()).isEqualTo(ReasonCode.SHAPE_MISMATCH);
    assertThat(refusal.detail()).isEqualTo("image 3 of a batch expected, shape is [3, 4, 5]");
  }

  @Test
  void multiLabelMasksHaveAPlaneAClass() throws IOException {
    SlowArray array = random("b1", new SplittableRandom(44), 3, 4, 5);
    LabelOptions options = LabelOptions.defaults().withMultiLabel(3);
    try (LabelReader reader = open(array, options)) {
      assertThat(reader.shape()).isEqualTo(new ScoreShape(3, 4, 5));
      int[] target = new int[3 * 16];
      reader.read(7, 13, target, 16);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 13; i++) {
          assertThat(target[c * 16 + i]).isEqualTo((int) array.bits[c * 20 + 7 + i]);
        }
      }
      assertThatIllegalArgumentException().isThrownBy(() -> reader.read(0, 5, new int[5]));
    }
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class, () -> open(array, LabelOptions.defaults().withMultiLabel(4)));
    assertThat(refusal.code()).isEqualTo(ReasonCode.CLASS_COUNT_MISMATCH);
    assertThat(refusal.detail()).contains("4 classes expected, shape is [3, 4, 5]");
  }

  @Test
  void oneClassNeedsNoDimensionOfItsOwn() throws IOException {
    LabelOptions options = LabelOptions.defaults().withMultiLabel(1);
    for (int[] dims : new int[][] {{4, 5}, {1, 4, 5}}) {
      SlowArray array = random("u1", new SplittableRandom(45), dims);
      try (LabelReader reader = open(array, options)) {
        assertThat(reader.shape()).isEqualTo(new ScoreShape(1, 4, 5));
        int[] target = new int[20];
        reader.read(0, 20, target);
        assertThat(target[19]).isEqualTo((int) array.bits[19]);
      }
    }
  }

  @Test
  void oneClassOfAVolumeNeedsNoDimensionOfItsOwnEither() throws IOException {
    LabelOptions options =
        LabelOptions.defaults().withMultiLabel(1).withScores(new ScoreShape(1, 3, 4, 5), 1);
    for (int[] dims : new int[][] {{3, 4, 5}, {1, 3, 4, 5}}) {
      SlowArray array = random("u1", new SplittableRandom(46), dims);
      try (LabelReader reader = open(array, options)) {
        assertThat(reader.shape()).isEqualTo(new ScoreShape(1, 3, 4, 5));
        int[] target = new int[60];
        reader.read(0, 60, target);
        assertThat(target[59]).isEqualTo((int) array.bits[59]);
      }
    }
  }

  @Test
  void dimensionsOfSizeOneAreLeftOutWhereTheScoresHaveNone() throws IOException {
    SplittableRandom random = new SplittableRandom(47);
    LabelOptions one = LabelOptions.defaults().withScores(new ScoreShape(3, 4, 5), 1);
    LabelOptions batchOfOne = one.withBatchIndex(0);
    LabelOptions batchOfTwo = one.withScores(new ScoreShape(3, 4, 5), 2).withBatchIndex(1);
    LabelOptions planes = batchOfOne.withMultiLabel(3);
    assertElements(one, 0, random, new int[][] {{4, 5}, {1, 4, 5}, {4, 5, 1}, {1, 4, 1, 5}});
    assertElements(batchOfOne, 0, random, new int[][] {{4, 5}, {1, 4, 5}, {4, 5, 1}, {1, 1, 4, 5}});
    assertElements(batchOfTwo, 20, random, new int[][] {{2, 4, 5}, {2, 1, 4, 5}, {2, 4, 5, 1}});
    assertElements(planes, 0, random, new int[][] {{3, 4, 5}, {1, 3, 4, 5}, {3, 1, 4, 5}});
    LabelOptions row = LabelOptions.defaults().withScores(new ScoreShape(3, 1, 5), 1);
    assertElements(row, 0, random, new int[][] {{1, 5}, {1, 1, 5}, {1, 5, 1}});
    assertElements(row.withBatchIndex(0), 0, random, new int[][] {{1, 5}, {1, 1, 5}, {1, 5, 1}});
  }

  /** Reads class 0 and the last element, of C and of Fortran order. */
  private static void assertElements(
      LabelOptions options, int first, SplittableRandom random, int[][] shapes) throws IOException {
    for (int[] dims : shapes) {
      SlowArray array = random("u1", random, dims);
      for (boolean fortran : new boolean[] {false, true}) {
        try (ScratchBuffers scratch = new ScratchBuffers();
            LabelReader reader =
                LabelReader.open(
                    TestFile.of("a.npy", array.npy(false, fortran)), options, scratch)) {
          ScoreShape shape = reader.shape();
          assertThat(shape.classes()).isEqualTo(options.multiLabel() ? 3 : 1);
          int pixels = (int) shape.pixelCount();
          int[] target = new int[shape.classes() * pixels];
          reader.read(0, pixels, target, pixels);
          for (int at = 0; at < target.length; at++) {
            assertThat(target[at]).isEqualTo((int) array.bits[first + at]);
          }
        }
      }
    }
  }

  @Test
  void aMaskOfAnotherSizeKeepsItsDimensions() throws IOException {
    LabelOptions options = LabelOptions.defaults().withScores(new ScoreShape(3, 4, 5), 1);
    for (int[] dims : new int[][] {{5, 4}, {1, 20}, {20}}) {
      for (LabelOptions some : List.of(options, options.withBatchIndex(0))) {
        try (LabelReader reader = open(array("u1", dims, new long[20]), some)) {
          assertThat(reader.shape()).isEqualTo(new ScoreShape(1, dims));
        }
      }
    }
  }

  @Test
  void masksOfAnotherNumberOfImagesAreRefused() {
    LabelOptions batch =
        LabelOptions.defaults().withScores(new ScoreShape(3, 4, 5), 3).withBatchIndex(0);
    assertRefusedShape(
        batch, "expected a mask of [3 images] + 2 dimensions, shape is [4, 5]", 4, 5);
    assertRefusedShape(
        batch,
        "expected a batch of 3 masks, as many as the scores have images, shape is [2, 4, 5]",
        2,
        4,
        5);
    assertRefusedShape(
        batch.withScores(new ScoreShape(3, 4, 5), 1),
        "expected a batch of 1 masks, as many as the scores have images, shape is [2, 4, 5]",
        2,
        4,
        5);
  }

  private static void assertRefusedShape(LabelOptions options, String detail, int... dims) {
    SlowArray array = array("u1", dims, new long[SlowArray.count(dims)]);
    BadInputException refusal =
        catchThrowableOfType(BadInputException.class, () -> open(array, options));
    assertThat(refusal.code()).isEqualTo(ReasonCode.SHAPE_MISMATCH);
    assertThat(refusal.detail()).isEqualTo(detail);
  }

  @Test
  void labelsThatDoNotFitAreRefusedWithTheirPlace() throws IOException {
    assertMisfit(
        array("u4", new int[] {2, 2}, 0, 1, 0xffffffffL, 3),
        "y 1, x 0: label 4294967295 does not fit");
    assertMisfit(
        array("i8", new int[] {2, 2}, 0, -(1L << 40), 0, 3),
        "y 0, x 1: label -1099511627776 does not");
    assertMisfit(
        array("u8", new int[] {2, 2}, 0, 0, 0, -1),
        "y 1, x 1: label 18446744073709551615 does not");
  }

  private static void assertMisfit(SlowArray array, String detail) throws IOException {
    try (LabelReader reader = open(array, LabelOptions.defaults())) {
      BadInputException refusal =
          catchThrowableOfType(BadInputException.class, () -> reader.read(0, 4, new int[4]));
      assertThat(refusal.code()).isEqualTo(ReasonCode.LABEL_OUT_OF_RANGE);
      assertThat(refusal.detail()).startsWith(detail);
    }
  }

  @Test
  void aBoolIsZeroOrOne() throws IOException {
    try (LabelReader reader =
        open(array("b1", new int[] {1, 3}, 0, 1, 2), LabelOptions.defaults())) {
      BadInputException refusal =
          catchThrowableOfType(BadInputException.class, () -> reader.read(0, 3, new int[3]));
      assertThat(refusal.code()).isEqualTo(ReasonCode.MALFORMED);
      assertThat(refusal.detail()).isEqualTo("y 0, x 2: a bool is 0 or 1, got 2");
    }
  }

  @Test
  void floatsAreNoLabels() {
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class,
            () -> open(array("f4", new int[] {1, 1}, 0), LabelOptions.defaults()));
    assertThat(refusal.code()).isEqualTo(ReasonCode.UNSUPPORTED_DTYPE);
    assertThat(refusal.detail()).contains("f4 is no type of labels");
  }

  @Test
  void headersAreReadWithoutValues() throws IOException {
    SlowArray array = random("i8", new SplittableRandom(46), 3, 64, 64);
    TestFile file = TestFile.of("a.npy", array.npy(false, false));
    assertThat(LabelReader.readHeader(file, LabelOptions.defaults().withBatchIndex(0)))
        .isEqualTo(
            new ImageHeader(ElementType.I8, new ScoreShape(1, 64, 64), 3, 64 * 64 * 8, true));
    assertThat(file.bytesRead).isLessThanOrEqualTo(FileHead.BYTES);
  }
}
