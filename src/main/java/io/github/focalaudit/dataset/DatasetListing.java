package io.github.focalaudit.dataset;

import io.github.focalaudit.warning.Warning;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The images of a dataset before any pixel is read. Immutable and thread-safe.
 *
 * @param images pairs of files, sorted by id
 * @param quarantined images that cannot be scored, sorted by id, one row each
 * @param warnings what a user should know
 * @param predictionCount prediction files found
 * @param truthCount truth files found
 */
public record DatasetListing(
    List<ImageRef> images,
    List<QuarantinedInput> quarantined,
    List<Warning> warnings,
    int predictionCount,
    int truthCount) {

  /** Copies and sorts. */
  public DatasetListing {
    images = images.stream().sorted(Comparator.comparing(ImageRef::imageId)).toList();
    quarantined =
        quarantined.stream()
            .sorted(
                Comparator.comparing(QuarantinedInput::imageId)
                    .thenComparing(QuarantinedInput::path))
            .toList();
    warnings = List.copyOf(warnings);
  }

  /** Images with both files. */
  public int matchedCount() {
    return images.size();
  }

  /** Images without a partner, or with several. */
  public int unmatchedCount() {
    return quarantined.size();
  }

  /** Images that a complete dataset would have. */
  public int expectedCount() {
    return Math.addExact(images.size(), quarantined.size());
  }

  /** Bytes of all files to read. */
  public long totalBytes() {
    long total = 0;
    for (ImageRef image : images) {
      total = Math.addExact(total, Math.addExact(image.predictionBytes(), image.truthBytes()));
    }
    return total;
  }

  /** The same with other images, and with further rows and warnings. */
  DatasetListing with(
      List<ImageRef> replacement, List<QuarantinedInput> further, List<Warning> furtherWarnings) {
    List<QuarantinedInput> rows = new ArrayList<>(quarantined);
    rows.addAll(further);
    List<Warning> all = new ArrayList<>(warnings);
    all.addAll(furtherWarnings);
    return new DatasetListing(replacement, rows, all, predictionCount, truthCount);
  }
}
