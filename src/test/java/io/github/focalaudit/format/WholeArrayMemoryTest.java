package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Arrays that are held as a whole are measured before they are read. */
class WholeArrayMemoryTest {
  private static final int SIZE = 20;

  private static TestFile png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PngLabelWriter.write(bytes, SIZE, SIZE, 8, new int[SIZE * SIZE]);
    return TestFile.of("m.png", bytes.toByteArray());
  }

  private static TestFile npz() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (NpzWriter writer = new NpzWriter(bytes, true)) {
      writer.add("a", ElementType.F4, new int[] {2, SIZE, SIZE}, new float[2 * SIZE * SIZE]);
    }
    return TestFile.of("s.npz", bytes.toByteArray());
  }

  @Test
  void aMaskThatDoesNotFitIsTooLarge() throws IOException {
    TestFile file = png();
    // Samples, rows with their filter bytes, and the file.
    long needed = SIZE * SIZE + SIZE * (SIZE + 1) + file.length();
    try (ScratchBuffers scratch = new ScratchBuffers(needed);
        LabelReader reader = LabelReader.open(file, LabelOptions.defaults(), scratch)) {
      assertThat(reader.shape().pixelCount()).isEqualTo(SIZE * SIZE);
    }
    try (ScratchBuffers scratch = new ScratchBuffers(needed - 1)) {
      BadInputException refusal =
          catchThrowableOfType(
              BadInputException.class,
              () -> LabelReader.open(png(), LabelOptions.defaults(), scratch));
      assertThat(refusal.code()).isEqualTo(ReasonCode.TOO_LARGE);
      assertThat(refusal.detail())
          .startsWith(
              "shape [20, 20] takes "
                  + needed
                  + " bytes of memory as a whole, this task has "
                  + (needed - 1));
      assertThat(scratch.heldBytes()).isZero();
    }
  }

  @Test
  void scoresAndMaskShareTheMemoryOfTheTask() throws IOException {
    long scores = 2L * SIZE * SIZE * Float.BYTES;
    try (ScratchBuffers scratch = new ScratchBuffers(scores + 500);
        ScoreReader reader = ScoreReader.open(npz(), ScoreOptions.defaults(), scratch)) {
      assertThat(reader.shape().classes()).isEqualTo(2);
      BadInputException refusal =
          catchThrowableOfType(
              BadInputException.class,
              () -> LabelReader.open(png(), LabelOptions.defaults(), scratch));
      assertThat(refusal.code()).isEqualTo(ReasonCode.TOO_LARGE);
      assertThat(refusal.detail()).contains("this task has 500 for it");
    }
    try (ScratchBuffers scratch = new ScratchBuffers(scores - 1)) {
      BadInputException refusal =
          catchThrowableOfType(
              BadInputException.class,
              () -> ScoreReader.open(npz(), ScoreOptions.defaults(), scratch));
      assertThat(refusal.code()).isEqualTo(ReasonCode.TOO_LARGE);
    }
  }

  @Test
  void aShapeThatDoesNotFitIsFoundBeforeTheMemoryIsMeasured() throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers(0L)) {
      BadInputException refusal =
          catchThrowableOfType(
              BadInputException.class,
              () ->
                  LabelReader.open(
                      png(),
                      LabelOptions.defaults(),
                      scratch,
                      shape -> {
                        throw new BadInputException(
                            ReasonCode.SHAPE_MISMATCH, "m.png", shape.toString());
                      }));
      assertThat(refusal.code()).isEqualTo(ReasonCode.SHAPE_MISMATCH);
      assertThat(scratch.heldBytes()).isZero();
    }
  }
}
