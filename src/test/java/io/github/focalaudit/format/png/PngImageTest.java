package io.github.focalaudit.format.png;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.format.TestFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngImageTest {
  private static final int[][] ADAM7 = {
    {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
  };
  private static final int[][] PLAIN = {{0, 0, 1, 1}};

  /** Builds pictures chunk by chunk, as the specification words it. */
  private static final class Builder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Builder() {
      out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'});
    }

    Builder chunk(String type, byte... data) {
      byte[] name = type.getBytes(StandardCharsets.US_ASCII);
      CRC32 crc = new CRC32();
      crc.update(name);
      crc.update(data);
      out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
      out.writeBytes(name);
      out.writeBytes(data);
      out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
      return this;
    }

    Builder header(int width, int height, int depth, int colour, boolean interlaced) {
      byte[] data = ByteBuffer.allocate(13).putInt(width).putInt(height).array();
      data[8] = (byte) depth;
      data[9] = (byte) colour;
      data[12] = (byte) (interlaced ? 1 : 0);
      return chunk("IHDR", data);
    }

    byte[] end() {
      return chunk("IEND").out.toByteArray();
    }
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

  /** Packs samples into rows, pass by pass, each row with a random filter applied. */
  private static byte[] rows(
      int[] samples,
      int width,
      int height,
      int depth,
      boolean interlaced,
      SplittableRandom random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int step = depth == 16 ? 2 : 1;
    for (int[] pass : interlaced ? ADAM7 : PLAIN) {
      byte[] above = new byte[0];
      for (int y = pass[1]; y < height && pass[0] < width; y += pass[3]) {
        int columns = (width - pass[0] + pass[2] - 1) / pass[2];
        byte[] row = new byte[(columns * depth + 7) / 8];
        for (int k = 0; k < columns; k++) {
          int sample = samples[y * width + pass[0] + k * pass[2]];
          for (int bit = 0; bit < depth; bit++) {
            int at = k * depth + bit;
            row[at / 8] |= (byte) (((sample >> (depth - 1 - bit)) & 1) << (7 - at % 8));
          }
        }
        above = above.length == 0 ? new byte[row.length] : above;
        int filter = random.nextInt(5);
        out.write(filter);
        for (int i = 0; i < row.length; i++) {
          int left = i < step ? 0 : row[i - step] & 0xff;
          int up = above[i] & 0xff;
          int corner = i < step ? 0 : above[i - step] & 0xff;
          int predicted =
              switch (filter) {
                case 1 -> left;
                case 2 -> up;
                case 3 -> (left + up) / 2;
                case 4 -> paeth(left, up, corner);
                default -> 0;
              };
          out.write(row[i] - predicted);
        }
        above = row;
      }
    }
    return out.toByteArray();
  }

  /** The predictor as the specification states it. */
  private static int paeth(int a, int b, int c) {
    int p = a + b - c;
    int pa = Math.abs(p - a);
    int pb = Math.abs(p - b);
    int pc = Math.abs(p - c);
    if (pa <= pb && pa <= pc) {
      return a;
    }
    return pb <= pc ? b : c;
  }

  private static int[] read(byte[] bytes) throws IOException {
    try (ScratchBuffers scratch = new ScratchBuffers();
        LabelReader reader =
            LabelReader.open(TestFile.of("a.png", bytes), LabelOptions.defaults(), scratch)) {
      int[] labels = new int[(int) reader.shape().pixelCount()];
      reader.read(0, labels.length, labels);
      return labels;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16})
  void everyDepthFilterAndPassReadsAsWritten(int depth) throws IOException {
    SplittableRandom random = new SplittableRandom(depth);
    for (int round = 0; round < 60; round++) {
      int width = random.nextInt(1, 40);
      int height = random.nextInt(1, 20);
      int[] samples = random.ints((long) width * height, 0, 1 << depth).toArray();
      for (boolean interlaced : new boolean[] {false, true}) {
        byte[] data = deflate(rows(samples, width, height, depth, interlaced, random));
        int cut = random.nextInt(data.length);
        boolean palette = depth <= 8 && random.nextInt(2) == 0;
        Builder builder = new Builder().header(width, height, depth, palette ? 3 : 0, interlaced);
        if (palette) {
          builder.chunk("PLTE", new byte[3 << depth]);
        }
        byte[] bytes =
            builder
                .chunk("IDAT", Arrays.copyOf(data, cut))
                .chunk("IDAT", Arrays.copyOfRange(data, cut, data.length))
                .end();
        assertThat(read(bytes)).isEqualTo(samples);
      }
    }
  }

  @Test
  void whatTheWriterWritesIsRead() throws IOException {
    SplittableRandom random = new SplittableRandom(31);
    for (int depth : new int[] {8, 16}) {
      int[] labels = random.ints(37 * 41, 0, 1 << depth).toArray();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      PngLabelWriter.write(out, 37, 41, depth, labels);
      assertThat(read(out.toByteArray())).isEqualTo(labels);
    }
  }

  private static final byte[] FOUR_ROWS = deflate(new byte[4 * 6]);

  private static void assertRefused(byte[] bytes, ReasonCode code, String detail) {
    BadInputException refusal = catchThrowableOfType(BadInputException.class, () -> read(bytes));
    assertThat(refusal).isNotNull();
    assertThat(refusal.detail()).contains(detail);
    assertThat(refusal.code()).isEqualTo(code);
  }

  private static Builder gray() {
    return new Builder().header(5, 4, 8, 0, false);
  }

  @Test
  void headersAreChecked() {
    assertRefused(
        new Builder().header(0, 4, 8, 0, false).end(), ReasonCode.MALFORMED, "offset 16: bad IHDR");
    assertRefused(
        new Builder().header(5, 4, 3, 0, false).end(),
        ReasonCode.MALFORMED,
        "offset 24: bad bit depth 3 for colour type 0");
    assertRefused(
        new Builder().header(5, 4, 8, 5, false).end(),
        ReasonCode.MALFORMED,
        "offset 25: bad colour type 5");
    for (int colour : new int[] {2, 4, 6}) {
      assertRefused(
          new Builder().header(5, 4, 8, colour, false).end(),
          ReasonCode.COLOUR_MASK,
          "a label map works on values, not on colours");
    }
    assertRefused(
        new Builder().header(2_000_000_000, 2_000_000_000, 8, 0, false).end(),
        ReasonCode.TRUNCATED,
        "not enough pixel data: [2000000000, 2000000000] takes");
  }

  @Test
  void chunksAreChecked() throws IOException {
    byte[] good = gray().chunk("IDAT", FOUR_ROWS).end();
    byte[] flipped = good.clone();
    flipped[45] ^= 1;
    assertRefused(flipped, ReasonCode.MALFORMED, "offset 33: CRC error in IDAT: expected ");
    assertRefused(
        Arrays.copyOf(good, good.length - 12), ReasonCode.TRUNCATED, "no IEND: the file ends");
    assertRefused(Arrays.copyOf(good, 45), ReasonCode.TRUNCATED, "offset 33: truncated chunk IDAT");
    byte[] longer = Arrays.copyOf(good, good.length + 16);
    assertThat(read(longer)).isEqualTo(read(good));
    longer[good.length + 15] = 1;
    assertRefused(
        longer,
        ReasonCode.MALFORMED,
        "offset "
            + good.length
            + ": 16 bytes behind IEND: expected none, or up to 16 zeros or line");
    assertRefused(
        Arrays.copyOf(good, good.length + 17), ReasonCode.MALFORMED, ": 17 bytes behind IEND");
    assertRefused(gray().end(), ReasonCode.MALFORMED, "offset 33: no IDAT");
    assertRefused(
        gray().chunk("IDAT").chunk("tEXt").chunk("IDAT", FOUR_ROWS).end(),
        ReasonCode.MALFORMED,
        "IDAT chunks are not consecutive");
    assertRefused(
        gray().chunk("IDAT", FOUR_ROWS).chunk("ABCD").end(),
        ReasonCode.MALFORMED,
        "unknown critical chunk ABCD");
  }

  @Test
  void pixelDataIsChecked() {
    assertRefused(
        gray().chunk("IDAT", deflate(new byte[3 * 6])).end(),
        ReasonCode.TRUNCATED,
        "not enough pixel data: expected 24 bytes, got 18");
    assertRefused(
        gray().chunk("IDAT", deflate(new byte[5 * 6])).end(),
        ReasonCode.MALFORMED,
        "too much pixel data: 24 bytes expected");
    assertRefused(
        gray().chunk("IDAT", Arrays.copyOf(FOUR_ROWS, FOUR_ROWS.length + 2)).end(),
        ReasonCode.MALFORMED,
        "zlib stream ends 2 bytes before its chunk");
    byte[] checksum = FOUR_ROWS.clone();
    checksum[checksum.length - 1] ^= 1;
    assertRefused(
        gray().chunk("IDAT", checksum).end(), ReasonCode.MALFORMED, "zlib stream is broken");
    byte[] filter = new byte[4 * 6];
    filter[12] = 5;
    assertRefused(
        gray().chunk("IDAT", deflate(filter)).end(),
        ReasonCode.MALFORMED,
        "row 2: unknown filter 5");
  }

  @Test
  void indicesBeyondThePaletteAreLabels() throws IOException {
    byte[] rows = new byte[4 * 6];
    rows[6 * 2 + 1 + 3] = (byte) 255;
    byte[] file =
        new Builder()
            .header(5, 4, 8, 3, false)
            .chunk("PLTE", new byte[6])
            .chunk("IDAT", deflate(rows))
            .end();
    int[] labels = new int[4 * 5];
    labels[2 * 5 + 3] = 255;
    assertThat(read(file)).isEqualTo(labels);
  }

  @Test
  void aPaletteHasToBeThereAndWhole() {
    byte[] data = deflate(new byte[4 * 6]);
    assertRefused(
        new Builder().header(5, 4, 8, 3, false).chunk("IDAT", data).end(),
        ReasonCode.MALFORMED,
        "no PLTE before IDAT");
    assertRefused(
        new Builder()
            .header(5, 4, 8, 3, false)
            .chunk("PLTE", new byte[5])
            .chunk("IDAT", data)
            .end(),
        ReasonCode.MALFORMED,
        "PLTE of 5 bytes");
  }

  @Test
  void randomDamageIsRefused() {
    SplittableRandom random = new SplittableRandom(32);
    byte[] good = gray().chunk("gAMA", new byte[4]).chunk("IDAT", FOUR_ROWS).end();
    for (int at = 0; at < good.length; at++) {
      byte[] bytes = good.clone();
      bytes[at] ^= (byte) random.nextInt(1, 256);
      BadInputException refusal = catchThrowableOfType(BadInputException.class, () -> read(bytes));
      assertThat(refusal).as("byte %d", at).isNotNull();
    }
  }
}
