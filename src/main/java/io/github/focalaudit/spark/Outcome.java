package io.github.focalaudit.spark;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageResultCodec;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.format.ReasonCode;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The result of one image: scored or refused, exactly one of both. As bytes, whose first one says
 * which, it is what tasks keep and what crosses the network. Among such bytes a partition may have
 * one item more, the statistics of its pixels.
 *
 * @param result the scored image
 * @param refused the refused input
 */
record Outcome(@Nullable ImageResult result, @Nullable QuarantinedInput refused) {
  private static final byte SCORED = 1;
  private static final byte REFUSED = 2;
  private static final byte PIXELS = 3;

  /** The first byte of a {@link UnitOutcome}. */
  static final byte UNIT = 4;

  static boolean isScored(byte[] bytes) {
    return bytes[0] == SCORED;
  }

  static boolean isRefused(byte[] bytes) {
    return bytes[0] == REFUSED;
  }

  static boolean isPixels(byte[] bytes) {
    return bytes[0] == PIXELS;
  }

  static boolean isUnit(byte[] bytes) {
    return bytes[0] == UNIT;
  }

  /** The item that holds the statistics of the pixels of a partition. */
  static byte[] pixels(PixelStatistics statistics) {
    byte[] state = statistics.toBytes();
    byte[] item = new byte[state.length + 1];
    item[0] = PIXELS;
    System.arraycopy(state, 0, item, 1, state.length);
    return item;
  }

  /** The state in such an item, see {@link PixelStatistics#fromBytes}. */
  static byte[] pixelState(byte[] item) {
    return Arrays.copyOfRange(item, 1, item.length);
  }

  static Outcome scored(ImageResult result) {
    return new Outcome(result, null);
  }

  static Outcome refused(QuarantinedInput refused) {
    return new Outcome(null, refused);
  }

  byte[] toBytes() {
    if (result != null) {
      ByteWriter out = new ByteWriter(SCORED);
      ImageResultCodec.write(result, out);
      return out.toBytes();
    }
    QuarantinedInput input = Objects.requireNonNull(refused);
    ByteWriter out = new ByteWriter(REFUSED);
    out.writeText(input.imageId());
    out.writeText(input.path());
    out.writeText(input.code().name());
    out.writeText(input.detail());
    return out.toBytes();
  }

  /**
   * Reads the bytes of an image.
   *
   * @throws IllegalArgumentException where they are none, or damaged
   */
  static Outcome fromBytes(byte[] bytes) {
    if (isScored(bytes)) {
      ByteReader in = new ByteReader("a scored image", SCORED, bytes);
      Outcome outcome = scored(ImageResultCodec.read(in));
      in.end();
      return outcome;
    }
    ByteReader in = new ByteReader("a refused input", REFUSED, bytes);
    Outcome outcome =
        refused(
            new QuarantinedInput(
                in.readText("image id"),
                in.readText("path"),
                ReasonCode.valueOf(in.readText("reason code")),
                in.readText("detail")));
    in.end();
    return outcome;
  }
}
