package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.focalaudit.format.npy.NpyWriter;
import io.github.focalaudit.format.npy.NpzWriter;
import io.github.focalaudit.format.png.PngLabelWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays that are parts of a larger file, as those of a tar shard are. */
class LocationTest {
  private static final int HEIGHT = 70;
  private static final int WIDTH = 33;
  private static final int BEFORE = 512;
  private static final String SHARD = "shard.tar";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** A shard with bytes of no meaning on both sides of the part. */
  private TestFile shard(byte[] part) {
    byte[] shard = new byte[BEFORE + part.length + 99];
    Arrays.fill(shard, (byte) 0x5a);
    System.arraycopy(part, 0, shard, BEFORE, part.length);
    return TestFile.of(SHARD, shard);
  }

  private static int[] labels() {
    int[] labels = new int[HEIGHT * WIDTH];
    for (int pixel = 0; pixel < labels.length; pixel++) {
      labels[pixel] = pixel * 7 % 251;
    }
    return labels;
  }

  private byte[] stored(String format) throws IOException {
    int[] dims = {HEIGHT, WIDTH};
    switch (format) {
      case "npy" -> NpyWriter.write(bytes, ElementType.U1, dims, labels());
      case "png" -> PngLabelWriter.write(bytes, HEIGHT, WIDTH, 8, labels());
      default -> {
        try (NpzWriter archive = new NpzWriter(bytes, true)) {
          archive.add("other", ElementType.U1, dims, new int[HEIGHT * WIDTH]);
          archive.add("mask", ElementType.U1, dims, labels());
        }
      }
    }
    return bytes.toByteArray();
  }

  private static LabelReader open(TestFile file, Location location, ScratchBuffers scratch)
      throws IOException {
    return LabelReader.open(Formats.standard(), file, location, LabelOptions.defaults(), scratch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"npy", "npz", "png"})
  void aPartReadsAsTheFileOfItsOwn(String format) throws IOException {
    byte[] part = stored(format);
    String member = format.equals("npz") ? "mask" : null;
    int[] read = new int[HEIGHT * WIDTH];
    try (ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            open(shard(part), new Location(SHARD, member, BEFORE, part.length), scratch)) {
      reader.read(0, read.length, read);
    }
    assertThat(read).isEqualTo(labels());
  }

  @Test
  void aPartWithoutLengthEndsWithItsFile() throws IOException {
    byte[] part = stored("npy");
    byte[] file = new byte[BEFORE + part.length];
    System.arraycopy(part, 0, file, BEFORE, part.length);
    int[] read = new int[HEIGHT * WIDTH];
    try (ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            open(
                TestFile.of(SHARD, file),
                new Location(SHARD, null, BEFORE, Location.TO_END),
                scratch)) {
      reader.read(0, read.length, read);
    }
    assertThat(read).isEqualTo(labels());
  }

  @Test
  void faultsNameThePartAndCountFromItsStart() throws IOException {
    byte[] part = stored("npy");
    assertFault(
        shard(part),
        new Location(SHARD, null, BEFORE, part.length - 1),
        "TRUNCATED: part at 512 of 2437 bytes: offset 128: shape [70, 33] of u1 takes 2310 bytes,"
            + " got 2309");
    assertFault(
        shard(part),
        new Location(SHARD, null, BEFORE, part.length + 1),
        "MALFORMED: part at 512 of 2439 bytes: offset 2438: 1 byte behind the array: expected none,"
            + " or up to 16 zeros or line feeds");
    assertFault(
        shard(part),
        new Location(SHARD, null, BEFORE, 2538),
        "TRUNCATED: part at 512 of 2538 bytes: the file ended before, at 3049 bytes");
    assertFault(
        shard(part),
        new Location(SHARD, null, 3050, Location.TO_END),
        "TRUNCATED: part at 3050: the file ended before, at 3049 bytes");
    assertFault(
        shard(part),
        new Location(SHARD, null, BEFORE + 1, part.length),
        "UNSUPPORTED_FORMAT: part at 513 of 2438 bytes: offset 0: unknown content, got 4e 55 4d 50"
            + " 59 01 00 76, expected .npy or .npz or .png");
  }

  @Test
  void aMissingMemberIsNamedWithTheOptionOfItsSide() throws IOException {
    byte[] part = stored("npz");
    assertFault(
        shard(part),
        new Location(SHARD, null, BEFORE, part.length),
        "MISSING_KEY: part at 512 of "
            + part.length
            + " bytes: several arrays, name one with --truth-npz-key; keys: mask, other");
    assertFault(
        TestFile.of("a.npz", part),
        Location.of("a.npz").withMember("masks"),
        "MISSING_KEY: no array 'masks'; keys: mask, other");
  }

  @Test
  void partsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Location(SHARD, null, -1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("part out of range: offset -1, length 3 of shard.tar");
    assertThatThrownBy(() -> new Location(SHARD, null, 0, -2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("part out of range: offset 0, length -2 of shard.tar");
  }

  private static void assertFault(TestFile file, Location location, String fault) {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      assertThat(assertThrows(BadInputException.class, () -> open(file, location, scratch).close()))
          .hasMessage(location.path() + ": " + fault);
    }
  }
}
