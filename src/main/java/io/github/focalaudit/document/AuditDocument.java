package io.github.focalaudit.document;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.github.focalaudit.evaluation.audit.ImageIssues;
import io.github.focalaudit.evaluation.audit.LossHistogram;
import io.github.focalaudit.evaluation.audit.PixelStatistics;
import io.github.focalaudit.evaluation.audit.ProblemSlice;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code audit.json}: what an audit found, beyond the numbers of the summary. A part that was not
 * asked for is null, and not written.
 *
 * @param notes what was left out, in words
 * @param distribution how the loss spreads over images; null without an image with valid pixels
 * @param concentration the shares of the loss that the worst images and pixels carry
 * @param worstImages by loss mean, highest first
 * @param slices by column, then by share of the loss
 * @param slicesLeftOut slices beyond the limit
 * @param labelIssues suspected labels
 * @param problemSlices groups of images with more than their share of the loss
 * @param calibration whether probabilities mean what they say
 * @param quarantine the first refused inputs, by reason and path
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AuditDocument(
    List<String> notes,
    @Nullable Distribution distribution,
    @JsonProperty(required = true) Concentration concentration,
    List<WorstImage> worstImages,
    List<Slice> slices,
    long slicesLeftOut,
    @Nullable LabelIssues labelIssues,
    @Nullable ProblemSlices problemSlices,
    @Nullable Calibration calibration,
    List<Refused> quarantine) {
  /** How it is written and read. */
  public static final DocumentFormat<AuditDocument> FORMAT =
      new DocumentFormat<>(AuditDocument.class, "audit", 1);

  /** The loss means of images with valid pixels. */
  public record Distribution(long images, List<Quantile> quantiles, List<HistogramBin> histogram) {}

  /** At least this fraction of the images has at most this value; interpolated between images. */
  public record Quantile(double fraction, double value) {}

  /** Images with a loss mean in a range; the upper end is included in the last bin only. */
  public record HistogramBin(double from, double to, long images) {}

  /** Shares of the loss; pixels only where pixels were looked at. */
  public record Concentration(List<ImageShare> images, List<LossHistogram.Share> pixels) {}

  /** The share of the loss sum that so many images with the highest loss sums carry. */
  public record ImageShare(double fraction, long count, double lossShare) {}

  /** Valid pixels of one label with one prediction. */
  public record Confusion(int truth, int prediction, long pixels) {}

  /** An image with a high loss; the picture is a file name below {@code pictures/}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record WorstImage(
      String imageId,
      double lossMean,
      double lossShare,
      long validPixels,
      @Nullable Double labelQuality,
      @Nullable Confusion confusion,
      @Nullable String picture,
      @Nullable String panels) {

    /** The same with its picture. */
    public WorstImage withPicture(String file, String shown) {
      return new WorstImage(
          imageId, lossMean, lossShare, validPixels, labelQuality, confusion, file, shown);
    }
  }

  /** The images of one value of a column; accuracy is null without label masks. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Slice(
      String column,
      @Nullable String value,
      long images,
      long validPixels,
      @Nullable Double lossMean,
      double lossShare,
      @Nullable Double accuracy) {}

  /**
   * Suspected labels of the dataset.
   *
   * @param thresholds by class; null for a class without pixels
   * @param images by score, highest first
   * @param components by score, highest first
   * @param pairs by pixels, most first
   */
  public record LabelIssues(
      long validPixels,
      long suspectPixels,
      double suspectFraction,
      List<@Nullable Double> thresholds,
      List<SuspectImage> images,
      List<SuspectRow> components,
      List<ImageIssues.Pair> pairs) {}

  /** An image with suspected labels. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record SuspectImage(
      String imageId,
      double score,
      long suspectPixels,
      double suspectFraction,
      long components,
      @Nullable String picture,
      @Nullable String panels) {

    /** The same with its picture. */
    public SuspectImage withPicture(String file, String shown) {
      return new SuspectImage(
          imageId, score, suspectPixels, suspectFraction, components, file, shown);
    }
  }

  /** A suspected component; the box is top, left, bottom, right, all included. */
  public record SuspectRow(
      String imageId,
      int given,
      int suggested,
      double score,
      long area,
      double probability,
      int plane,
      List<Integer> box) {}

  /**
   * Groups of images that were found.
   *
   * @param tried combinations that were scored
   * @param minimumImages least images of a combination
   * @param confidence level of the intervals
   */
  public record ProblemSlices(
      long tried, long minimumImages, double confidence, List<ProblemSlice> slices) {}

  /**
   * Calibration, see {@link PixelStatistics}.
   *
   * @param byElement whether the classes of multi-label pixels were observed one by one
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Calibration(
      @Nullable Double expectedCalibrationError,
      @Nullable Double brier,
      boolean byElement,
      List<PixelStatistics.Bin> bins) {}

  /** A refused input. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Refused(
      String code, @Nullable String imageId, @Nullable String path, String detail) {}
}
