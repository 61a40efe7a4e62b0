package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.codec.ByteReader;
import io.github.focalaudit.codec.ByteWriter;
import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.sum.ExactSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mergeable statistics of valid pixels: mean probability of the given label by class, reliability
 * bins, Brier score, and a histogram of the loss of pixels. Sums are exact and counts are integers,
 * so that the order of pixels and merges does not matter. Not thread-safe.
 *
 * <p>A pixel with one label is one observation: the bin is that of its top probability, and it is
 * right where the prediction is the label. A multi-label pixel is one observation for each valid
 * class: the bin is that of the probability of the class, and it is right where the class is true.
 */
public final class PixelStatistics {
  /** Reliability bins of equal width. */
  public static final int BINS = 15;

  private static final int VERSION = 2;

  private final boolean byElement;
  private final long[] labelled;
  private final ExactSum[] selfConfidence;
  private final long[] binPixels = new long[BINS];
  private final long[] binCorrect = new long[BINS];
  private final ExactSum[] binConfidence = sums(BINS);
  private final ExactSum brier = new ExactSum();
  private final LossHistogram losses = new LossHistogram();

  /**
   * Statistics of no pixel.
   *
   * @param byElement whether pixels have a truth for each class instead of one label
   */
  public PixelStatistics(int classes, boolean byElement) {
    this.byElement = byElement;
    labelled = new long[classes];
    selfConfidence = sums(classes);
  }

  private static ExactSum[] sums(int count) {
    return Stream.generate(ExactSum::new).limit(count).toArray(ExactSum[]::new);
  }

  /** Adds a pixel; an ignored one changes nothing. */
  public void add(PixelView pixel) {
    if (!pixel.valid()) {
      return;
    }
    if (!byElement) {
      int prediction = pixel.prediction();
      observe(pixel.p(prediction), prediction == pixel.label());
    }
    double squares = 0;
    for (int c = 0; c < labelled.length; c++) {
      if (pixel.valid(c)) {
        squares += element(pixel, c);
      }
    }
    brier.add(squares);
    losses.add(pixel.loss());
  }

  /** Adds a valid class of a pixel; the square of its error. */
  private double element(PixelView pixel, int c) {
    double p = pixel.p(c);
    boolean positive = pixel.positive(c);
    if (positive) {
      labelled[c]++;
      selfConfidence[c].add(p);
    }
    if (byElement) {
      observe(p, positive);
    }
    double error = p - (positive ? 1 : 0);
    return error * error;
  }

  private void observe(double confidence, boolean correct) {
    int bin = Math.min(BINS - 1, (int) (confidence * BINS));
    binPixels[bin]++;
    binCorrect[bin] += correct ? 1 : 0;
    binConfidence[bin].add(confidence);
  }

  /** Forgets every pixel. */
  void reset() {
    Arrays.fill(labelled, 0);
    Arrays.fill(binPixels, 0);
    Arrays.fill(binCorrect, 0);
    Stream.of(selfConfidence, binConfidence).flatMap(Arrays::stream).forEach(ExactSum::reset);
    brier.reset();
    losses.reset();
  }

  /** Adds the pixels of other statistics of as many classes. */
  public void merge(PixelStatistics other) {
    for (int c = 0; c < labelled.length; c++) {
      labelled[c] += other.labelled[c];
      selfConfidence[c].merge(other.selfConfidence[c]);
    }
    for (int b = 0; b < BINS; b++) {
      binPixels[b] += other.binPixels[b];
      binCorrect[b] += other.binCorrect[b];
      binConfidence[b].merge(other.binConfidence[b]);
    }
    brier.merge(other.brier);
    losses.merge(other.losses);
  }

  /** Whether the classes of pixels were observed one by one. */
  public boolean byElement() {
    return byElement;
  }

  /** Number of observations: of pixels, or of elements of multi-label pixels. */
  public long observations() {
    return Arrays.stream(binPixels).sum();
  }

  /**
   * By class, the mean probability of the label over pixels with that label: the threshold from
   * which a pixel counts as confidently of the class (Northcutt et al. 2021, <a
   * href="https://doi.org/10.1613/jair.1.12125">doi:10.1613/jair.1.12125</a>). NaN for a class
   * without pixels.
   */
  public double[] thresholds() {
    double[] thresholds = new double[labelled.length];
    for (int c = 0; c < thresholds.length; c++) {
      thresholds[c] = labelled[c] == 0 ? Double.NaN : selfConfidence[c].value() / labelled[c];
    }
    return thresholds;
  }

  /**
   * A reliability bin.
   *
   * @param from lower end of the probability, included
   * @param to upper end, excluded but for the last
   * @param pixels how many observations
   * @param confidence their mean probability; null without any
   * @param accuracy the part of them that is right; null without any
   */
  public record Bin(
      double from,
      double to,
      long pixels,
      @Nullable Double confidence,
      @Nullable Double accuracy) {}

  /** The reliability bins. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int b = 0; b < BINS; b++) {
      boolean empty = binPixels[b] == 0;
      bins.add(
          new Bin(
              (double) b / BINS,
              (b + 1d) / BINS,
              binPixels[b],
              empty ? null : binConfidence[b].value() / binPixels[b],
              empty ? null : (double) binCorrect[b] / binPixels[b]));
    }
    return bins;
  }

  /**
   * Mean distance of confidence and accuracy over the bins, weighted by observations (Guo et al.
   * 2017, <a href="https://arxiv.org/abs/1706.04599">arXiv:1706.04599</a>); null without any.
   */
  public @Nullable Double expectedCalibrationError() {
    long observations = observations();
    double error = 0;
    for (int b = 0; b < BINS; b++) {
      error += Math.abs(binConfidence[b].value() - binCorrect[b]);
    }
    return observations == 0 ? null : error / observations;
  }

  /**
   * Mean over the observations of squared errors, those of a labelled pixel added over its classes:
   * in [0, 2] with labels, in [0, 1] for multi-label pixels; null without any.
   */
  public @Nullable Double brier() {
    long observations = observations();
    return observations == 0 ? null : brier.value() / observations;
  }

  /** The losses of the pixels. */
  public LossHistogram losses() {
    return losses;
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteWriter out = new ByteWriter(VERSION);
    out.writeFlag(byElement);
    out.writeNumber(labelled.length);
    for (int c = 0; c < labelled.length; c++) {
      out.writeNumber(labelled[c]);
      selfConfidence[c].write(out);
    }
    for (int b = 0; b < BINS; b++) {
      out.writeNumber(binPixels[b]);
      out.writeNumber(binCorrect[b]);
      binConfidence[b].write(out);
    }
    brier.write(out);
    losses.write(out);
    return out.toBytes();
  }

  /**
   * Reads the versioned bytes.
   *
   * @throws IllegalArgumentException where they are not of a known version, or damaged
   */
  public static PixelStatistics fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader("pixel statistics", VERSION, bytes);
    boolean byElement = in.readFlag("whether by element");
    PixelStatistics read = new PixelStatistics(in.readCount("classes", 2), byElement);
    for (int c = 0; c < read.labelled.length; c++) {
      read.labelled[c] = in.readNumber("pixels of a label");
      read.selfConfidence[c].merge(ExactSum.read(in));
    }
    for (int b = 0; b < BINS; b++) {
      read.binPixels[b] = in.readNumber("observations of a bin");
      read.binCorrect[b] = in.readNumber("correct ones of a bin");
      read.binConfidence[b].merge(ExactSum.read(in));
    }
    read.brier.merge(ExactSum.read(in));
    read.losses.merge(LossHistogram.read(in));
    in.end();
    return read;
  }
}
