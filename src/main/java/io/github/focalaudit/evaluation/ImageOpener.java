package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.format.Formats;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.LabelOptions;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreOptions;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.format.ScratchBuffers;
import io.github.focalaudit.kernel.TargetKind;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import java.io.IOException;

/** Opens scores and mask of images, one after another, as a run reads them. Used by one thread. */
public final class ImageOpener {
  private final Files files;
  private final ScoreOptions scoreOptions;
  private final LabelOptions labelOptions;
  private final TargetKind targets;
  private final int classes;
  private final ScratchBuffers scratch;

  /** Where files come from. */
  @FunctionalInterface
  public interface Files {
    /**
     * @param byteLength negative where it is not known
     */
    RangeReader open(String path, long byteLength, ReadPolicy policy) throws IOException;
  }

  /** What is done with an open image. */
  @FunctionalInterface
  public interface Use<T> {
    /**
     * @param elements whether the mask holds 0 and 1 for each class
     */
    T apply(ScoreReader scores, LabelReader labels, boolean elements) throws IOException;
  }

  /**
   * @param files where files come from
   * @param scoreOptions how score files are read, without a batch index
   * @param labelOptions how masks are read, without a batch index
   * @param targets what the preset compares
   * @param classes number of classes
   * @param scratch buffers of the thread
   */
  public ImageOpener(
      Files files,
      ScoreOptions scoreOptions,
      LabelOptions labelOptions,
      TargetKind targets,
      int classes,
      ScratchBuffers scratch) {
    this.files = files;
    this.scoreOptions = scoreOptions;
    this.labelOptions = labelOptions;
    this.targets = targets;
    this.classes = classes;
    this.scratch = scratch;
  }

  /**
   * Opens an image, uses it and closes it. The shapes in the headers are compared before the mask
   * is read, so that a huge mask beside a small image costs nothing.
   *
   * @throws io.github.focalaudit.format.BadInputException where a file is at fault
   * @throws IOException where the store fails
   */
  public <T> T open(ImageRef image, Use<T> use) throws IOException {
    return open(image, ReadPolicy.WHOLE_FILE, use);
  }

  /** The same for a part of an image: the mask is read from some position onwards. */
  public <T> T openUnit(ImageRef image, Use<T> use) throws IOException {
    return open(image, ReadPolicy.SEQUENTIAL, use);
  }

  private <T> T open(ImageRef image, ReadPolicy maskPolicy, Use<T> use) throws IOException {
    String path = image.predictionPath();
    long length = image.predictionLength();
    long labelLength = image.truthLength();
    try (RangeReader scoreFile =
            files.open(path, length, Formats.standard().readPolicy(path, length));
        ScoreReader scores =
            ScoreReader.open(
                scoreFile,
                scoreOptions.withBatchIndex(image.batchIndex()),
                scratch,
                shape -> ImageFaults.checkClasses(image, classes, shape));
        RangeReader labelFile = files.open(image.truthPath(), labelLength, maskPolicy)) {
      LabelOptions options =
          labelOptions
              .withBatchIndex(image.batchIndex())
              .withScores(scores.shape(), scores.images());
      boolean elements = MultiLabelMasks.matches(labelFile, options, targets, classes);
      try (LabelReader labels =
          LabelReader.open(
              labelFile,
              elements ? options.withMultiLabel(classes) : options,
              scratch,
              shape -> ImageFaults.checkSizes(image, scores.shape(), shape))) {
        return use.apply(scores, labels, elements);
      }
    }
  }

  /**
   * What the headers of an image say of splitting it.
   *
   * @param pixels how many it has
   * @param ranged whether parts of its scores can be read without the rest
   * @param maskBytes bytes of the mask's elements where it has to be read from its start, else 0
   */
  public record Extent(long pixels, boolean ranged, long maskBytes) {}

  /**
   * Reads the headers of an image.
   *
   * @throws io.github.focalaudit.format.BadInputException where a header is at fault
   * @throws IOException where the store fails
   */
  public Extent extent(ImageRef image) throws IOException {
    ImageHeader scores;
    try (RangeReader file =
        files.open(image.predictionPath(), image.predictionLength(), ReadPolicy.RANDOM)) {
      scores = ScoreReader.readHeader(file, scoreOptions.withBatchIndex(image.batchIndex()));
    }
    try (RangeReader file = files.open(image.truthPath(), image.truthLength(), ReadPolicy.RANDOM)) {
      LabelOptions options =
          labelOptions
              .withBatchIndex(image.batchIndex())
              .withScores(scores.shape(), scores.batchCount());
      boolean elements = MultiLabelMasks.matches(file, options, targets, classes);
      ImageHeader mask =
          LabelReader.readHeader(file, elements ? options.withMultiLabel(classes) : options);
      return new Extent(
          scores.shape().pixelCount(), scores.ranged(), mask.ranged() ? 0 : mask.imageBytes());
    }
  }
}
