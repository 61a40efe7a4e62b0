package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.QuarantinedInput;
import io.github.focalaudit.evaluation.ImageResult;
import io.github.focalaudit.evaluation.ImageResultCodec;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.format.ReasonCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What became of an image: scored or refused, exactly one of both. As bytes it is what tasks keep
 * and what crosses the network. Among such bytes a partition may have one item more, the statistics
 * of its pixels.
 *
 * @param result the scored image
 * @param refused the refused input
 */
record Outcome(@Nullable ImageResult result, @Nullable QuarantinedInput refused) {
  private static final byte SCORED = 1;
  private static final byte REFUSED = 2;
  private static final byte PIXELS = 3;

  static boolean isScored(byte[] bytes) {
    return bytes[0] == SCORED;
  }

  static boolean isRefused(byte[] bytes) {
    return bytes[0] == REFUSED;
  }

  static boolean isPixels(byte[] bytes) {
    return bytes[0] == PIXELS;
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
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      if (result != null) {
        out.writeByte(SCORED);
        ImageResultCodec.write(result, out);
      } else if (refused != null) {
        out.writeByte(REFUSED);
        for (String text :
            new String[] {
              refused.imageId(), refused.path(), refused.code().name(), refused.detail()
            }) {
          byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
          out.writeInt(utf8.length);
          out.write(utf8);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Outcome fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte kind = in.readByte();
      if (kind == SCORED) {
        return scored(ImageResultCodec.read(in));
      }
      if (kind != REFUSED) {
        throw new IllegalArgumentException(
            "bytes of an outcome: kind: expected 1 or 2, got " + kind);
      }
      String imageId = readText(in);
      String path = readText(in);
      ReasonCode code = ReasonCode.valueOf(readText(in));
      return refused(new QuarantinedInput(imageId, path, code, readText(in)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "bytes of an outcome: they end early, after " + bytes.length, e);
    }
  }

  private static String readText(DataInputStream in) throws IOException {
    byte[] utf8 = new byte[in.readInt()];
    in.readFully(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
