package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.sum.ExactSum;

/**
 * The versioned bytes of a {@link DatasetState}: version, number of gammas and classes, then its
 * parts in a fixed order. Both sides know the settings. Stateless.
 */
public final class DatasetStateCodec {
  private static final int VERSION = 3;

  private DatasetStateCodec() {}

  /** The bytes of a state. */
  public static byte[] toBytes(DatasetState state) {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeNumber(state.lossSums.length);
    out.writeNumber(state.classes);
    out.writeNumber(state.images);
    out.writeNumber(state.imagesWithMean);
    out.writeNumber(state.imagesWithoutValidPixels);
    out.writeNumber(state.ignoredPixels);
    for (ExactSum sum : state.lossSums) {
      sum.write(out);
    }
    state.imageMeans.write(out);
    state.crossEntropy.write(out);
    state.sums.write(out);
    state.counts.write(out);
    state.weights.write(out);
    state.checks.write(out);
    state.tallies.write(out);
    return out.toBytes();
  }

  /**
   * The state of bytes.
   *
   * @throws IllegalArgumentException where they are not of this version or these settings
   */
  public static DatasetState fromBytes(LossSettings settings, int classes, byte[] bytes) {
    ByteReader in = new ByteReader("a dataset state", VERSION, bytes);
    int gammas = settings.gammas().size();
    in.expect("gammas", gammas, in.readNumber("gammas"));
    in.expect("classes", classes, in.readNumber("classes"));
    long images = in.readNumber("images");
    long imagesWithMean = in.readNumber("images with a mean");
    long imagesWithoutValidPixels = in.readNumber("images without valid pixels");
    long ignoredPixels = in.readNumber("ignored pixels");
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
            WeightState.read(in),
            CheckState.read(in),
            RunTallies.read(in));
    state.images = images;
    state.imagesWithMean = imagesWithMean;
    state.imagesWithoutValidPixels = imagesWithoutValidPixels;
    state.ignoredPixels = ignoredPixels;
    in.end();
    return state;
  }
}
