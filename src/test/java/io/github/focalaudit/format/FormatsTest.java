package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.focalaudit.format.npy.NpyFormat;
import io.github.focalaudit.format.npy.NpzFormat;
import io.github.focalaudit.format.png.PngFormat;
import io.github.focalaudit.storage.ReadPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
  private static final String NPY = "\u0093NUMPY\1\0";
  private static final String EMPTY_ZIP = "PK\5\6";
  private static final String PNG = "\u0089PNG\r\n\32\n";

  private final Formats formats = Formats.standard();

  @Test
  void masksAreLookedForInFormatsOfLabelsAloneFirst() {
    assertThat(formats.suffixes(Content.SCORES)).containsExactly(".npy", ".npz");
    assertThat(formats.suffixes(Content.LABELS)).containsExactly(".png", ".npy", ".npz");
    assertThat(formats.suffixesOfOnly(Content.LABELS)).containsExactly(".png");
    assertThat(formats.suffixesOfOnly(Content.SCORES)).isEmpty();
  }

  @Test
  void namesPromiseFormatsInEitherCase() {
    assertThat(formats.named("/a.png/b.NPY")).isInstanceOf(NpyFormat.class);
    assertThat(formats.named("b.nPz")).isInstanceOf(NpzFormat.class);
    assertThat(formats.named(".png")).isInstanceOf(PngFormat.class);
    assertThat(formats.named("a.npy.gz")).isNull();
    assertThat(formats.named("npy")).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "a.npy, 33554432, WHOLE_FILE",
    "a.npy, 33554433, RANDOM",
    "a.npy, -1, RANDOM",
    "a.npz, 1, RANDOM",
    "a.NPZ, 1, RANDOM",
    "a.png, -1, WHOLE_FILE",
    "a.bin, 33554432, WHOLE_FILE",
    "a.bin, 33554433, RANDOM"
  })
  void aStoreIsToldHowAFileIsRead(String path, long byteLength, ReadPolicy policy) {
    assertThat(formats.readPolicy(path, byteLength)).isEqualTo(policy);
  }

  @Test
  void contentDecidesAndANameOfAnotherFormatIsRefused() {
    assertRefused(
        "a.png",
        NPY,
        Content.LABELS,
        "a.png: MALFORMED: offset 0: wrong magic: the name says .png, the content is a NumPy"
            + " array: rename the file to .npy");
    assertRefused(
        "a.npy",
        EMPTY_ZIP,
        Content.SCORES,
        "a.npy: MALFORMED: offset 0: wrong magic: the name says .npy, the content is an empty zip"
            + " archive: rename the file to .npz");
    assertRefused(
        "a.npz",
        PNG,
        Content.SCORES,
        "a.npz: MALFORMED: offset 0: wrong magic: the name says .npz, the content is a PNG"
            + " picture: rename the file to .png");
    assertRefused(
        "a.npz",
        "hello world",
        Content.SCORES,
        "a.npz: MALFORMED: offset 0: wrong magic: expected a zip archive (NumPy .npz) (bad"
            + " signature or not .npz at all), got 68 65 6c 6c 6f 20 77 6f");
  }

  @Test
  void unknownContentAndContentOfTheOtherSideAreRefused() {
    assertRefused(
        "a.png",
        PNG,
        Content.SCORES,
        "a.png: UNSUPPORTED_FORMAT: offset 0: the content is a PNG picture, expected .npy or .npz");
    assertRefused(
        "a",
        "hello",
        Content.SCORES,
        "a: UNSUPPORTED_FORMAT: offset 0: unknown content, got 68 65 6c 6c 6f, expected .npy or"
            + " .npz");
    assertRefused(
        "a",
        "hello",
        Content.LABELS,
        "a: UNSUPPORTED_FORMAT: offset 0: unknown content, got 68 65 6c 6c 6f, expected .npy or"
            + " .npz or .png");
    assertRefused("a.npz", "", Content.SCORES, "a.npz: TRUNCATED: offset 0: empty file");
    assertRefused("a.npy", "", Content.SCORES, "a.npy: TRUNCATED: offset 0: empty file");
  }

  @Test
  void aSuffixBelongsToOneFormat() {
    assertThatThrownBy(
            () -> new Formats(List.of(new NpyFormat(), new PngFormat(), new NpyFormat())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("suffix .npy of formats npy and npy");
  }

  private void assertRefused(String path, String latin1, Content content, String message) {
    byte[] bytes = latin1.getBytes(StandardCharsets.ISO_8859_1);
    BadInputException fault =
        assertThrows(
            BadInputException.class,
            () ->
                formats.open(
                    TestFile.of(path, bytes), Location.of(path), content, new ScratchBuffers()));
    assertThat(fault).hasMessage(message);
  }
}
