package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.evaluation.ImageResult.Confusion;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The versioned bytes of an {@link ImageResult}. Stateless. */
public final class ImageResultCodec {
  private static final byte VERSION = 1;

  private ImageResultCodec() {}

  /** Writes a result. */
  public static void write(ImageResult result, DataOutput out) throws IOException {
    out.writeByte(VERSION);
    writeImage(result.image(), out);
    out.writeInt(result.spatial().length);
    for (int size : result.spatial()) {
      out.writeInt(size);
    }
    out.writeUTF(result.elementType());
    out.writeUTF(result.kernel());
    out.writeInt(result.counts().classes());
    out.writeInt(result.lossSums().length);
    result.counts().write(out);
    out.writeLong(result.ignoredPixels());
    out.writeInt(result.confusions().size());
    for (Confusion confusion : result.confusions()) {
      out.writeInt(confusion.truth());
      out.writeInt(confusion.prediction());
      out.writeLong(confusion.pixels());
    }
    for (int g = 0; g < result.lossSums().length; g++) {
      writeDoubles(result.positive()[g], out);
      writeDoubles(result.negative()[g], out);
    }
    out.writeDouble(result.crossEntropySum());
    writeDoubles(result.lossSums(), out);
    writeNullable(result.labelQuality(), out);
    out.writeLong(result.truthFingerprint());
    out.writeLong(result.predictionFingerprint());
    out.writeBoolean(result.looksLikeProbabilities());
    BandCheck check = result.check();
    out.writeBoolean(check != null);
    if (check != null) {
      out.writeDouble(check.maxRelativeDifference());
      out.writeDouble(check.baseLoss());
      out.writeDouble(check.perturbedLoss());
    }
  }

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException where the bytes are of another version
   */
  public static ImageResult read(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "bytes of an image result: version: expected " + VERSION + ", got " + version);
    }
    ImageRef image = readImage(in);
    int[] spatial = new int[in.readInt()];
    for (int i = 0; i < spatial.length; i++) {
      spatial[i] = in.readInt();
    }
    String elementType = in.readUTF();
    String kernel = in.readUTF();
    int classes = in.readInt();
    int gammas = in.readInt();
    ClassCounts counts = ClassCounts.read(classes, in);
    long ignoredPixels = in.readLong();
    int confusionCount = in.readInt();
    List<Confusion> confusions = new ArrayList<>(confusionCount);
    for (int i = 0; i < confusionCount; i++) {
      confusions.add(new Confusion(in.readInt(), in.readInt(), in.readLong()));
    }
    double[][] positive = new double[gammas][];
    double[][] negative = new double[gammas][];
    for (int g = 0; g < gammas; g++) {
      positive[g] = readDoubles(classes, in);
      negative[g] = readDoubles(classes, in);
    }
    return new ImageResult(
        image,
        spatial,
        elementType,
        kernel,
        counts,
        ignoredPixels,
        confusions,
        positive,
        negative,
        in.readDouble(),
        readDoubles(gammas, in),
        readNullable(in),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean() ? new BandCheck(in.readDouble(), in.readDouble(), in.readDouble()) : null);
  }

  private static void writeImage(ImageRef image, DataOutput out) throws IOException {
    writeText(image.imageId(), out);
    writeText(image.predictionPath(), out);
    writeText(image.truthPath(), out);
    out.writeLong(image.predictionBytes());
    out.writeLong(image.truthBytes());
    out.writeInt(image.batchIndex());
    out.writeInt(image.columns().size());
    for (Map.Entry<String, @Nullable String> column : image.columns().entrySet()) {
      writeText(column.getKey(), out);
      String value = column.getValue();
      out.writeBoolean(value != null);
      if (value != null) {
        writeText(value, out);
      }
    }
  }

  private static ImageRef readImage(DataInput in) throws IOException {
    String imageId = readText(in);
    String predictionPath = readText(in);
    String truthPath = readText(in);
    long predictionBytes = in.readLong();
    long truthBytes = in.readLong();
    int batchIndex = in.readInt();
    int size = in.readInt();
    SortedMap<String, @Nullable String> columns = new TreeMap<>();
    for (int i = 0; i < size; i++) {
      String name = readText(in);
      columns.put(name, in.readBoolean() ? readText(in) : null);
    }
    return new ImageRef(
        imageId, predictionPath, truthPath, predictionBytes, truthBytes, batchIndex, columns);
  }

  /** UTF-8 with its length: writeUTF ends at 65,535 bytes. */
  private static void writeText(String text, DataOutput out) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String readText(DataInput in) throws IOException {
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeDoubles(double[] values, DataOutput out) throws IOException {
    for (double value : values) {
      out.writeDouble(value);
    }
  }

  private static double[] readDoubles(int count, DataInput in) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static void writeNullable(@Nullable Double value, DataOutput out) throws IOException {
    out.writeBoolean(value != null);
    out.writeDouble(value != null ? value : 0);
  }

  private static @Nullable Double readNullable(DataInput in) throws IOException {
    boolean present = in.readBoolean();
    double value = in.readDouble();
    return present ? value : null;
  }
}
