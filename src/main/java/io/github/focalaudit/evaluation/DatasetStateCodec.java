package io.github.focalaudit.evaluation;

import io.github.focalaudit.sum.ExactSum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The versioned bytes of a {@link DatasetState}: version, number of gammas and classes, then its
 * parts in a fixed order. Both sides know the settings. Stateless.
 */
public final class DatasetStateCodec {
  private static final byte VERSION = 1;

  private DatasetStateCodec() {}

  /** The bytes of a state. */
  public static byte[] toBytes(DatasetState state) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(state.lossSums.length);
      out.writeInt(state.classes);
      out.writeLong(state.images);
      out.writeLong(state.imagesWithMean);
      out.writeLong(state.imagesWithoutValidPixels);
      out.writeLong(state.ignoredPixels);
      for (ExactSum sum : state.lossSums) {
        sum.write(out);
      }
      state.imageMeans.write(out);
      state.crossEntropy.write(out);
      state.sums.write(out);
      state.counts.write(out);
      state.checks.write(out);
      state.tallies.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * The state of bytes.
   *
   * @throws IllegalArgumentException where they are not of this version or these settings
   */
  public static DatasetState fromBytes(LossSettings settings, int classes, byte[] bytes) {
    ByteArrayInputStream source = new ByteArrayInputStream(bytes);
    try (DataInputStream in = new DataInputStream(source)) {
      check("version", VERSION, in.readByte());
      int gammas = settings.gammas().size();
      check("gammas", gammas, in.readInt());
      check("classes", classes, in.readInt());
      long images = in.readLong();
      long imagesWithMean = in.readLong();
      long imagesWithoutValidPixels = in.readLong();
      long ignoredPixels = in.readLong();
      ExactSum[] lossSums = new ExactSum[gammas];
      for (int g = 0; g < gammas; g++) {
        lossSums[g] = ExactSum.read(in);
      }
      DatasetState state =
          new DatasetState(
              settings,
              classes,
              lossSums,
              ExactSum.read(in),
              ExactSum.read(in),
              SumsByClass.read(gammas, classes, in),
              ClassCounts.read(classes, in),
              CheckState.read(in),
              RunTallies.read(in));
      state.images = images;
      state.imagesWithMean = imagesWithMean;
      state.imagesWithoutValidPixels = imagesWithoutValidPixels;
      state.ignoredPixels = ignoredPixels;
      check("bytes after the state", 0, source.available());
      return state;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "bytes of a dataset state: they end early, after " + bytes.length, e);
    }
  }

  private static void check(String what, int expected, int got) {
    if (expected != got) {
      throw new IllegalArgumentException(
          "bytes of a dataset state: " + what + ": expected " + expected + ", got " + got);
    }
  }
}
