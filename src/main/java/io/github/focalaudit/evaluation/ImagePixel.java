package io.github.focalaudit.evaluation;

import io.github.focalaudit.dataset.ImageRef;
import io.github.focalaudit.dataset.LabelEncoder;
import io.github.focalaudit.format.LabelReader;
import io.github.focalaudit.format.ScoreReader;
import io.github.focalaudit.kernel.KernelKind;
import io.github.focalaudit.kernel.KernelSettings;
import io.github.focalaudit.kernel.Tile;
import java.io.IOException;
import java.util.Arrays;

/**
 * One pixel of an image explained, beside the numbers of the whole image as the images table has
 * them.
 *
 * @param position the place of the pixel in words
 * @param maskValues what the mask says there, before any label map; one value, or one a class
 * @param explanation the terms of the pixel
 * @param image the image scored
 * @param settings what the loss is
 */
public record ImagePixel(
    String position,
    int[] maskValues,
    PixelExplanation explanation,
    ImageResult image,
    LossSettings settings) {

  /**
   * Scores an image, and explains one of its pixels.
   *
   * @param image names the files
   * @param scores open scores of the image
   * @param labels its open mask
   * @param encoder mask values to targets
   * @param pixel the pixel, counted row by row, inside the image
   * @throws io.github.focalaudit.format.BadInputException where the files are at fault
   * @throws IOException where the store fails
   */
  public static ImagePixel read(
      LossSettings settings,
      ImageRef image,
      ScoreReader scores,
      LabelReader labels,
      LabelEncoder encoder,
      long pixel)
      throws IOException {
    int classes = scores.shape().classes();
    ImageScorer scorer = new ImageScorer(settings, classes, KernelKind.VECTOR, encoder, false);
    ImageResult result = scorer.score(image, scores, labels, false);
    KernelSettings kernelSettings = settings.kernelSettings(classes);
    double[] pixelScores = new double[classes];
    if (scores.elementType().wide()) {
      scores.read(pixel, 1, pixelScores, 1);
    } else {
      float[] narrow = new float[classes];
      scores.read(pixel, 1, narrow, 1);
      for (int c = 0; c < classes; c++) {
        pixelScores[c] = narrow[c];
      }
    }
    int[] maskValues = new int[labels.shape().classes()];
    labels.read(pixel, 1, maskValues, 1);
    return new ImagePixel(
        scores.shape().position(pixel),
        maskValues,
        PixelExplanation.ofElements(
            settings, pixelScores, targets(kernelSettings, image, labels, encoder, pixel)),
        result,
        settings);
  }

  private static int[] targets(
      KernelSettings settings, ImageRef image, LabelReader labels, LabelEncoder encoder, long pixel)
      throws IOException {
    int classes = settings.classes();
    Tile tile = new Tile(classes, settings.targets(), false);
    int[] buffer = new int[Math.multiplyExact(classes, Tile.PIXELS)];
    new TargetSource(labels, encoder, settings.targets(), classes, image.truthPath(), buffer)
        .fill(pixel, 1, tile);
    int[] targets = new int[classes];
    switch (settings.targets()) {
      case LABELS -> {
        int label = (int) tile.targets()[0];
        Arrays.fill(targets, label == (int) Tile.IGNORED ? PixelExplanation.IGNORED : 0);
        if (label >= 0) {
          targets[label] = 1;
        }
      }
      case ELEMENTS -> {
        for (int c = 0; c < classes; c++) {
          targets[c] = (int) tile.targets()[c * Tile.PIXELS];
        }
      }
    }
    return targets;
  }

  /** What the sum of the image is divided by; 0 where nothing is valid. */
  public double denominator() {
    return image.sums().denominator();
  }
}
