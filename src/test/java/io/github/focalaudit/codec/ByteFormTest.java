package io.github.focalaudit.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ByteFormTest {
  private static ByteReader reader(Consumer<ByteWriter> fields) {
    ByteWriter out = new ByteWriter(3);
    fields.accept(out);
    return new ByteReader("a test", 3, out.toBytes());
  }

  @Test
  void everyFieldComesBackAtItsLimits() {
    long[] numbers = {0, 1, 127, 128, 16_383, 16_384, 1L << 56, Long.MAX_VALUE};
    double[] doubles = {-0d, Double.MIN_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 0.1};
    List<String> texts = List.of("", "\u05E9\u05DC", "x\uD83D\uDE00", "\uFFFD", "a".repeat(70_000));
    ByteReader in =
        reader(
            out -> {
              out.writeByte(255);
              out.writeNumbers(numbers);
              out.writeInt(Integer.MIN_VALUE);
              out.writeLong(Long.MIN_VALUE);
              out.writeDoubles(doubles);
              out.writeFlag(true);
              out.writeNullable(null);
              out.writeNullable(0d);
              out.writeTexts(texts);
              out.writeBytes(new byte[] {5, 6});
            });
    assertThat(in.readByte("byte")).isEqualTo(255);
    assertThat(in.readNumbers("numbers")).isEqualTo(numbers);
    assertThat(in.readInt("int")).isEqualTo(Integer.MIN_VALUE);
    assertThat(in.readLong("long")).isEqualTo(Long.MIN_VALUE);
    assertThat(bits(in.readDoubles("doubles", doubles.length))).isEqualTo(bits(doubles));
    assertThat(in.readFlag("flag")).isTrue();
    assertThat(in.readNullable("null")).isNull();
    assertThat(in.readNullable("zero")).isZero();
    assertThat(in.readTexts("texts")).isEqualTo(texts);
    assertThat(in.readBytes("bytes")).containsExactly(5, 6);
    in.end();
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  /** LEB128, as in the DWARF 4 standard, figure 22: 2, 127, 128, 129, 12857. */
  @Test
  void numbersAreUnsignedLeb128() {
    ByteWriter out = new ByteWriter(0);
    for (long number : new long[] {2, 127, 128, 129, 12_857}) {
      out.writeNumber(number);
    }
    assertThat(out.toBytes()).containsExactly(0, 2, 127, 0 - 0x80, 1, 1 - 0x80, 1, 57 - 0x80, 100);
    assertThatThrownBy(() -> out.writeNumber(-1)).hasMessage("negative number: -1");
  }

  @Test
  void anErrorNamesFormFieldOffsetExpectedAndGot() {
    refused(
        in -> in.readLong("images"),
        "images at offset 1: expected 8 bytes, got 3 before the end",
        1,
        2,
        3);
    refused(
        in -> in.readNumber("images"),
        "images at offset 1: expected a number of 9 bytes or fewer, got more",
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1);
    refused(in -> in.readFlag("known"), "known at offset 1: expected 0 or 1, got 2", 2);
    refused(
        in -> in.readIndex("class", 3), "class at offset 1: expected an index in [0, 3), got 3", 3);
    refused(
        in -> in.readText("name"),
        "name at offset 1: expected at most 1 items in the bytes left, got 2",
        2,
        65);
    refused(
        in -> in.readText("name"),
        "name at offset 1: expected text in UTF-8, got other bytes",
        1,
        -1);
    refused(
        in -> in.readTexts("names"),
        "names at offset 1: expected at most 2 items in the bytes left, got 127",
        127,
        0,
        0);
    refused(
        in -> in.readDoubles("sums"),
        "sums at offset 1: expected at most 1 items in the bytes left, got 2",
        2,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0);
    refused(in -> in.readNumbers("counts", 3), "counts at offset 1: expected 3, got 1", 1, 0);
    assertThatThrownBy(() -> new ByteReader("a test", 3, new byte[] {4}))
        .hasMessage("bytes of a test: version at offset 0: expected 3, got 4");
    assertThatThrownBy(() -> new ByteReader("a test", 3, new byte[0]))
        .hasMessage("bytes of a test: version at offset 0: expected 1 bytes, got 0 before the end");
    assertThatThrownBy(() -> reader(out -> out.writeByte(0)).end())
        .hasMessage("bytes of a test: end at offset 1: expected no more bytes, got 1");
  }

  private static void refused(Function<ByteReader, Object> read, String message, int... bytes) {
    ByteReader in = reader(out -> Arrays.stream(bytes).forEach(out::writeByte));
    assertThatThrownBy(() -> read.apply(in))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytes of a test: " + message);
  }
}
