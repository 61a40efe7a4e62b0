package io.github.focalaudit.spark;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelOptions;
import io.github.focalaudit.dataset.LabelReader;
import io.github.focalaudit.dataset.ScoreReader;
import io.github.focalaudit.dataset.ScratchBuffers;
import io.github.focalaudit.storage.RangeReader;
import io.github.focalaudit.storage.ReadPolicy;
import java.io.IOException;

/** Opens scores and mask of images, one after another, as a run reads them. Used by one thread. */
final class ImageOpener {
  private final Files files;
  private final ScoringSpec spec;
  private final ScratchBuffers scratch;

  /** Where files come from. */
  @FunctionalInterface
  interface Files {
    /**
     * @param byteLength negative where it is not known
     */
    RangeReader open(String path, long byteLength, ReadPolicy policy) throws IOException;
  }

  /** What is done with an open image. */
  @FunctionalInterface
  interface Use<T> {
    /**
     * @param elements whether the mask holds 0 and 1 for each class
     */
    T apply(ScoreReader scores, LabelReader labels, boolean elements) throws IOException;
  }

  ImageOpener(Files files, ScoringSpec spec, ScratchBuffers scratch) {
    this.files = files;
    this.spec = spec;
    this.scratch = scratch;
  }

  /**
   * Opens an image, uses it and closes it.
   *
   * @throws io.github.focalaudit.dataset.BadInputException where a file is at fault
   * @throws IOException where the store fails
   */
  <T> T open(ImageRef image, Use<T> use) throws IOException {
    String path = image.predictionPath();
    long length = fileLength(image, image.predictionBytes());
    long labelLength = fileLength(image, image.truthBytes());
    try (RangeReader scoreFile = files.open(path, length, ScoreReader.readPolicy(path, length));
        ScoreReader scores =
            ScoreReader.open(scoreFile, spec.scores().withBatchIndex(image.batchIndex()), scratch);
        RangeReader labelFile = files.open(image.truthPath(), labelLength, ReadPolicy.WHOLE_FILE)) {
      LabelOptions options =
          spec.labels()
              .withBatchIndex(image.batchIndex())
              .withSpatialDimensions(scores.shape().spatial().length);
      boolean elements = spec.hasElements(labelFile, options);
      try (LabelReader labels =
          LabelReader.open(
              labelFile, elements ? options.withMultiLabel(spec.classes()) : options, scratch)) {
        return use.apply(scores, labels, elements);
      }
    }
  }

  /** The listing's length of a file; unknown for the image of a batch, which has a share of it. */
  private static long fileLength(ImageRef image, long bytes) {
    return image.batchIndex() == ImageRef.NO_BATCH ? bytes : -1;
  }
}
