package io.github.focalaudit.format.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.Location;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngInflaterTest {
  private static final int FINISH_OFFSET = 1234;

  /** Runs and noise, so that the stream has matches and literals. */
  private static final byte[] DATA = data(40);

  private static final byte[] STREAM = deflate(DATA);

  private static byte[] data(int length) {
    SplittableRandom random = new SplittableRandom(length);
    byte[] data = new byte[length];
    for (int i = 1; i < length; i++) {
      data[i] = random.nextInt(3) == 0 ? (byte) random.nextInt() : data[i - 1];
    }
    return data;
  }

  private static byte[] deflate(byte[] data) {
    Deflater deflater = new Deflater();
    deflater.setInput(data);
    deflater.finish();
    byte[] buffer = new byte[data.length + 1000];
    int length = deflater.deflate(buffer);
    deflater.end();
    return Arrays.copyOf(buffer, length);
  }

  /** Inflates a stream that is cut into chunks before the given bytes. */
  private static byte[] inflate(byte[] stream, int expected, int... cuts) throws BadInputException {
    byte[] target = new byte[expected + 1];
    try (ScratchBuffers scratch = new ScratchBuffers();
        PngInflater inflater =
            new PngInflater(scratch.inflater(), target, expected, Location.of("a.png"))) {
      int from = 0;
      for (int cut : cuts) {
        inflater.add(stream, from, cut - from);
        from = cut;
      }
      inflater.add(stream, from, stream.length - from);
      inflater.finish(FINISH_OFFSET);
    }
    return Arrays.copyOf(target, expected);
  }

  private static void assertRefused(byte[] stream, ReasonCode code, String detail, int... cuts) {
    BadInputException refusal =
        catchThrowableOfType(BadInputException.class, () -> inflate(stream, DATA.length, cuts));
    assertThat(refusal).as("cuts %s", Arrays.toString(cuts)).isNotNull();
    assertThat(refusal.detail()).isEqualTo(detail);
    assertThat(refusal.code()).isEqualTo(code);
  }

  @Test
  void theStreamMayBeCutAnywhere() throws BadInputException {
    int length = STREAM.length;
    assertThat(inflate(STREAM, DATA.length, IntStream.range(1, length).toArray())).isEqualTo(DATA);
    for (int first = 0; first <= length; first++) {
      for (int second = first; second <= length; second++) {
        assertThat(inflate(STREAM, DATA.length, first, second))
            .as("cuts %d, %d", first, second)
            .isEqualTo(DATA);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"131071", "131072", "131073", "700000"})
  void longStreamsAreRead(int length) throws BadInputException {
    byte[] data = data(length);
    byte[] stream = deflate(data);
    int[] cuts = IntStream.range(1, stream.length / 8192 + 1).map(i -> 8192 * i).toArray();
    assertThat(inflate(stream, length)).isEqualTo(data);
    assertThat(inflate(stream, length, cuts)).isEqualTo(data);
  }

  @Test
  void aWrongChecksumIsRefused() {
    int right = checksum(STREAM);
    for (int at = STREAM.length - 4; at < STREAM.length; at++) {
      byte[] stream = STREAM.clone();
      stream[at] ^= 1;
      String detail =
          ": zlib stream is broken: incorrect data check: expected %08x, got %08x"
              .formatted(checksum(stream), right);
      assertRefused(stream, ReasonCode.MALFORMED, "offset 0" + detail);
      for (int cut = 0; cut <= STREAM.length; cut++) {
        // The fault is that of the chunk with the last byte.
        int chunk = cut < STREAM.length ? cut : 0;
        assertRefused(stream, ReasonCode.MALFORMED, "offset " + chunk + detail, cut);
      }
    }
  }

  private static int checksum(byte[] stream) {
    return ByteBuffer.wrap(stream).getInt(stream.length - 4);
  }

  @Test
  void aMissingChecksumIsRefused() {
    for (int missing = 1; missing <= 4; missing++) {
      byte[] stream = Arrays.copyOf(STREAM, STREAM.length - missing);
      for (int cut = 0; cut <= stream.length; cut++) {
        assertRefused(
            stream,
            ReasonCode.TRUNCATED,
            "offset 1234: not enough pixel data: expected 40 bytes, got 40 and "
                + (4 - missing)
                + " of the 4 bytes of the checksum",
            cut);
      }
    }
  }

  @Test
  void aTruncatedStreamIsRefused() {
    int fewest = DATA.length;
    for (int length = STREAM.length - 5; length >= 0; length--) {
      byte[] stream = Arrays.copyOf(STREAM, length);
      BadInputException refusal =
          catchThrowableOfType(BadInputException.class, () -> inflate(stream, DATA.length));
      assertThat(refusal).as("length %d", length).isNotNull();
      assertThat(refusal.detail())
          .startsWith("offset 1234: not enough pixel data: expected 40 bytes, got ");
      assertThat(refusal.code()).isEqualTo(ReasonCode.TRUNCATED);
      int got = Integer.parseInt(refusal.detail().split("got ", 2)[1].split(" ", 2)[0]);
      assertThat(got).isLessThanOrEqualTo(fewest);
      fewest = got;
    }
    assertThat(fewest).isZero();
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    byte[] stream = Arrays.copyOf(STREAM, STREAM.length + 2);
    String detail = "zlib stream ends %d bytes before its chunk";
    assertRefused(stream, ReasonCode.MALFORMED, "offset 0: " + detail.formatted(2));
    for (int cut = 1; cut <= STREAM.length; cut++) {
      assertRefused(
          stream, ReasonCode.MALFORMED, "offset " + cut + ": " + detail.formatted(2), cut);
    }
    assertRefused(
        stream, ReasonCode.MALFORMED, "offset 0: " + detail.formatted(1), STREAM.length + 1);
  }

  @Test
  void tooManyBytesAreRefused() {
    for (int more : new int[] {1, 2, 1000}) {
      byte[] stream = deflate(Arrays.copyOf(DATA, DATA.length + more));
      assertRefused(
          stream, ReasonCode.MALFORMED, "offset 0: too much pixel data: 40 bytes expected");
    }
  }

  @Test
  void brokenDeflateIsRefused() {
    byte[] stream = STREAM.clone();
    stream[2] |= 6;
    assertRefused(
        stream, ReasonCode.MALFORMED, "offset 2: zlib stream is broken: invalid block type", 2);
  }

  @ParameterizedTest
  @CsvSource({
    "789d, 'zlib stream is broken: incorrect header check, header is 789d'",
    "7918, 'zlib stream is broken: unknown compression method, header is 7918'",
    "881c, 'zlib stream is broken: invalid window size, header is 881c'",
    "78bb, zlib stream asks for a dictionary"
  })
  void aWrongHeaderIsRefused(String header, String detail) {
    byte[] stream = STREAM.clone();
    int bits = Integer.parseInt(header, 16);
    stream[0] = (byte) (bits >> 8);
    stream[1] = (byte) bits;
    assertRefused(stream, ReasonCode.MALFORMED, "offset 0: " + detail);
    assertRefused(stream, ReasonCode.MALFORMED, "offset 1: " + detail, 1);
    assertRefused(stream, ReasonCode.MALFORMED, "offset 0: " + detail, 2);
  }
}
