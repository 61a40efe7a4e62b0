package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.ImageRefCodec;
import io.github.focalaudit.format.ElementType;
import io.github.focalaudit.format.ScoreShape;
import io.github.focalaudit.kernel.Fingerprint;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Tile;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a task found in some blocks of an image that follow each other. The states of all units of
 * an image, merged in their order, give the result of the unsplit image, to the bit. Not
 * thread-safe.
 */
public final class UnitState {
  private static final int VERSION = 1;

  /** A double goes into a fingerprint as two values. */
  private static final int WIDE_VALUES = 2;

  private final ImageRef image;
  private final ScoreShape shape;
  private final ElementType type;
  private final String kernel;
  private final int truthPlanes;
  private final long firstPixel;
  private final ImageState state;
  private final Fingerprint truth;
  private final Fingerprint prediction;
  private boolean likeProbabilities;
  private final @Nullable BandState check;

  /**
   * @param shape of the image
   * @param type stored type of the scores
   * @param kernel name of the kernel
   * @param truthPlanes planes of the mask
   * @param firstPixel of the unit
   * @param state its sums
   * @param blocks its blocks, all of which were scored
   */
  UnitState(
      ImageRef image,
      ScoreShape shape,
      ElementType type,
      String kernel,
      int truthPlanes,
      long firstPixel,
      ImageState state,
      FileBlocks blocks) {
    this(
        image,
        shape,
        type,
        kernel,
        truthPlanes,
        firstPixel,
        state,
        blocks.truthFingerprint(),
        blocks.predictionFingerprint(),
        blocks.likeProbabilities(),
        blocks.check());
  }

  private UnitState(
      ImageRef image,
      ScoreShape shape,
      ElementType type,
      String kernel,
      int truthPlanes,
      long firstPixel,
      ImageState state,
      Fingerprint truth,
      Fingerprint prediction,
      boolean likeProbabilities,
      @Nullable BandState check) {
    this.image = image;
    this.shape = shape;
    this.type = type;
    this.kernel = kernel;
    this.truthPlanes = truthPlanes;
    this.firstPixel = firstPixel;
    this.state = state;
    this.truth = truth;
    this.prediction = prediction;
    this.likeProbabilities = likeProbabilities;
    this.check = check;
  }

  /**
   * Adds the unit that follows this one, which keeps its value.
   *
   * @throws IllegalArgumentException where it does not follow, or is not of the same image
   */
  public void append(UnitState next) {
    long end = firstPixel + state.pixels();
    boolean same =
        image.equals(next.image)
            && shape.equals(next.shape)
            && type == next.type
            && kernel.equals(next.kernel)
            && truthPlanes == next.truthPlanes
            && (check == null) == (next.check == null);
    if (!same || next.firstPixel != end) {
      throw new IllegalArgumentException(
          "unit to merge: expected "
              + describe(end)
              + ", got "
              + next.describe(next.firstPixel)
              + "; did the files or the executors change while they were read?");
    }
    truth.append(next.truth.toArray(), next.truthCounts());
    prediction.append(next.prediction.toArray(), next.predictionCounts());
    likeProbabilities &= next.likeProbabilities;
    if (check != null && next.check != null) {
      check.merge(next.check);
    }
    state.merge(next.state);
  }

  private String describe(long pixel) {
    return image.imageId()
        + " of shape "
        + shape
        + ", "
        + type.label()
        + ", by kernel "
        + kernel
        + ", from pixel "
        + pixel;
  }

  private long[] truthCounts() {
    long blocks = state.pixels() / Tile.PIXELS;
    long[] counts = Fingerprint.counts(blocks * truthPlanes, Tile.PIXELS);
    long[] last = Fingerprint.counts(truthPlanes, (int) (state.pixels() % Tile.PIXELS));
    for (int lane = 0; lane < counts.length; lane++) {
      counts[lane] += last[lane];
    }
    return counts;
  }

  private long[] predictionCounts() {
    long blocks = (state.pixels() - 1) / Tile.PIXELS + 1;
    long values = shape.classes() * (type.wide() ? WIDE_VALUES : 1L);
    return Fingerprint.counts(blocks * values, Tile.PIXELS);
  }

  /**
   * The result of the image.
   *
   * @param formula the loss, of as many classes
   * @throws IllegalStateException where units are missing
   */
  public ImageResult result(LossFormula formula) {
    if (firstPixel != 0 || state.pixels() != shape.pixelCount()) {
      throw new IllegalStateException(
          "units of "
              + image.imageId()
              + ": expected pixels 0 to "
              + shape.pixelCount()
              + ", got "
              + firstPixel
              + " to "
              + (firstPixel + state.pixels()));
    }
    return new ImageResult(
        state.sums(formula),
        new ImageProvenance(
            image,
            shape.spatial(),
            type.label(),
            kernel,
            truth.value(),
            prediction.value(),
            likeProbabilities,
            check == null ? null : check.finish(formula)));
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    new ImageRefCodec().write(image, out);
    out.writeNumber(shape.classes());
    out.writeNumbers(Arrays.stream(shape.spatial()).asLongStream().toArray());
    out.writeText(type.name());
    out.writeText(kernel);
    out.writeNumber(truthPlanes);
    out.writeNumber(firstPixel);
    out.writeBytes(state.toBytes());
    write(truth, out);
    write(prediction, out);
    out.writeFlag(likeProbabilities);
    out.writeFlag(check != null);
    if (check != null) {
      check.write(out);
    }
    return out.toBytes();
  }

  private static void write(Fingerprint fingerprint, ByteWriter out) {
    for (int lane : fingerprint.toArray()) {
      out.writeInt(lane);
    }
  }

  /**
   * Reads the versioned bytes.
   *
   * @param settings those of the kernel
   * @throws IllegalArgumentException where the bytes are of another version or of other settings,
   *     or damaged
   */
  public static UnitState fromBytes(KernelSettings settings, byte[] bytes) {
    ByteReader in = new ByteReader("a unit of an image", VERSION, bytes);
    ImageRef image = new ImageRefCodec().read(in);
    int classes = in.readIndex("classes", Integer.MAX_VALUE);
    long[] spatial = in.readNumbers("spatial");
    UnitState read =
        new UnitState(
            image,
            new ScoreShape(classes, Arrays.stream(spatial).mapToInt(Math::toIntExact).toArray()),
            ElementType.valueOf(in.readText("element type")),
            in.readText("kernel"),
            in.readIndex("planes of the mask", Integer.MAX_VALUE),
            in.readNumber("first pixel"),
            ImageState.fromBytes(settings, in.readBytes("state")),
            read(Fingerprint.ofValues(), in),
            read(Fingerprint.ofScores(), in),
            in.readFlag("whether like probabilities"),
            in.readFlag("whether checked")
                ? BandState.read(settings.gammaCount(), settings.classes(), in)
                : null);
    in.end();
    return read;
  }

  private static Fingerprint read(Fingerprint empty, ByteReader in) {
    int[] lanes = empty.toArray();
    for (int lane = 0; lane < lanes.length; lane++) {
      lanes[lane] = in.readInt("fingerprint");
    }
    empty.append(lanes, new long[lanes.length]);
    return empty;
  }
}
