package io.github.focalaudit.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.SharedData;
import io.github.focalaudit.format.npy.ZipDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every file of the reader fixtures is read to the values of its index, or refused with a reason
 * that fits. The expected hashes were computed by NumPy and a PNG decoder, see the index.
 */
class FixturesTest {
  /**
   * What a refusal says, by the reason that the index gives: the first pattern found in the reason
   * decides which codes and which pattern in the detail are expected.
   */
  private static final String[][] REASONS = {
    {"channel|colour map", "COLOUR_MASK", "colour type \\d \\((RGB|RGBA|gray and alpha)\\)"},
    {"empty file", "TRUNCATED", "offset 0: empty file"},
    {"wrong magic|bad signature", "MALFORMED", "offset 0: wrong magic"},
    {"unknown version", "UNSUPPORTED_FORMAT", "offset 6: unknown version"},
    {"ends inside the preamble", "TRUNCATED", "offset \\d+: ends inside the preamble"},
    {"header shorter than its length", "TRUNCATED", "offset 8: header of \\d+ bytes, but only"},
    {"empty header", "MALFORMED", "offset 8: empty header"},
    {"not UTF-8", "MALFORMED", "offset 12: header is not UTF-8"},
    {"object dtype", "UNSUPPORTED_DTYPE", "offset \\d+: object dtype"},
    {"structured dtype", "UNSUPPORTED_DTYPE", "offset \\d+: structured dtype"},
    {"unknown dtype|void dtype", "UNSUPPORTED_DTYPE", "offset \\d+: dtype '"},
    {"descr is not a string", "MALFORMED", "offset \\d+: header: descr is not a string"},
    {"unknown key", "MALFORMED", "offset \\d+: header: unknown key '"},
    {"missing key", "MALFORMED", "offset \\d+: header: missing key '"},
    {"header is not a (dict )?literal|not a dict", "MALFORMED", "offset \\d+: header: expected"},
    {"fortran_order", "MALFORMED", "offset \\d+: header: fortran_order is neither"},
    {"shape is not a tuple", "MALFORMED", "offset \\d+: header: shape is not a tuple"},
    {"shape is not integers", "MALFORMED", "offset \\d+: header: expected an integer, got '.'"},
    {"more dimensions", "MALFORMED", "offset \\d+: header: 65 dimensions, at most 64"},
    {"negative size", "MALFORMED", "offset \\d+: header: negative size: -"},
    {"size overflow", "MALFORMED", "offset \\d+: (header: )?size overflow"},
    {"header does not end in LF", "MALFORMED", "does not end in a line feed"},
    {"header ends in CR", "MALFORMED", "offset 127: header ends in CR, not in a line feed"},
    {"body missing", "TRUNCATED", "takes 48 bytes, got 0"},
    {"body 64 of", "TRUNCATED", "takes 4000000000000000000 bytes, got 64"},
    {"body 48 of 4\\*", "TRUNCATED", "takes 4000000000000000000 bytes, got 48"},
    {"body \\d+ of \\d+", "TRUNCATED", "takes \\d+ bytes, got \\d+"},
    {"central directory", "TRUNCATED", "no central directory"},
    {"encrypted", "UNSUPPORTED_FORMAT", "encrypted member"},
    {"CRC error in IDAT", "MALFORMED COLOUR_MASK", "CRC error in IDAT|colour type"},
    {"CRC error in IHDR", "MALFORMED", "offset 8: CRC error in IHDR"},
    {"deflate or CRC", "MALFORMED", "deflate stream is broken|CRC error|inflates to more"},
    {"CRC error", "MALFORMED", "CRC error: expected [0-9a-f]{8}, got"},
    {"first chunk is not IHDR", "MALFORMED", "first chunk: expected IHDR"},
    {"bad IHDR|bad bit depth|bad colour type", "MALFORMED", "bad |CRC error in IHDR|first chunk"},
    {"no IDAT", "MALFORMED", "no IDAT"},
    {"not consecutive", "MALFORMED COLOUR_MASK", "not consecutive|colour type"},
    {"not enough pixel data", "TRUNCATED TOO_LARGE COLOUR_MASK", "not enough pixel|colour type"},
    {"truncated chunk R", "MALFORMED", "first chunk: expected IHDR of 13 bytes, got R\\?y\\?"},
    {"truncated", "TRUNCATED COLOUR_MASK", "truncated chunk|colour type"},
    {"dtype is not a score|string member", "UNSUPPORTED_DTYPE", "offset \\d+: dtype '"},
    {"a strict reader may refuse", "MALFORMED UNSUPPORTED_DTYPE", "offset \\d+: "},
    {"zip method", "UNSUPPORTED_FORMAT", "compression method 1[24]"},
    {"longer than", "MALFORMED", "\\d+ bytes behind the array|takes \\d+ bytes, got \\d+"},
    {"member sizes disagree", "MALFORMED", "sizes disagree|sizes, method or CRC differ"},
    {"ambiguous", "MALFORMED", "two members are named logits.npy"},
    {"nothing in it", "MISSING_KEY", "the archive is empty"},
    {"not an array", "MALFORMED", "member README.txt: offset 0: wrong magic"},
    {"by content", "MALFORMED", "rename the file to .np"},
    {"a bool byte", "MALFORMED", "a bool is 0 or 1"},
    {"IEND missing", "TRUNCATED", "no IEND"},
  };

  /** One row of the index. */
  record Fixture(String path, String verdict, String dtype, String shape, String sha, String note) {

    /** The value of a column that is given by member of an archive, or for the file. */
    static Map<String, String> byMember(String cell) {
      Map<String, String> values = new LinkedHashMap<>();
      if (!cell.contains("=")) {
        values.put("", cell);
        return values;
      }
      for (String part : cell.split("; ", -1)) {
        int at = part.indexOf('=');
        values.put(part.substring(0, at), part.substring(at + 1));
      }
      return values;
    }
  }

  /** What a file holds: type code with byte order, and the values. */
  record Stored(String dtype, SlowArray values) {}

  @TestFactory
  Stream<DynamicTest> everyFixtureIsReadOrRefused() throws IOException {
    Path root = SharedData.require("data/fixtures");
    List<Fixture> fixtures = new ArrayList<>();
    List<String> lines = Files.readAllLines(root.resolve("INDEX.tsv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] cells = line.split("\t", -1);
      fixtures.add(new Fixture(cells[0], cells[2], cells[3], cells[4], cells[6], cells[7]));
    }
    assertThat(fixtures).hasSize(512);
    return fixtures.stream()
        .map(fixture -> DynamicTest.dynamicTest(fixture.path(), () -> check(root, fixture)));
  }

  private static void check(Path root, Fixture fixture) throws IOException {
    Path path = root.resolve(fixture.path());
    switch (fixture.verdict()) {
      case "read" -> assertValues(fixture, read(path));
      case "may-refuse" -> {
        Map<String, Stored> contents;
        try {
          contents = read(path);
        } catch (BadInputException e) {
          assertReason(fixture, path, e);
          return;
        }
        assertValues(fixture, contents);
      }
      case "refuse" -> assertReason(fixture, path, refusal(path));
      default ->
          assertThat(refusal(path).code())
              .isIn(ReasonCode.UNSUPPORTED_FORMAT, ReasonCode.MALFORMED);
    }
  }

  private static void assertValues(Fixture fixture, Map<String, Stored> contents) {
    Map<String, String> dtypes = Fixture.byMember(fixture.dtype());
    Map<String, String> shapes = Fixture.byMember(fixture.shape());
    Map<String, String> hashes = Fixture.byMember(fixture.sha());
    assertThat(contents.keySet()).isEqualTo(hashes.keySet());
    contents.forEach(
        (member, content) -> {
          String dtype = content.dtype();
          String expected = dtypes.getOrDefault(member, "");
          assertThat(dtype.substring(1)).isEqualTo(expected.substring(1));
          assertThat(shapeText(content.values().dims)).isEqualTo(shapes.get(member));
          assertThat(content.values().sha256()).as(member).isEqualTo(hashes.get(member));
        });
  }

  private static String shapeText(int[] dims) {
    StringBuilder text = new StringBuilder("(");
    for (int size : dims) {
      text.append(text.length() == 1 ? "" : ", ").append(size);
    }
    return text.append(dims.length == 1 ? ",)" : ")").toString();
  }

  private static void assertReason(Fixture fixture, Path path, BadInputException refusal) {
    String reason =
        fixture.note().replace("must be refused: ", "").replaceAll("; (numpy 2|Pillow).*", "");
    for (String[] row : REASONS) {
      if (Pattern.compile(row[0]).matcher(reason).find()) {
        assertThat(List.of(row[1].split(" "))).as(refusal.detail()).contains(refusal.code().name());
        assertThat(refusal.detail()).containsPattern(row[2]);
        assertThat(refusal.path()).isEqualTo(path.toString());
        return;
      }
    }
    throw new AssertionError("no expectation for the reason: " + reason);
  }

  private static BadInputException refusal(Path path) {
    BadInputException refusal = catchThrowableOfType(BadInputException.class, () -> read(path));
    assertThat(refusal).as("refused").isNotNull();
    return refusal;
  }

  /** Reads a file to the end, an archive by all of its members. */
  private static Map<String, Stored> read(Path path) throws IOException {
    Map<String, Stored> contents = new LinkedHashMap<>();
    try (TestFile file = TestFile.of(path)) {
      FileHead head = new FileHead(file, Location.of(file.path()));
      boolean archive = path.toString().endsWith(".npz") && head.startsWith("504b0304");
      if (!archive) {
        contents.put("", content(file, null));
        return contents;
      }
      for (ZipDirectory.Entry entry : ZipDirectory.read(head)) {
        contents.put(entry.name(), content(file, entry.name()));
      }
    }
    return contents;
  }

  private static Stored content(TestFile file, @Nullable String key) throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers()) {
      ArrayBody body =
          Formats.standard()
              .open(file, Location.of(file.path()).withMember(key), Content.LABELS, scratch);
      ArrayHeader header = body.header();
      byte[] bytes = new byte[Math.toIntExact(header.byteLength())];
      body.readAll(bytes, scratch);
      int[] dims = new int[header.dimensions()];
      for (int axis = 0; axis < dims.length; axis++) {
        dims[axis] = Math.toIntExact(header.size(axis));
      }
      String code = header.type() == ElementType.BOOL ? "b1" : header.type().label();
      SlowArray values = SlowArray.decode(code, header.bigEndian(), header.fortran(), dims, bytes);
      PublicReaders.assertAgree(file, key, values);
      return new Stored(" " + code, values);
    }
  }
}
