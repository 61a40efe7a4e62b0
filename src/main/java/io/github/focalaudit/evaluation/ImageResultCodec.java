package io.github.focalaudit.evaluation;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.dataset.ImageRefCodec;
import io.github.focalaudit.evaluation.ImageSums.Confusion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The versioned bytes of an {@link ImageResult}. Stateless. */
public final class ImageResultCodec {
  private static final int VERSION = 3;

  private ImageResultCodec() {}

  /** Writes a result. */
  public static void write(ImageResult result, ByteWriter out) {
    out.writeByte(VERSION);
    write(result.sums(), out);
    write(result.provenance(), out);
  }

  private static void write(ImageSums sums, ByteWriter out) {
    out.writeNumber(sums.counts().classes());
    sums.counts().write(out);
    boolean weighted = !sums.weight().isOf(sums.counts());
    out.writeFlag(weighted);
    if (weighted) {
      out.writeDouble(sums.weight().pixels());
      out.writeDoubles(sums.weight().positives());
      out.writeDoubles(sums.weight().negatives());
    }
    out.writeNumber(sums.ignoredPixels());
    out.writeNumber(sums.confusions().size());
    for (Confusion confusion : sums.confusions()) {
      out.writeNumber(confusion.truth());
      out.writeNumber(confusion.prediction());
      out.writeNumber(confusion.pixels());
    }
    out.writeDoubles(sums.lossSums());
    for (int g = 0; g < sums.lossSums().length; g++) {
      out.writeDoubles(sums.positive()[g]);
      out.writeDoubles(sums.negative()[g]);
    }
    out.writeDouble(sums.crossEntropySum());
    out.writeDouble(sums.denominator());
    out.writeNullable(sums.labelQuality());
  }

  private static void write(ImageProvenance provenance, ByteWriter out) {
    new ImageRefCodec().write(provenance.image(), out);
    out.writeNumbers(Arrays.stream(provenance.spatial()).asLongStream().toArray());
    out.writeText(provenance.elementType());
    out.writeText(provenance.kernel());
    out.writeLong(provenance.truthFingerprint());
    out.writeLong(provenance.predictionFingerprint());
    out.writeFlag(provenance.looksLikeProbabilities());
    BandCheck check = provenance.check();
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
    return new ImageResult(readSums(in), readProvenance(in));
  }

  private static ImageSums readSums(ByteReader in) {
    int classes = in.readCount("classes", 1);
    ClassCounts counts = ClassCounts.read(classes, in);
    ImageWeight weight =
        in.readFlag("whether weighted")
            ? new ImageWeight(
                in.readDouble("weight of pixels"),
                in.readDoubles("weights of positives", classes),
                in.readDoubles("weights of negatives", classes))
            : ImageWeight.ofCounts(counts);
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
    return new ImageSums(
        counts,
        weight,
        ignoredPixels,
        confusions,
        positive,
        negative,
        in.readDouble("cross-entropy sum"),
        lossSums,
        in.readDouble("denominator"),
        in.readNullable("label quality"));
  }

  private static ImageProvenance readProvenance(ByteReader in) {
    return new ImageProvenance(
        new ImageRefCodec().read(in),
        Arrays.stream(in.readNumbers("spatial")).mapToInt(Math::toIntExact).toArray(),
        in.readText("element type"),
        in.readText("kernel"),
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
