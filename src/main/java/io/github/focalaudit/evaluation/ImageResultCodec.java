package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.ImageRefCodec;
import io.github.focalaudit.evaluation.ImageResult.Confusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The versioned bytes of an {@link ImageResult}. Stateless. */
public final class ImageResultCodec {
  private static final int VERSION = 2;

  private ImageResultCodec() {}

  /** Writes a result. */
  public static void write(ImageResult result, ByteWriter out) {
    out.writeByte(VERSION);
    new ImageRefCodec().write(result.image(), out);
    out.writeNumbers(Arrays.stream(result.spatial()).asLongStream().toArray());
    out.writeText(result.elementType());
    out.writeText(result.kernel());
    out.writeNumber(result.counts().classes());
    result.counts().write(out);
    out.writeNumber(result.ignoredPixels());
    out.writeNumber(result.confusions().size());
    for (Confusion confusion : result.confusions()) {
      out.writeNumber(confusion.truth());
      out.writeNumber(confusion.prediction());
      out.writeNumber(confusion.pixels());
    }
    out.writeDoubles(result.lossSums());
    for (int g = 0; g < result.lossSums().length; g++) {
      out.writeDoubles(result.positive()[g]);
      out.writeDoubles(result.negative()[g]);
    }
    out.writeDouble(result.crossEntropySum());
    out.writeNullable(result.labelQuality());
    out.writeLong(result.truthFingerprint());
    out.writeLong(result.predictionFingerprint());
    out.writeFlag(result.looksLikeProbabilities());
    BandCheck check = result.check();
    out.writeFlag(check != null);
    if (check != null) {
      out.writeDouble(check.maxRelativeDifference());
      out.writeDouble(check.baseLoss());
      out.writeDouble(check.perturbedLoss());
    }
  }

  /**
   * Reads a result.
   *
   * @throws IllegalArgumentException where the bytes are of another version, or damaged
   */
  public static ImageResult read(ByteReader in) {
    in.readVersion("an image result", VERSION);
    ImageRef image = new ImageRefCodec().read(in);
    int[] spatial = Arrays.stream(in.readNumbers("spatial")).mapToInt(Math::toIntExact).toArray();
    String elementType = in.readText("element type");
    String kernel = in.readText("kernel");
    int classes = in.readCount("classes", 1);
    ClassCounts counts = ClassCounts.read(classes, in);
    long ignoredPixels = in.readNumber("ignored pixels");
    int confusionCount = in.readCount("confusions", 3);
    List<Confusion> confusions = new ArrayList<>(confusionCount);
    for (int i = 0; i < confusionCount; i++) {
      confusions.add(
          new Confusion(
              in.readIndex("truth", classes),
              in.readIndex("prediction", classes),
              in.readNumber("pixels of a confusion")));
    }
    double[] lossSums = in.readDoubles("loss sums");
    double[][] positive = new double[lossSums.length][];
    double[][] negative = new double[lossSums.length][];
    for (int g = 0; g < lossSums.length; g++) {
      positive[g] = in.readDoubles("positive sums", classes);
      negative[g] = in.readDoubles("negative sums", classes);
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
        in.readDouble("cross-entropy sum"),
        lossSums,
        in.readNullable("label quality"),
        in.readLong("truth fingerprint"),
        in.readLong("prediction fingerprint"),
        in.readFlag("whether like probabilities"),
        in.readFlag("whether checked") ? readCheck(in) : null);
  }

  private static BandCheck readCheck(ByteReader in) {
    return new BandCheck(
        in.readDouble("difference of kernels"),
        in.readDouble("loss of a band"),
        in.readDouble("perturbed loss of a band"));
  }
}
