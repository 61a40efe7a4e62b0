package io.github.focalaudit.dataset;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ReasonCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that hold several images each, as one image each. Stateless. */
public final class BatchExpansion {
  /** Reads from the header of a prediction or mask file how many images it holds. */
  public interface BatchCount {
    /** What a mask that cannot hold a batch has. */
    int NOT_COUNTED = -1;

    /**
     * The number of images, or {@link #NOT_COUNTED}; called on several threads.
     *
     * @throws BadInputException where the file is at fault
     * @throws IOException where the store fails
     */
    int of(ImageRef file) throws IOException;
  }

  private record Counted(ImageRef file, int count, @Nullable QuarantinedInput refused) {
    static Counted refused(ImageRef file, String path, ReasonCode code, String detail) {
      return new Counted(file, 0, new QuarantinedInput(file.imageId(), path, code, detail));
    }
  }

  private BatchExpansion() {}

  /**
   * Every image {@code id} of N becomes {@code id#0} to {@code id#N-1}, with its share of the
   * bytes. A file whose header cannot be read, or whose mask file has another number of images,
   * becomes one quarantine row.
   *
   * @param predictions counts the images of the prediction file
   * @param masks counts those of the mask file
   */
  public static DatasetListing expand(
      DatasetListing listing, BatchCount predictions, BatchCount masks) throws IOException {
    List<ImageRef> images = new ArrayList<>();
    List<QuarantinedInput> quarantined = new ArrayList<>();
    for (Counted counted :
        Parallel.map(listing.images(), file -> count(file, predictions, masks))) {
      ImageRef file = counted.file();
      if (counted.refused() != null) {
        quarantined.add(counted.refused());
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

  private static Counted count(ImageRef file, BatchCount predictions, BatchCount masks) {
    String path = file.predictionPath();
    try {
      int count = predictions.of(file);
      if (count <= 0) {
        return Counted.refused(
            file, path, ReasonCode.EMPTY_ARRAY, "a batch of " + count + " images");
      }
      path = file.truthPath();
      int maskCount = masks.of(file);
      return maskCount == count || maskCount == BatchCount.NOT_COUNTED
          ? new Counted(file, count, null)
          : Counted.refused(
              file,
              path,
              ReasonCode.SHAPE_MISMATCH,
              "expected a batch of "
                  + count
                  + " masks, as many as "
                  + file.predictionPath()
                  + " has images, got "
                  + maskCount);
    } catch (BadInputException e) {
      return Counted.refused(file, path, e.code(), e.detail());
    } catch (IOException e) {
      return Counted.refused(file, path, ReasonCode.UNREADABLE, String.valueOf(e.getMessage()));
    }
  }

  /** The id of the file that holds an image of a batch; the id itself for another image. */
  static String fileId(ImageRef image) {
    return image.batchIndex() == ImageRef.NO_BATCH
        ? image.imageId()
        : image.imageId().substring(0, image.imageId().lastIndexOf('#'));
  }
}
