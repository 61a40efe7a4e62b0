package io.github.focalaudit.dataset;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that hold several images each, as one image each. */
public final class BatchExpansion {
  /** Reads from a prediction file's header how many images it holds. */
  public interface BatchCount {
    /**
     * The number of images; called on several threads.
     *
     * @throws BadInputException where the file is at fault
     * @throws IOException where the store fails
     */
    int of(ImageRef file) throws IOException;
  }

  private record Counted(
      ImageRef file, int count, @Nullable ReasonCode code, @Nullable String detail) {}

  private BatchExpansion() {}

  /**
   * Every image {@code id} of N becomes {@code id#0} to {@code id#N-1}, with its share of the
   * bytes. A file whose header cannot be read becomes one quarantine row.
   */
  public static DatasetListing expand(DatasetListing listing, BatchCount counts)
      throws IOException {
    List<ImageRef> images = new ArrayList<>();
    List<QuarantinedInput> quarantined = new ArrayList<>();
    for (Counted counted : Parallel.map(listing.images(), file -> count(file, counts))) {
      ImageRef file = counted.file();
      if (counted.code() != null && counted.detail() != null) {
        quarantined.add(
            new QuarantinedInput(
                file.imageId(), file.predictionPath(), counted.code(), counted.detail()));
      }
      for (int i = 0; i < counted.count(); i++) {
        images.add(
            new ImageRef(
                file.imageId() + "#" + i,
                file.predictionPath(),
                file.truthPath(),
                file.predictionBytes() / counted.count(),
                file.truthBytes() / counted.count(),
                i,
                file.columns()));
      }
    }
    return listing.with(images, quarantined, List.of());
  }

  private static Counted count(ImageRef file, BatchCount counts) {
    try {
      int count = counts.of(file);
      return count > 0
          ? new Counted(file, count, null, null)
          : new Counted(file, 0, ReasonCode.EMPTY_ARRAY, "a batch of " + count + " images");
    } catch (BadInputException e) {
      return new Counted(file, 0, e.code(), e.detail());
    } catch (IOException e) {
      return new Counted(file, 0, ReasonCode.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  /** The id of the file that holds an image of a batch; the id itself for another image. */
  static String fileId(ImageRef image) {
    return image.batchIndex() == ImageRef.NO_BATCH
        ? image.imageId()
        : image.imageId().substring(0, image.imageId().lastIndexOf('#'));
  }
}
