package io.github.focalaudit.evaluation.audit;

import io.github.focalaudit.evaluation.PixelView;
import io.github.focalaudit.sum.ExactSum;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mergeable statistics of valid pixels: mean probability of the given label by class, reliability
 * bins, Brier score, and a histogram of the loss of pixels. Sums are exact and counts are integers,
 * so that the order of pixels and merges does not matter. Not thread-safe.
 */
public final class PixelStatistics {
  /** Reliability bins of equal width. */
  public static final int BINS = 15;

  private static final int VERSION = 1;

  private final long[] labelled;
  private final ExactSum[] selfConfidence;
  private final long[] binPixels = new long[BINS];
  private final long[] binCorrect = new long[BINS];
  private final ExactSum[] binConfidence = sums(BINS);
  private final ExactSum brier = new ExactSum();
  private final LossHistogram losses = new LossHistogram();

  /** Statistics of no pixel. */
  public PixelStatistics(int classes) {
    labelled = new long[classes];
    selfConfidence = sums(classes);
  }

  private static ExactSum[] sums(int count) {
    return Stream.generate(ExactSum::new).limit(count).toArray(ExactSum[]::new);
  }

  /**
   * Adds a valid pixel.
   *
   * @param label class of the label
   * @param pixel its probabilities
   */
  public void add(int label, PixelView pixel) {
    labelled[label]++;
    selfConfidence[label].add(pixel.p(label));
    int prediction = pixel.prediction();
    double top = pixel.p(prediction);
    int bin = Math.min(BINS - 1, (int) (top * BINS));
    binPixels[bin]++;
    binCorrect[bin] += prediction == label ? 1 : 0;
    binConfidence[bin].add(top);
    double squares = 0;
    for (int c = 0; c < pixel.classes(); c++) {
      double error = pixel.p(c) - (c == label ? 1 : 0);
      squares += error * error;
    }
    brier.add(squares);
    losses.add(pixel.loss(label));
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

  /** Number of pixels. */
  public long pixels() {
    return Arrays.stream(labelled).sum();
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
   * @param from lower end of the top probability, included
   * @param to upper end, excluded but for the last
   * @param pixels how many
   * @param confidence their mean top probability; null without pixels
   * @param accuracy how many of them are predicted as labelled; null without pixels
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
   * Mean distance of confidence and accuracy over the bins, weighted by pixels (Guo et al. 2017, <a
   * href="https://arxiv.org/abs/1706.04599">arXiv:1706.04599</a>); null without pixels.
   */
  public @Nullable Double expectedCalibrationError() {
    long pixels = pixels();
    double error = 0;
    for (int b = 0; b < BINS; b++) {
      error += Math.abs(binConfidence[b].value() - binCorrect[b]);
    }
    return pixels == 0 ? null : error / pixels;
  }

  /** Mean over pixels of the sum over classes of squared errors, in [0, 2]; null without pixels. */
  public @Nullable Double brier() {
    long pixels = pixels();
    return pixels == 0 ? null : brier.value() / pixels;
  }

  /** The losses of the pixels. */
  public LossHistogram losses() {
    return losses;
  }

  /** The versioned bytes. */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(VERSION);
      out.writeInt(labelled.length);
      for (int c = 0; c < labelled.length; c++) {
        out.writeLong(labelled[c]);
        selfConfidence[c].write(out);
      }
      for (int b = 0; b < BINS; b++) {
        out.writeLong(binPixels[b]);
        out.writeLong(binCorrect[b]);
        binConfidence[b].write(out);
      }
      brier.write(out);
      losses.write(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads the versioned bytes.
   *
   * @throws IllegalArgumentException where they are not of a known version, or damaged
   */
  public static PixelStatistics fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int version = in.readByte();
      if (version != VERSION) {
        throw new IllegalArgumentException(
            "pixel statistics: expected version " + VERSION + ", got " + version);
      }
      PixelStatistics read = new PixelStatistics(in.readInt());
      for (int c = 0; c < read.labelled.length; c++) {
        read.labelled[c] = in.readLong();
        read.selfConfidence[c].merge(ExactSum.read(in));
      }
      for (int b = 0; b < BINS; b++) {
        read.binPixels[b] = in.readLong();
        read.binCorrect[b] = in.readLong();
        read.binConfidence[b].merge(ExactSum.read(in));
      }
      read.brier.merge(ExactSum.read(in));
      read.losses.merge(LossHistogram.read(in));
      return read;
    } catch (IOException e) {
      throw new IllegalArgumentException("pixel statistics: damaged bytes", e);
    }
  }
}
