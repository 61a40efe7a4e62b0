package io.github.focalaudit.dataset;

import io.github.focalaudit.format.BadInputException;
import io.github.focalaudit.format.ImageHeader;
import io.github.focalaudit.format.ReasonCode;
import io.github.focalaudit.storage.FileFaults;
import io.github.focalaudit.storage.StoreUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files that hold several images each, as one image each. Stateless. */
public final class BatchExpansion {
  /** Reads the headers of prediction and mask files; called on several threads. */
  public interface Headers {
    /**
     * The header of a prediction file.
     *
     * @throws BadInputException where the file is at fault
     * @throws IOException where the store fails
     */
    ImageHeader scores(ImageRef file) throws IOException;

    /**
     * The number of masks that a mask file holds beside such scores.
     *
     * @throws BadInputException where the file is at fault
     * @throws IOException where the store fails
     */
    int masks(ImageRef file, ImageHeader scores) throws IOException;
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
   */
  public static DatasetListing expand(DatasetListing listing, Headers headers) throws IOException {
    List<ImageRef> images = new ArrayList<>();
    List<QuarantinedInput> quarantined = new ArrayList<>();
    for (Counted counted : Parallel.map(listing.images(), file -> count(file, headers))) {
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

  private static Counted count(ImageRef file, Headers headers) throws StoreUnavailableException {
    String path = file.predictionPath();
    try {
      ImageHeader scores = headers.scores(file);
      int count = scores.batchCount();
      path = file.truthPath();
      int maskCount = headers.masks(file, scores);
      return maskCount == count
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
    } catch (StoreUnavailableException e) {
      throw e;
    } catch (IOException e) {
      return Counted.refused(file, path, ReasonCode.UNREADABLE, FileFaults.text(e));
    }
  }

  /** The id of the file that holds an image of a batch; the id itself for another image. */
  static String fileId(ImageRef image) {
    return image.batchIndex() == ImageRef.NO_BATCH
        ? image.imageId()
        : image.imageId().substring(0, image.imageId().lastIndexOf('#'));
  }
}
