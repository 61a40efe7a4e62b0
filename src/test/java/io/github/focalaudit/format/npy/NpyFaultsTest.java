package io.github.focalaudit.format.npy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.SlowArray;
import io.github.focalaudit.format.TestFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One malformed file a fault, made from a good one; code, offset and wording are asserted. */
class NpyFaultsTest {
  private static final String DICT =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 3, 4), }";

  /** The good file that every fault starts from: 128 bytes of header, 48 of values. */
  private static byte[] good() {
    return SlowArray.npy(DICT, new byte[48]);
  }

  /** A fault, the bytes that have it, and how it is refused. */
  record Fault(String name, String hex, ReasonCode code, String detail) {
    Fault(String name, byte[] bytes, ReasonCode code, String detail) {
      this(name, HexFormat.of().formatHex(bytes), code, detail);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static Fault header(String name, String dict, String detail) {
    return new Fault(name, SlowArray.npy(dict, new byte[48]), ReasonCode.MALFORMED, detail);
  }

  private static Fault dtype(String descr, String detail) {
    String dict = DICT.replace("'<f4'", descr);
    return new Fault(
        "dtype " + descr, SlowArray.npy(dict, new byte[48]), ReasonCode.UNSUPPORTED_DTYPE, detail);
  }

  private static byte[] with(int offset, int... values) {
    byte[] bytes = good();
    for (int i = 0; i < values.length; i++) {
      bytes[offset + i] = (byte) values[i];
    }
    return bytes;
  }

  static List<Fault> faults() {
    byte[] longer = Arrays.copyOf(good(), good().length + 17);
    return List.of(
        new Fault("empty", new byte[0], ReasonCode.TRUNCATED, "offset 0: empty file"),
        new Fault(
            "cut magic",
            Arrays.copyOf(good(), 4),
            ReasonCode.TRUNCATED,
            "offset 4: ends inside the preamble: expected 8 bytes, got 4"),
        new Fault(
            "cut preamble",
            Arrays.copyOf(good(), 9),
            ReasonCode.TRUNCATED,
            "offset 9: ends inside the preamble: expected 10 bytes, got 9"),
        new Fault(
            "cut header",
            Arrays.copyOf(good(), 60),
            ReasonCode.TRUNCATED,
            "offset 8: header of 118 bytes, but only 50 follow"),
        new Fault(
            "cut values",
            Arrays.copyOf(good(), 175),
            ReasonCode.TRUNCATED,
            "offset 128: shape [1, 3, 4] of f4 takes 48 bytes, got 47"),
        new Fault(
            "longer",
            longer,
            ReasonCode.MALFORMED,
            "offset 176: 17 bytes behind the array: expected none, or up to 16 zeros or line"
                + " feeds"),
        new Fault(
            "magic",
            with(0, 0x92),
            ReasonCode.MALFORMED,
            "offset 0: wrong magic: expected 93 4e 55 4d 50 59 (NumPy), got 92 4e"),
        new Fault(
            "zip",
            with(0, 'P', 'K', 3, 4),
            ReasonCode.MALFORMED,
            "offset 0: wrong magic: the name says .npy, the content is a zip archive (NumPy .npz): rename the file to .npz"),
        new Fault(
            "version",
            with(6, 4),
            ReasonCode.UNSUPPORTED_FORMAT,
            "offset 6: unknown version: expected 1.0, 2.0 or 3.0, got 4.0"),
        new Fault("no header", with(8, 0, 0), ReasonCode.MALFORMED, "offset 8: empty header"),
        new Fault(
            "line feed",
            with(127, ' '),
            ReasonCode.MALFORMED,
            "offset 127: header does not end in a line feed"),
        new Fault(
            "text transfer",
            with(127, '\r'),
            ReasonCode.MALFORMED,
            "offset 127: header ends in CR"),
        new Fault(
            "nul",
            with(100, 0),
            ReasonCode.MALFORMED,
            "offset 100: header: expected nothing after the dict, got character U+0000"),
        new Fault(
            "utf-8",
            with(6, 3, 0, 116, 0, 0, 0, 0xff),
            ReasonCode.MALFORMED,
            "offset 12: header is not UTF-8"),
        header(
            "not a dict",
            "['<f4', False, (1, 3, 4)]",
            "offset 10: header: expected a dict, got '['"),
        header(
            "call",
            DICT.replace("(1, 3, 4)", "tuple([1])"),
            "offset 60: header: expected a literal, got 't'"),
        header(
            "junk",
            DICT + "; import os",
            "offset 72: header: expected nothing after the dict, got ';'"),
        header(
            "missing key",
            DICT.replace("'fortran_order': False, ", ""),
            "offset 10: header: missing key 'fortran_order'"),
        header(
            "extra key",
            DICT.replace("'shape'", "'axis': 1, 'shape'"),
            "offset 59: header: unknown key 'axis'"),
        header(
            "key twice",
            DICT.replace(" }", " 'shape': (4,)}"),
            "offset 71: header: key 'shape' is given twice"),
        header(
            "order",
            DICT.replace("False", "0"),
            "offset 44: header: fortran_order is neither True nor False"),
        header(
            "list",
            DICT.replace("(1, 3, 4)", "[1, 3, 4]"),
            "offset 60: header: shape is not a tuple"),
        header(
            "no tuple",
            DICT.replace("(1, 3, 4)", "(12)"),
            "offset 60: header: shape is not a tuple"),
        header(
            "float", DICT.replace("3,", "3.0,"), "offset 65: header: expected an integer, got '.'"),
        header("negative", DICT.replace("3,", "-3,"), "offset 64: header: negative size: -3"),
        header("octal", DICT.replace("3,", "03,"), "offset 64: header: an integer starts with 0"),
        header(
            "beyond long",
            DICT.replace("3,", "36893488147419103232,"),
            "offset 64: header: size overflow: 36893488147419103232"),
        header(
            "product",
            DICT.replace("3, 4", "4294967296, 4294967296"),
            "offset 20: size overflow: shape [1, 4294967296, 4294967296]"),
        header(
            "65 dimensions",
            DICT.replace("(1, 3, 4)", "(" + "1, ".repeat(65) + ")"),
            "offset 60: header: 65 dimensions, at most 64 expected"),
        header("descr", DICT.replace("'<f4'", "4"), "offset 20: header: descr is not a string"),
        header("escape", DICT.replace("'<f4'", "'\\x3cf4'"), "offset 21: header: escapes"),
        header(
            "long",
            DICT + " ".repeat(10_000),
            "offset 8: header of 10102 bytes, at most 10000 expected"),
        new Fault(
            "huge",
            SlowArray.npy(DICT.replace("3, 4", "1000000000, 1000000000"), new byte[48]),
            ReasonCode.TRUNCATED,
            "of f4 takes 4000000000000000000 bytes, got 48"),
        dtype("'|O'", "offset 20: object dtype '|O' is never unpickled"),
        dtype("'<f3'", "offset 20: dtype '<f3'"),
        dtype("'|V2'", "offset 20: dtype '|V2'"),
        dtype("'<c8'", "offset 20: dtype '<c8'"),
        dtype("'|f4'", "offset 20: dtype '|f4'"),
        dtype("'float32'", "offset 20: dtype 'float32'"),
        dtype("[('a', '<f4')]", "offset 20: structured dtype"));
  }

  @ParameterizedTest
  @MethodSource("faults")
  void aFaultIsNamedWithItsOffset(Fault fault) {
    byte[] bytes = HexFormat.of().parseHex(fault.hex());
    TestFile file = TestFile.of("folder/a.npy", bytes);
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class,
            () -> ScoreReader.open(file, ScoreOptions.defaults(), new ScratchBuffers()));
    assertThat(refusal.detail()).contains(fault.detail());
    assertThat(refusal.code()).isEqualTo(fault.code());
    assertThat(refusal.path()).isEqualTo("folder/a.npy");
    assertThat(refusal).hasMessage("folder/a.npy: " + fault.code() + ": " + refusal.detail());
  }

  @Test
  void theGoodFileIsRead() throws IOException {
    ScoreReader reader =
        ScoreReader.open(
            TestFile.of("a.npy", good()), ScoreOptions.defaults(), new ScratchBuffers());
    assertThat(reader.shape()).isEqualTo(new ScoreShape(1, 3, 4));
  }

  @Test
  void otherContentIsNamed() {
    TestFile file = TestFile.of("a.nii.gz", new byte[] {0x1f, (byte) 0x8b, 8, 0});
    BadInputException refusal =
        catchThrowableOfType(
            BadInputException.class,
            () -> ScoreReader.open(file, ScoreOptions.defaults(), new ScratchBuffers()));
    assertThat(refusal.code()).isEqualTo(ReasonCode.UNSUPPORTED_FORMAT);
    assertThat(refusal.detail())
        .isEqualTo("offset 0: unknown content, got 1f 8b 08 00, expected .npy or .npz");
  }

  @Test
  void randomDamageIsRefusedOrReadButNeverAnotherError() throws IOException {
    SplittableRandom random = new SplittableRandom(21);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = good();
      for (int k = random.nextInt(1, 4); k > 0; k--) {
        bytes[random.nextInt(128)] = (byte) random.nextInt();
      }
      TestFile file = TestFile.of("a.npy", bytes);
      try (ScratchBuffers scratch = new ScratchBuffers();
          ScoreReader reader = ScoreReader.open(file, ScoreOptions.defaults(), scratch)) {
        reader.read(0, 1, new double[reader.shape().classes()], 1);
      } catch (BadInputException e) {
        assertThat(e.detail()).as(new String(bytes, StandardCharsets.ISO_8859_1)).isNotEmpty();
      }
    }
  }
}
